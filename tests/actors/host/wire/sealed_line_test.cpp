#include "actors/host/wire/sealed_line.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "tests/actors/host/identities.hpp"

namespace {

using namespace starling;
using actors::own_identity;
using actors::sealed_line;
using identities::noon;
using identities::who;
using messages::dispatch;
using messages::envelope_refusal;
using messages::letter;
using messages::node_id;
using messages::tensor;

constexpr std::array values = {1.0F, -2.5F};
constexpr std::size_t frame_max = 1U << 20U;
std::string id_of(const own_identity& who) {
  return messages::to_hex(who.registration.id.value);
}

/// The two ends of a line between a and b, who have met.
struct pair_of_hosts {
  std::shared_ptr<const own_identity> a = who(1), b = who(100);
  sealed_line to_b{a, id_of(*b), frame_max}, to_a{b, id_of(*a), frame_max};

  pair_of_hosts() {
    REQUIRE(to_b.meet(to_a.introduction()));
    REQUIRE(to_a.meet(to_b.introduction()));
  }
};

dispatch proposal() {
  return letter{node_id{2}, node_id{5},
                messages::model_update{{7}, {}, {}, {}, tensor(std::span<const float>(values))}};
}

TEST_CASE("what one host seals the other opens, of every kind, as it was") {
  pair_of_hosts p;
  auto frame = p.to_b.seal(proposal(), noon);
  REQUIRE(frame);
  const auto opened = p.to_a.open(*std::move(frame), noon);
  REQUIRE(opened);
  const auto& got = std::get<letter>(*opened);
  CHECK(got.from == node_id{2});
  CHECK(got.to == node_id{5});
  const auto& update = std::get<messages::model_update>(got.what);
  CHECK(update.round.value == 7);
  CHECK(std::ranges::equal(update.parameters.values(), values));

  frame = p.to_a.seal(messages::host_status{messages::host_phase::running, true, {9}}, noon);
  REQUIRE(frame);
  const auto back = p.to_b.open(*std::move(frame), noon);
  REQUIRE(back);
  const auto& status = std::get<messages::host_status>(*back);
  CHECK(status.phase == messages::host_phase::running);
  CHECK(status.without_you);
  CHECK(status.round.value == 9);
}

TEST_CASE("only the host that the file names is met") {
  const auto a = who(1);
  const auto b = who(100);
  const auto stranger = who(200);
  sealed_line line(a, id_of(*b), frame_max);
  CHECK_FALSE(line.meet(sealed_line(stranger, id_of(*a), frame_max).introduction()));
  CHECK_FALSE(line.meet({}));
  CHECK_FALSE(line.meet(sealed_line(who(100, "wrens"), id_of(*a), frame_max).introduction()));
  auto forged = sealed_line(b, id_of(*a), frame_max).introduction();
  forged.back() ^= 1U;
  CHECK_FALSE(line.meet(forged));
  CHECK(line.meet(sealed_line(b, id_of(*a), frame_max).introduction()));
}

TEST_CASE("nothing is opened twice, after a change, or from whom nobody has met") {
  pair_of_hosts p;
  const auto frame = p.to_b.seal(proposal(), noon);
  REQUIRE(frame);
  auto changed = *frame;
  changed[changed.size() / 2] ^= 1U;
  CHECK_FALSE(p.to_a.open(std::move(changed), noon));
  REQUIRE(p.to_a.open(*frame, noon));
  const auto again = p.to_a.open(*frame, noon);
  REQUIRE_FALSE(again);
  CHECK(std::get<envelope_refusal>(again.error()) == envelope_refusal::replayed);

  sealed_line deaf(p.b, id_of(*p.a), frame_max);
  CHECK_FALSE(deaf.open(*frame, noon));
  CHECK_FALSE(p.to_a.open({}, noon));
}

TEST_CASE("a host that has lost its memory is heard again after a new greeting") {
  pair_of_hosts p;
  for (int i = 0; i < 3; ++i) REQUIRE(p.to_a.open(*p.to_b.seal(proposal(), noon), noon));
  sealed_line reborn(p.a, id_of(*p.b), frame_max);
  REQUIRE(reborn.meet(p.to_a.introduction()));
  REQUIRE(p.to_a.meet(reborn.introduction()));
  CHECK(p.to_a.open(*reborn.seal(proposal(), noon + std::chrono::seconds(1)),
                    noon + std::chrono::seconds(1)));
}

TEST_CASE("what is longer than a frame may be is not sealed") {
  const auto a = who(1);
  const auto b = who(100);
  sealed_line to_b(a, id_of(*b), 2000);
  sealed_line to_a(b, id_of(*a), 2000);
  REQUIRE(to_b.meet(to_a.introduction()));
  const letter large{node_id{0}, node_id{1}, messages::model_update{{1}, {}, {}, {}, tensor(1000)}};
  CHECK_FALSE(to_b.seal(large, noon));
}

}  // namespace
