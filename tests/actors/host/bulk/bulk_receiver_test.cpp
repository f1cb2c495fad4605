#include "actors/host/bulk/bulk_receiver.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "actors/host/bulk/bulk_sender.hpp"
#include "actors/host/bulk/bulk_tensor.hpp"
#include "tests/actors/host/bulk/bulk_letters.hpp"

namespace {

using namespace starling;
using namespace bulk_letters;
using actors::bulk_receiver;
using actors::bulk_refusal;
using messages::chunk;
using messages::outline;

constexpr std::size_t elements = messages::chunk_max / 2 + 5;  // three chunks of float32
constexpr std::size_t plenty = std::size_t{1} << 30U;

/// What comes of all parts but those that `lost` names.
std::vector<messages::letter> deliver(bulk_receiver& to,
                                      const std::vector<messages::dispatch>& parts,
                                      std::vector<std::size_t> lost = {}) {
  std::vector<messages::letter> all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (std::find(lost.begin(), lost.end(), i) != lost.end()) continue;
    bulk_receiver::outcome out;
    if (const auto* piece = std::get_if<chunk>(&parts[i])) out = to.take(*piece);
    if (const auto* what = std::get_if<outline>(&parts[i])) out = to.take(*what);
    CHECK_FALSE(out.refused);
    all.insert(all.end(), out.letters.begin(), out.letters.end());
  }
  return all;
}

TEST_CASE("what was cut is put together to the bit, of either precision") {
  actors::bulk_sender sender(plenty);
  bulk_receiver receiver(plenty);
  const auto narrow = large(elements);
  std::vector<double> numbers(elements, 1.0 / 3);
  const messages::tensor wide{std::span<const double>(numbers)};
  for (const auto& whole : {narrow, wide}) {
    const auto letters = deliver(receiver, sender.cut(update(whole)));
    REQUIRE(letters.size() == 1);
    CHECK(parameters(letters[0]) == whole);
    CHECK(letters[0].to == messages::node_id{5});
    CHECK(std::get<messages::model_update>(letters[0].what).round == messages::round_number{7});
  }
}

TEST_CASE("letters that carry the same tensor share it") {
  actors::bulk_sender sender(plenty);
  bulk_receiver receiver(plenty);
  const auto whole = large(elements);
  const auto first = deliver(receiver, sender.cut(update(whole)));
  const auto second = deliver(receiver, sender.cut(update(whole, 6)));
  REQUIRE(second.size() == 1);
  CHECK(parameters(first[0]).same_storage(parameters(second[0])));
}

TEST_CASE("whatever is lost of the chunks is asked for, and then the letter is whole") {
  for (const std::vector<std::size_t>& lost :
       {std::vector<std::size_t>{0}, {1}, {2}, {0, 2}, {0, 1, 2}}) {
    actors::bulk_sender sender(plenty);
    bulk_receiver receiver(plenty);
    const auto whole = large(elements);
    const auto parts = sender.cut(update(whole));
    CHECK(deliver(receiver, parts, lost).empty());
    const auto wanted = receiver.missing();
    CHECK(wanted.chunks.size() == lost.size());
    const auto letters = deliver(receiver, sender.answer(wanted));
    REQUIRE(letters.size() == 1);
    CHECK(parameters(letters[0]) == whole);
    CHECK(receiver.missing().chunks.empty());
  }
}

TEST_CASE("a chunk that was changed on its way is another chunk") {
  actors::bulk_sender sender(plenty);
  bulk_receiver receiver(plenty);
  auto parts = sender.cut(update(large(elements)));
  std::get<chunk>(parts[1]).bytes[17] ^= 1;
  CHECK(deliver(receiver, parts).empty());
  CHECK(receiver.missing().chunks.size() == 1);
}

TEST_CASE("what does not fit is refused by name") {
  bulk_receiver receiver(4 * elements);
  const auto refused = [&](auto what) { return receiver.take(std::move(what)).refused; };
  CHECK(refused(chunk{}) == bulk_refusal::bad_chunk);
  CHECK(refused(chunk{std::vector<std::uint8_t>(messages::chunk_max + 1)}) ==
        bulk_refusal::bad_chunk);
  actors::bulk_sender sender(plenty);
  const auto sound = all_of<outline>(sender.cut(update(large(elements))))[0];
  auto bent = sound;
  bent.chunks.pop_back();
  CHECK(refused(bent) == bulk_refusal::bad_outline);
  bent = sound;
  bent.what = update(large(1));
  CHECK(refused(bent) == bulk_refusal::bad_outline);
  bent.what.what = messages::heartbeat{};
  CHECK(refused(bent) == bulk_refusal::bad_outline);
  bent = sound;
  bent.elements = 0;
  CHECK(refused(bent) == bulk_refusal::bad_outline);
  bent.elements = ~std::uint64_t{0};
  CHECK(refused(bent) == bulk_refusal::outline_too_large);
  bent = sound;
  bent.wide = true;
  CHECK(refused(bent) == bulk_refusal::outline_too_large);
}

TEST_CASE("chunks of another length than their place neither overflow nor show old memory") {
  bulk_receiver receiver(plenty);
  const chunk tiny{{1, 2, 3, 4}};
  const auto name = actors::name_of(std::as_bytes(std::span(tiny.bytes)));
  CHECK_FALSE(receiver.take(tiny).refused);
  const auto out = receiver.take(outline{update({}), false, elements, 0, {name, name, name}});
  REQUIRE(out.letters.size() == 1);
  const auto& whole = parameters(out.letters[0]);
  CHECK(whole.size() == elements);
  CHECK(std::count(whole.values().begin(), whole.values().end(), 0.0F) == elements - 3);
}

TEST_CASE("outlines whose chunks never come make room for later ones") {
  bulk_receiver receiver(plenty);
  for (std::size_t i = 0; i <= bulk_receiver::outlines_max; ++i) {
    messages::chunk_name never;
    never.bytes[0] = static_cast<std::uint8_t>(i);
    const auto out = receiver.take(outline{update({}), false, 1, 0, {never}});
    const bool full = i == bulk_receiver::outlines_max;
    CHECK(out.refused == (full ? std::optional(bulk_refusal::outline_dropped) : std::nullopt));
  }
  CHECK(receiver.missing().chunks.size() == bulk_receiver::outlines_max);
}

TEST_CASE("compressed tensors reach all letters that carry them, in each stream") {
  for (const char* chain : {"fp16", "delta+int8", "zstd"}) {
    CAPTURE(chain);
    actors::bulk_sender sender(plenty, actors::parse_packing(chain, 1e6, false).value());
    bulk_receiver receiver(plenty);
    for (int round = 0; round < 4; ++round) {
      auto whole = large(elements, static_cast<float>(round));
      for (std::size_t i = 0; i < elements; ++i) whole.mutate()[i] /= 1e6F;
      const auto first = deliver(receiver, sender.cut(update(whole)));
      const auto again = sender.cut(update(whole, 6));
      CHECK(again.size() == 1);  // no chunk twice
      const auto second = deliver(receiver, again);
      auto relayed = update(whole);
      relayed.from = {3};
      const auto third = deliver(receiver, sender.cut(relayed));
      for (const auto& letters : {first, second, third}) {
        REQUIRE(letters.size() == 1);
        const auto& got = parameters(letters[0]);
        REQUIRE(got.size() == elements);
        for (std::size_t i = 0; i < elements; i += 1001) {
          CHECK(got.values()[i] == doctest::Approx(whole.values()[i]).epsilon(0.01));
        }
      }
      CHECK(parameters(first[0]).same_storage(parameters(second[0])));
    }
    CHECK(sender.bytes_saved() > elements);
  }
}

TEST_CASE("a tensor told again after a later one is not taken for the base of the next") {
  actors::bulk_sender sender(plenty, actors::parse_packing("delta+int8", 1e6, false).value());
  bulk_receiver receiver(plenty);
  const auto old = large(elements);
  const auto middle = large(elements, 5);
  REQUIRE(deliver(receiver, sender.cut(update(old))).size() == 1);
  REQUIRE(deliver(receiver, sender.cut(update(middle))).size() == 1);
  REQUIRE(deliver(receiver, sender.cut(update(old, 6))).size() == 1);
  CHECK(deliver(receiver, sender.cut(update(large(elements, 9)))).size() == 1);
}

TEST_CASE("whoever missed a base says so, and is then told in whole") {
  actors::bulk_sender sender(plenty, actors::parse_packing("delta+int8", 1e6, false).value());
  bulk_receiver receiver(plenty);
  static_cast<void>(sender.cut(update(large(elements))));  // lost
  const auto parts = sender.cut(update(large(elements, 5)));
  std::optional<bulk_refusal> refused;
  for (const auto& part : parts) {
    if (const auto* piece = std::get_if<chunk>(&part)) receiver.take(*piece);
    if (const auto* what = std::get_if<outline>(&part)) refused = receiver.take(*what).refused;
  }
  CHECK(refused == bulk_refusal::base_missing);
  CHECK(sender.answer({}).empty());
  CHECK(deliver(receiver, sender.cut(update(large(elements, 7)))).size() == 1);
}

TEST_CASE("an outline whose bytes are no compressed tensor is refused") {
  bulk_receiver receiver(plenty);
  const std::vector<std::uint8_t> junk(500, 0xc1);
  static_cast<void>(receiver.take(chunk{junk}));
  const auto name = actors::name_of(std::as_bytes(std::span(junk)));
  CHECK(receiver.take(outline{update({}), false, elements, junk.size(), {name}}).refused ==
        bulk_refusal::bad_packing);
  CHECK(receiver.take(outline{update({}), false, 100, 401, {name}}).refused ==
        bulk_refusal::bad_outline);
}

}  // namespace
