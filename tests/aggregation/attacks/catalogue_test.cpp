#include "aggregation/attacks/catalogue.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"

namespace {

using namespace starling::aggregation;

TEST_CASE("every attack's name gives options that make that attack, with its scale") {
  CHECK(attack_names() == std::vector<std::string>{"sign_flip", "gaussian", "label_flip"});
  for (const std::string& name : attack_names()) {
    CAPTURE(name);
    const auto described = attack_options_by_name(name, 3);
    REQUIRE(described);
    CHECK(attack_name(*described) == name);
    CHECK(poison_of(*described).flip_labels == (name == "label_flip"));
    CHECK(std::visit([](const auto& o) { return o.scale; }, *described) == 3);
    CHECK(make_attack(*described)->name() == name);
  }
}

TEST_CASE("an unknown attack is refused with the names there are") {
  const auto refused = attack_options_by_name("smile", 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == "there is no attack 'smile'; there are sign_flip, gaussian, label_flip");
}

TEST_CASE("an attack leaves the honest proposal and the base alone") {
  const auto honest = cases::tensor_of({1, 2});
  const auto base = cases::tensor_of({0, 4});
  for (const std::string& name : attack_names()) {
    const auto how = make_attack(*attack_options_by_name(name, 2));
    const auto forged = how->forge(cases::known(honest, base, 3));
    CHECK_FALSE((forged && forged->same_storage(honest)));
    CHECK(honest == cases::tensor_of({1, 2}));
    CHECK(base == cases::tensor_of({0, 4}));
  }
}

}  // namespace
