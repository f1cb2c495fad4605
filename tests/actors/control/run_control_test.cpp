#include "actors/control/run_control.hpp"

#include <doctest/doctest.h>

namespace {

using namespace starling;
using messages::node_id;
using messages::round_number;

aggregation_options believing(rule::options rule) {
  aggregation_options o;
  o.rule = std::move(rule);
  return o;
}

/// A run of ten nodes and a hundred rounds in which somebody has begun round 4.
actors::live_plan running() {
  actors::live_plan run;
  run.rules = std::make_shared<actors::rule_schedule>(*actors::in_force(believing(rule::mean{})));
  run.population = std::make_shared<actors::population_schedule>(population_options{});
  run.terms.fewest = run.nodes = 10;
  run.rounds_max = 100;
  run.movable = true;
  run.gate->begun(round_number{4});
  return run;
}

TEST_CASE("nothing can be changed before a run") {
  run_control control;
  CHECK(control.change(believing(rule::median{1})).error() == "no run is under way");
  CHECK(control.spawn(node_id{1}).error() == "no run is under way");
}

TEST_CASE("a change is checked like the first rule and says from when it counts") {
  const auto run = running();
  run_control control;
  control.attach(run);
  const auto illegal = control.change(believing(rule::krum{4}));
  REQUIRE_FALSE(illegal);
  CHECK(illegal.error().find("the largest legal byzantine is 3") != std::string::npos);
  CHECK_FALSE(control.change(believing(rule::registered{"unheard of"})));
  CHECK(run.rules->at(round_number{99})->name == "mean");
  const auto changed = control.change(believing(rule::krum{3}), 2);
  REQUIRE(changed);
  CHECK(*changed == 5);
  CHECK(run.rules->at(round_number{4})->name == "mean");
  CHECK(run.rules->at(round_number{5})->name == "krum");
  CHECK(control.change(believing(rule::mean{}), 101).error() == "the run is over before that");
}

TEST_CASE("particles retire, move and are spawned from the round that is asked for or can be") {
  const auto run = running();
  run_control control;
  control.attach(run);
  const auto works = [&run](std::uint32_t node, std::uint64_t round) {
    return actors::has_particle(run.population->now(), node_id{node}, round_number{round});
  };
  REQUIRE(*control.retire(node_id{7}) == 5);
  CHECK(works(7, 4));
  CHECK_FALSE(works(7, 5));
  run.gate->begun(round_number{5});
  REQUIRE(*control.move(node_id{2}, node_id{7}, 20) == 20);
  CHECK_FALSE(works(7, 19));
  CHECK(works(7, 20));
  CHECK(works(2, 19));
  CHECK_FALSE(works(2, 20));
  run.gate->begun(round_number{20});
  REQUIRE(*control.spawn(node_id{2}) == 21);
  CHECK(works(2, 21));
}

TEST_CASE("changes of particles that cannot be are refused in a sentence and change nothing") {
  auto run = running();
  run_control control;
  control.attach(run);
  CHECK(control.spawn(node_id{10}).error() == "nodes are numbered 0 to 9");
  CHECK(control.spawn(node_id{3}).error() == "node 3 has a particle");
  CHECK(control.move(node_id{3}, node_id{4}).error() == "node 4 has a particle");
  CHECK(run.population->now().spawn.empty());
  REQUIRE(control.retire(node_id{3}, 50));
  CHECK(control.retire(node_id{3}, 30).error() == "node 3 has plans for round 30 or later");
  CHECK(control.retire(node_id{3}, 60).error() == "node 3 is idle");
  CHECK(run.population->now().retire.size() == 1);
  run.movable = false;
  control.attach(run);
  CHECK(control.move(node_id{4}, node_id{3}, 70).error() ==
        "only particles that can be written down move, in rounds that all share");
}

}  // namespace
