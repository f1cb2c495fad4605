#include "aggregation/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/aggregation/oracle.hpp"

namespace {

using namespace starling::aggregation;
namespace options = starling::rule;
using starling::messages::combination;
using starling::messages::contribution;

/// Believes the first.
class first_come : public rule {
 public:
  std::string_view name() const override { return "first_come"; }
  std::size_t contributions_min(std::size_t byzantine) const override { return byzantine + 1; }
  starling::messages::result<combination, rule_error> decide(gathering& heard) override {
    return heard.combined(heard.row(0));
  }
};

TEST_CASE("every name gives options that make the rule of that name") {
  for (const std::string name :
       {"mean", "median", "trimmed_mean", "meamed", "phocas", "krum", "multi_krum", "bulyan",
        "geometric_median", "centered_clipping", "mda", "monna"}) {
    CAPTURE(name);
    const auto names = rule_names();
    CHECK(std::count(names.begin(), names.end(), name) == 1);
    const auto described = rule_options_by_name(name, 2);
    REQUIRE(described);
    CHECK(rule_name(*described) == name);
    const bool without = name == "mean" || name == "centered_clipping";
    CHECK(byzantine_max(*described) == (without ? 0 : 2));
    const auto made = make_rule(*described);
    REQUIRE(made);
    CHECK((*made)->name() == name);
  }
}

TEST_CASE("the number chosen reaches multi-krum") {
  CHECK((*make_rule(options::options(options::multi_krum{1, 4})))->contributions_min(1) == 7);
}

TEST_CASE("a rule from outside is registered, listed and found by name") {
  register_rule("first_come", [] { return std::make_unique<first_come>(); });
  const auto names = rule_names();
  CHECK(std::count(names.begin(), names.end(), "first_come") == 1);
  const auto described = rule_options_by_name("first_come", 3);
  REQUIRE(described);
  CHECK(byzantine_max(*described) == 3);
  CHECK(rule_name(*described) == "first_come");
  const auto made = make_rule(options::options(options::registered{"first_come"}));
  REQUIRE(made);
  const auto all = cases::contributions_of({{4.0}, {5.0}});
  const auto out = (*made)->combine(all, 0);
  REQUIRE(out);
  CHECK(out->parameters == all[0].parameters);
  CHECK(refuse_illegal(**made, 3, 3) ==
        "first_come needs n >= f + 1: with 3 nodes the largest legal byzantine is 2, not 3");
}

TEST_CASE("an unknown rule is refused with the names there are") {
  const std::string known = "mean, median, trimmed_mean, ";
  const auto made = make_rule(options::options(options::registered{"bogus"}));
  REQUIRE_FALSE(made);
  CHECK(made.error().find("no rule 'bogus'; there are " + known) != std::string::npos);
  const auto described = rule_options_by_name("", 0);
  REQUIRE_FALSE(described);
  CHECK(described.error().find(known) != std::string::npos);
}

TEST_CASE("a factory that makes nothing is a failure with its name") {
  register_rule("empty_handed", [] { return std::unique_ptr<rule>(); });
  const auto made = make_rule(options::options(options::registered{"empty_handed"}));
  REQUIRE_FALSE(made);
  CHECK(made.error().find("empty_handed") != std::string::npos);
}

}  // namespace
