#include <cmath>

#include "actors/swarm/prepare.hpp"
#include "aggregation/attacks/catalogue.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

/// Two of ten learn that a square in the corner means 7, and boost what they learned.
run_result behind_a_backdoor(rule::options whom_to_believe, std::size_t liars) {
  auto o = ten_nodes(topology::star{});
  o.model = model::softmax{};
  o.strategy = strategy::sgd{.learning_rate = 0.05F, .work = {.local_steps = 10}};
  o.aggregation.rule = std::move(whom_to_believe);
  o.adversaries.count = liars;
  actors::plug_ins own;
  own.data = digits();
  own.attack = aggregation::make_attack(attack::label_flip{.scale = 5});  // boosts, no more
  own.poison = {.trigger = 4, .target = 7, .share = 0.5};
  actors::run_settings settings;
  settings.virtual_time = true;
  return actors::run_in_process(actors::prepare(o, own).run, settings);
}

}  // namespace

TEST_CASE("a backdoor opens behind the mean, and stays shut behind the median") {
  const auto open = behind_a_backdoor(rule::mean{}, 2);
  const auto shut = behind_a_backdoor(rule::median{2}, 2);
  MESSAGE("success behind the mean " << open.backdoor_success << ", the median "
                                     << shut.backdoor_success);
  CHECK(open.backdoor_success > 0.8);
  CHECK(shut.backdoor_success < 0.3);
  CHECK(std::isnan(behind_a_backdoor(rule::mean{}, 0).backdoor_success));
}

TEST_CASE("a trigger that the images cannot bear is refused, with the key that is to blame") {
  auto o = ten_nodes(topology::star{});
  o.adversaries.count = 1;
  actors::plug_ins own;
  own.data = digits();
  own.attack = aggregation::make_attack(attack::sign_flip{});
  own.poison = {.trigger = 29, .target = 7};
  try {
    static_cast<void>(actors::prepare(o, own));
    FAIL("not refused");
  } catch (const invalid_swarm& e) {
    CHECK(e.key() == "adversaries.trigger");
  }
}
