#include "aggregation/attacks/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "tests/aggregation/attacks/eavesdropper.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("every attack's name gives options that make that attack, with its scale") {
  const auto names = attack_names();
  CHECK(names.size() == std::variant_size_v<starling::attack::options>);
  CHECK(names.front() == "sign_flip");
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(std::ranges::count(names, name) == 1);
    const auto described = attack_options_by_name(name, 3);
    REQUIRE(described);
    CHECK(attack_name(*described) == name);
    CHECK(make_attack(*described)->name() == name);
    std::visit(
        [](const auto& o) {
          if constexpr (requires { o.scale; }) CHECK(o.scale == 3);
        },
        *described);
  }
}

TEST_CASE("an attack named without a scale has its own") {
  namespace options = starling::attack;
  CHECK(std::get<options::inner_product>(*attack_options_by_name("inner_product")).scale == 2);
  CHECK(std::get<options::free_rider>(*attack_options_by_name("free_rider")).scale == 0);
}

TEST_CASE("an unknown attack is refused with the names there are") {
  const auto refused = attack_options_by_name("smile", 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().find("there is no attack 'smile'; there are sign_flip, gaussian, ") == 0);
}

TEST_CASE("attacks that use the honest proposals or the rule eavesdrop, the others do not") {
  const std::vector<std::string> with = {"inner_product",
                                         "a_little_is_enough",
                                         "optimal_inner_product",
                                         "optimal_a_little_is_enough",
                                         "mimic",
                                         "min_max",
                                         "min_sum",
                                         "colluding_cluster"};
  for (const std::string& name : attack_names()) {
    CAPTURE(name);
    CHECK(make_attack(*attack_options_by_name(name))->eavesdrops() ==
          (std::ranges::find(with, name) != with.end()));
  }
}

TEST_CASE("forging the same twice gives the same, and leaves what is known alone") {
  const oracle::rows x = {{1, 2}, {3, 5}, {2, 2}, {0, 1}};
  const auto honest = cases::contributions_of(x);
  const auto base = cases::tensor_of({0, 4});
  auto known = cases::eavesdropper(honest, 2, base);
  known.defence = cases::defended_by(starling::rule::median{2}, 2);
  for (const std::string& name : attack_names()) {
    CAPTURE(name);
    const auto how = make_attack(*attack_options_by_name(name, 2));
    CHECK(how->forge(known) == how->forge(known));
    CHECK(cases::rows_of(honest) == x);
    CHECK(known.honest == cases::tensor_of({1, 2}));
    CHECK(base == cases::tensor_of({0, 4}));
  }
}

TEST_CASE("forged proposals are finite, whatever is overheard, but for the two that are not") {
  constexpr double most = std::numeric_limits<float>::max();
  const auto honest = cases::contributions_of({{most, -most}, {-most, -most}, {most, most}});
  auto known = cases::eavesdropper(honest, 1, cases::tensor_of({-most, most}));
  for (const bool heard : {true, false}) {
    if (!heard) known.overheard = {};
    for (const std::string& name : attack_names()) {
      CAPTURE(name);
      const auto forged = make_attack(*attack_options_by_name(name, 1e9))->forge(known);
      if (!forged) continue;
      CHECK(forged->size() == 2);
      CHECK(forged->all_finite() == (name != "infinity" && name != "nan"));
    }
  }
}

}  // namespace
