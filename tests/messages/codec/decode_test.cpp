#include "messages/codec/decode.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>

#include "messages/vocabulary/round_messages.hpp"
#include "tests/messages/codec/decode_law.hpp"
#include "tests/messages/codec/random_letters.hpp"

using namespace starling::messages;

namespace {

enum class colour : unsigned char { red, green };
constexpr std::uint64_t enumerators(colour) {
  return 2;
}

struct older {
  round_number round;
  std::string text;

  static constexpr auto name = "older";
  static constexpr auto fields(auto& self) { return std::tie(self.round, self.text); }
};
struct newer {
  round_number round;
  std::string text;
  std::vector<std::pair<node_id, bool>> members;
  colour paint = colour::red;
  std::array<std::uint8_t, 3> key{};
  std::int8_t change = 0;

  static constexpr auto name = "newer";
  static constexpr auto fields(auto& self) {
    return std::tie(self.round, self.text, self.members, self.paint, self.key, self.change);
  }
};

std::vector<std::byte> bytes(std::initializer_list<unsigned> values) {
  std::vector<std::byte> out;
  for (const unsigned v : values) out.push_back(static_cast<std::byte>(v));
  return out;
}

template <class T>
codec_refusal why(const std::vector<std::byte>& from, const codec_limits& limits = {}) {
  const auto decoded = decode<T>(from, limits);
  return decoded ? codec_refusal::none : decoded.error();
}

}  // namespace

TEST_CASE("20,000 random letters come back as they were, to the bit") {
  random_source random(12);
  for (std::size_t i = 0; i < 20'000; ++i) {
    const letter l = testing::random_letter(random, i % 100 == 0 ? 40'000 : 100);
    const auto there = encode(l);
    REQUIRE(there);
    const auto back = decode<letter>(*there);
    REQUIRE(back);
    CHECK(back->from == l.from);
    CHECK(back->to == l.to);
    CHECK(back->what.index() == l.what.index());
    const auto* sent = std::get_if<model_update>(&l.what);
    const auto* got = std::get_if<model_update>(&back->what);
    if (sent != nullptr) CHECK(model_update::fields(*sent) == model_update::fields(*got));
    const auto again = encode(*back);
    REQUIRE(again);
    CHECK(std::ranges::equal(*there, *again));
  }
}

TEST_CASE("a later version's fields are skipped; a field that is missing is refused") {
  const auto later = encode(newer{{5}, "five", {{{1}, true}, {{2}, false}}, colour::green, {}, -1});
  REQUIRE(later);
  const auto read = decode<older>(*later);
  REQUIRE(read);
  CHECK(read->round == round_number{5});
  CHECK(read->text == "five");
  const auto earlier = encode(older{{5}, "five"});
  REQUIRE(earlier);
  CHECK(why<newer>(*earlier) == codec_refusal::truncated);
}

TEST_CASE("whatever a message is made of comes back") {
  const newer n{{5}, "five", {{{1}, true}, {{2}, false}}, colour::green, {1, 2, 3}, -100};
  const auto there = encode(n);
  REQUIRE(there);
  const auto back = decode<newer>(*there);
  REQUIRE(back);
  CHECK(newer::fields(*back) == newer::fields(n));
}

TEST_CASE("each thing that can be wrong has its refusal") {
  CHECK(why<heartbeat>(bytes({0x91, 7})) == codec_refusal::none);
  CHECK(why<heartbeat>(bytes({})) == codec_refusal::truncated);
  CHECK(why<heartbeat>(bytes({0x90})) == codec_refusal::truncated);
  CHECK(why<heartbeat>(bytes({0x91, 7, 0})) == codec_refusal::trailing_bytes);
  CHECK(why<heartbeat>(bytes({0x91, 0xc3})) == codec_refusal::wrong_type);
  CHECK(why<heartbeat>(bytes({0x91, 0xcc, 7})) == codec_refusal::not_minimal);
  // A node is 32 bits; the seventh kind of content is not known.
  CHECK(why<letter>(bytes({0x93, 0xcf, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0x92, 0, 0x91, 7})) ==
        codec_refusal::out_of_range);
  CHECK(why<letter>(bytes({0x93, 1, 2, 0x92, 6, 0x91, 7})) == codec_refusal::unknown_kind);
  CHECK(why<letter>(bytes({0x93, 1, 2, 0x91, 0, 0x91, 7})) == codec_refusal::truncated);
  const auto painted = [](unsigned colour, unsigned key) {
    return bytes({0x96, 5, 0xa0, 0x90, colour, 0xc4, key, 1, 2, 3, 0xff});
  };
  CHECK(why<newer>(painted(1, 3)) == codec_refusal::none);
  CHECK(why<newer>(painted(2, 3)) == codec_refusal::unknown_kind);
  CHECK(why<newer>(painted(1, 2)) == codec_refusal::out_of_range);
}

TEST_CASE("a tensor is a whole number of elements, and of a type that is known") {
  CHECK(why<start_round>(bytes({0x92, 1, 0xc4, 4, 0, 0, 0, 0})) == codec_refusal::none);
  CHECK(why<start_round>(bytes({0x92, 1, 0xc4, 3, 0, 0, 0})) == codec_refusal::out_of_range);
  CHECK(why<start_round>(bytes({0x92, 1, 0xd6, 1, 0, 0, 0, 0})) == codec_refusal::out_of_range);
  CHECK(why<start_round>(bytes({0x92, 1, 0xd7, 2, 0, 0, 0, 0, 0, 0, 0, 0})) ==
        codec_refusal::unknown_kind);
  CHECK(why<start_round>(bytes({0x92, 1, 0xc7, 0, 1})) == codec_refusal::not_minimal);
}

TEST_CASE("what is beyond the limits is refused") {
  const auto ten = encode(start_round{{1}, tensor(10)});
  REQUIRE(ten);
  CHECK(why<start_round>(*ten, {.elements_max = 10}) == codec_refusal::none);
  CHECK(why<start_round>(*ten, {.elements_max = 9}) == codec_refusal::too_long);
  CHECK(why<start_round>(*ten, {.bytes_max = ten->size()}) == codec_refusal::none);
  CHECK(why<start_round>(*ten, {.bytes_max = ten->size() - 1}) == codec_refusal::too_long);
  const auto listed = encode(newer{{5}, "five", {{{1}, true}, {{2}, false}}, colour::red, {}, 0});
  REQUIRE(listed);
  CHECK(why<newer>(*listed, {.elements_max = 4}) == codec_refusal::none);
  CHECK(why<newer>(*listed, {.elements_max = 3}) == codec_refusal::too_long);
  CHECK(why<newer>(bytes({0x96, 5, 0xa0, 0xdd, 0xff, 0xff, 0xff, 0xff, 0, 0})) ==
        codec_refusal::too_long);
}

TEST_CASE("any bytes give a letter or a refusal: noise, and letters with a few bytes changed") {
  random_source random(13);
  std::size_t letters = 0;
  for (std::size_t i = 0; i < 100'000; ++i) {
    const auto from = encode(testing::random_letter(random, 20));
    REQUIRE(from);
    auto changed = *from;
    for (std::size_t n = random.below(4); n > 0; --n) {
      const std::size_t at = random.below(changed.size());
      switch (random.below(4)) {
        case 0:
          changed[at] = static_cast<std::byte>(random());
          break;
        case 1:
          changed[at] ^= static_cast<std::byte>(1U << random.below(8));
          break;
        case 2:
          changed.resize(at + 1);
          break;
        default:
          changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at), changed[at]);
      }
    }
    REQUIRE(testing::letter_or_refusal(changed));
    letters += decode<letter>(changed) ? 1 : 0;
    for (auto& b : changed) b = static_cast<std::byte>(random());
    REQUIRE(testing::letter_or_refusal(changed));
  }
  CHECK(letters > 25'000);  // those that nothing was changed of
  CHECK(letters < 90'000);
}
