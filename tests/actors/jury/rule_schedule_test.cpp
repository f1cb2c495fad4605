#include "actors/jury/rule_schedule.hpp"

#include <doctest/doctest.h>

#include "aggregation/robust/mean.hpp"

namespace {

using namespace starling;
using actors::rule_in_force;
using actors::rule_schedule;
using messages::round_number;

rule_in_force named(std::string name, std::uint64_t from = 0) {
  return {std::move(name), [] { return std::make_unique<aggregation::mean>(); },
          [](std::size_t) { return std::size_t{0}; }, round_number{from}};
}

TEST_CASE("a rule is in force from its round until the next one's") {
  rule_schedule rules(named("first"));
  rules.change(named("second", 5));
  rules.change(named("third", 9));
  CHECK(rules.at(round_number{1})->name == "first");
  CHECK(rules.at(round_number{4})->name == "first");
  CHECK(rules.at(round_number{5})->name == "second");
  CHECK(rules.at(round_number{8})->name == "second");
  CHECK(rules.at(round_number{900})->name == "third");
}

TEST_CASE("a change takes the place of those planned for the same round and later") {
  rule_schedule rules(named("first"));
  rules.change(named("planned", 5));
  rules.change(named("sooner", 4));
  CHECK(rules.at(round_number{4})->name == "sooner");
  CHECK(rules.at(round_number{6})->name == "sooner");
}

TEST_CASE("a rule is refused on terms that it cannot combine on, by the key that says so") {
  const auto refused = [](rule::options rule, const actors::rule_terms& terms) {
    aggregation_options o;
    o.rule = std::move(rule);
    auto unfit = actors::refuse_rule(*actors::in_force(o), terms, "f");
    return unfit.value_or(actors::unfit_rule{});
  };
  CHECK(refused(rule::krum{1}, {.fewest = 5}).key.empty());
  CHECK(refused(rule::krum{1}, {.fewest = 4}).key == "f");
  CHECK(refused(rule::krum{1}, {.fewest = 4}).why.find("quorum") == std::string::npos);
  CHECK(refused(rule::krum{1}, {.fewest = 4, .whole = false}).why.find("quorum") !=
        std::string::npos);
  CHECK(refused(rule::monna{}, {.fewest = 5}).key.empty());
  CHECK(refused(rule::monna{}, {.fewest = 5, .trusting = false}).key == "aggregation.trusted");
  CHECK(refused(rule::median{}, {.fewest = 5, .weighed_by = "w"}).key == "w");
  CHECK(refused(rule::geometric_median{}, {.fewest = 5, .weighed_by = "w"}).key.empty());
}

TEST_CASE("options become a rule with its name and its f") {
  aggregation_options o;
  o.rule = rule::trimmed_mean{3};
  const auto fixed = actors::in_force(o);
  REQUIRE(fixed);
  CHECK(fixed->name == "trimmed_mean");
  CHECK(fixed->byzantine(20) == 3);
  CHECK(fixed->make()->name() == "trimmed_mean");
  o.byzantine_ratio = 0.3;
  const auto ratio = actors::in_force(o);
  REQUIRE(ratio);
  CHECK(ratio->byzantine(10) == 3);
  CHECK(ratio->byzantine(9) == 2);
  CHECK(ratio->byzantine(3) == 0);
  o.rule = rule::registered{"unheard of"};
  CHECK_FALSE(actors::in_force(o));
}

}  // namespace
