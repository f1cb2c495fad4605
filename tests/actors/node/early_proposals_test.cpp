#include "actors/node/early_proposals.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using starling::actors::early_proposals;
using starling::messages::model_update;
using starling::messages::node_id;
using starling::messages::refusal;

namespace {

model_update of_round(std::uint64_t round) {
  return {{round}, {round - 1}, {1}, 0.0, starling::messages::tensor(1)};
}

/// "sender@round" of each, in order.
std::string text(const std::vector<early_proposals::proposal>& all) {
  std::string out;
  for (const auto& p : all) {
    out += (out.empty() ? "" : " ") + std::to_string(p.from.value) + "@" +
           std::to_string(p.update.round.value);
  }
  return out;
}

}  // namespace

TEST_CASE("taking a round hands out its proposals and forgets those before") {
  early_proposals early;
  for (const std::uint64_t round : {4U, 2U, 3U}) {
    CHECK_FALSE(early.keep({1}, of_round(round), 10));
    CHECK_FALSE(early.keep({2}, of_round(round), 10));
  }
  CHECK(text(early.take({3})) == "1@3 2@3");
  CHECK(text(early.all()) == "1@4 2@4");
  CHECK(early.take({3}).empty());
  CHECK(text(early.take_all()) == "1@4 2@4");
  CHECK(early.empty());
}

TEST_CASE("a sender's second proposal for a round is a duplicate, and the first one stays") {
  early_proposals early;
  CHECK_FALSE(early.keep({1}, of_round(3), 10));
  auto other = of_round(3);
  other.samples = {99};
  const auto refused = early.keep({1}, other, 10);
  REQUIRE(refused);
  CHECK(refused->peer == node_id{1});
  CHECK(refused->why == refusal::duplicate);
  REQUIRE(early.all().size() == 1);
  CHECK(early.all()[0].update.samples.value == 1);
}

TEST_CASE("when there are too many the oldest round makes room, be it the newcomer's") {
  early_proposals early;
  CHECK_FALSE(early.keep({1}, of_round(5), 2));
  CHECK_FALSE(early.keep({2}, of_round(4), 2));
  auto refused = early.keep({3}, of_round(6), 2);
  REQUIRE(refused);
  CHECK((refused->peer == node_id{2} && refused->why == refusal::late));
  CHECK(text(early.all()) == "1@5 3@6");
  refused = early.keep({4}, of_round(2), 2);
  REQUIRE(refused);
  CHECK(refused->peer == node_id{4});
  CHECK(text(early.all()) == "1@5 3@6");
}

TEST_CASE("it knows whose proposals it has") {
  early_proposals early;
  CHECK_FALSE(early.any_of({1}));
  CHECK_FALSE(early.keep({1}, of_round(3), 10));
  CHECK(early.any_of({1}));
  CHECK_FALSE(early.any_of({2}));
}
