#include "aggregation/attacks/omniscient/mimic.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/aggregation/attacks/eavesdropper.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("all who mimic repeat the node they are told to") {
  const auto all = cases::contributions_of({{1, 2}, {3, 4}, {5, 6}});
  auto known = cases::eavesdropper(all, 2);
  for (std::uint32_t target = 0; target < 3; ++target) {
    for (known.colluder = 0; known.colluder < 2; ++known.colluder) {
      CHECK(mimic({target}).forge(known) == all[target].parameters);
    }
  }
}

TEST_CASE("where the target was not heard, the lowest that can be repeated is") {
  auto all = cases::contributions_of({{1, 2}, {3, 4}, {5, 6}});
  all[0].parameters.mutate()[0] = std::numeric_limits<float>::quiet_NaN();
  auto known = cases::eavesdropper(all, 1);
  CHECK(mimic({0}).forge(known) == cases::tensor_of({3, 4}));
  CHECK(mimic({9}).forge(known) == cases::tensor_of({3, 4}));
  known.overheard = {};
  known.honest = cases::tensor_of({7, 8});
  CHECK(mimic({0}).forge(known) == known.honest);
}

TEST_CASE("published vector: mimic") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto all = cases::contributions_of(file->at("X").get<oracle::rows>());
  const auto& expected = outside::named(file->at("attacks"), "Mimic").at("expected");
  CHECK(mimic({0}).forge(cases::eavesdropper(all, 1)) ==
        cases::tensor_of(expected.get<oracle::row>()));
}

}  // namespace
