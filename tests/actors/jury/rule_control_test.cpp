#include "actors/jury/rule_control.hpp"

#include <doctest/doctest.h>

namespace {

using namespace starling;

aggregation_options believing(rule::options rule) {
  aggregation_options o;
  o.rule = std::move(rule);
  return o;
}

TEST_CASE("nothing can be changed before a run") {
  rule_control control;
  const auto changed = control.change(believing(rule::median{1}));
  REQUIRE_FALSE(changed);
  CHECK(changed.error() == "no run is under way");
}

TEST_CASE("a change is checked like the first rule and says from when it counts") {
  const auto rules =
      std::make_shared<actors::rule_schedule>(*actors::in_force(believing(rule::mean{})));
  rules->begun(messages::round_number{4});
  rule_control control;
  control.attach(rules, 10);
  const auto illegal = control.change(believing(rule::krum{4}));
  REQUIRE_FALSE(illegal);
  CHECK(illegal.error().find("the largest legal byzantine is 3") != std::string::npos);
  CHECK_FALSE(control.change(believing(rule::registered{"unheard of"})));
  CHECK(rules->at(messages::round_number{100})->name == "mean");
  const auto changed = control.change(believing(rule::krum{3}), 2);
  REQUIRE(changed);
  CHECK(*changed == 5);
  CHECK(rules->at(messages::round_number{5})->name == "krum");
}

}  // namespace
