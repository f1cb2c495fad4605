#include "actors/control/population_schedule.hpp"

#include <doctest/doctest.h>

namespace {

using namespace starling;
using actors::has_particle;
using actors::refuse_population;
using messages::node_id;
using messages::round_number;

TEST_CASE("the newest schedule counts, and an older one that is still looked at stays as it is") {
  actors::population_schedule schedule({.spawn = {{node_id{1}, round_number{5}}}});
  const auto& before = schedule.now();
  schedule.replace({.retire = {{node_id{1}, round_number{5}}}});
  CHECK(before.spawn.size() == 1);
  CHECK(schedule.now().spawn.empty());
  CHECK(schedule.now().retire.size() == 1);
}

TEST_CASE("the last event decides, and before the first a node is what the first changes") {
  const population_options events{.spawn = {{node_id{1}, round_number{5}}},
                                  .retire = {{node_id{1}, round_number{9}}},
                                  .move = {{node_id{2}, node_id{3}, round_number{4}}}};
  for (std::uint64_t r = 1; r <= 12; ++r) {
    CAPTURE(r);
    CHECK(has_particle(events, node_id{0}, round_number{r}));
    CHECK(has_particle(events, node_id{1}, round_number{r}) == (r >= 5 && r < 9));
    CHECK(has_particle(events, node_id{2}, round_number{r}) == (r < 4));
    CHECK(has_particle(events, node_id{3}, round_number{r}) == (r >= 4));
  }
}

TEST_CASE("nodes that are not there and moves that cannot be are named") {
  CHECK_FALSE(refuse_population({.move = {{node_id{2}, node_id{3}, round_number{4}}}}, 4));
  CHECK(*refuse_population({.spawn = {{node_id{4}, round_number{4}}}}, 4) ==
        "nodes are numbered 0 to 3");
  CHECK(*refuse_population({.move = {{node_id{2}, node_id{9}, round_number{4}}}}, 4) ==
        "nodes are numbered 0 to 3");
  const population_options twice{.move = {{node_id{2}, node_id{3}, round_number{4}},
                                          {node_id{1}, node_id{3}, round_number{6}}}};
  CHECK(refuse_population(twice, 4)->find("in round 6 a particle moves") == 0);
}

}  // namespace
