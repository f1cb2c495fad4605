#include "aggregation/attacks/omniscient/colluding_cluster.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/attacks/eavesdropper.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

constexpr std::size_t d = 100;

cases::contributions honest_proposals(std::uint64_t seed, std::size_t h) {
  starling::messages::random_source random(seed);
  oracle::rows x(h, oracle::row(d));
  for (auto& r : x) {
    for (double& v : r) v = 1 + random.normal();
  }
  return cases::contributions_of(x);
}

std::vector<tensor> forged_by_all(const attack& how, knowledge known) {
  std::vector<tensor> out;
  for (known.colluder = 0; known.colluder < known.adversaries; ++known.colluder) {
    known.seed = 100 + known.colluder;
    out.push_back(*how.forge(known));
  }
  return out;
}

TEST_CASE("the cluster lies scale typical distances from the mean, and close together") {
  const auto honest = honest_proposals(1, 14);
  const auto x = cases::rows_of(honest);
  const auto mean = oracle::mean(x);
  double squares = 0;
  for (const auto& r : x) squares += std::pow(oracle::distance(r, mean), 2) / 14;
  const double reach = 2 * std::sqrt(squares);
  const auto forged = forged_by_all(colluding_cluster({2}), cases::eavesdropper(honest, 6));
  for (const auto& a : forged) {
    CHECK(std::abs(oracle::distance(cases::row_of(a), mean) - reach) <= 0.0101 * reach);
    for (const auto& b : forged) {
      CHECK(oracle::distance(cases::row_of(a), cases::row_of(b)) <= 0.0201 * reach);
      CHECK((a == b) == (&a == &b));
    }
  }
}

TEST_CASE("krum chooses from the cluster where it is moderate, and not where it is far") {
  // A member's n - f - 2 neighbours: f - 1 at no distance, the others at r²(1 + scale²); an honest
  // one's are at 2 r². With n = 20, f = 6: 7 (1 + scale²) against 12 · 2, even at scale 1.56.
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto honest = honest_proposals(seed, 14);
    for (const double scale : {1.0, 3.0}) {
      auto all = honest;
      const auto forged = forged_by_all(colluding_cluster({scale}), cases::eavesdropper(honest, 6));
      for (std::uint32_t i = 0; i < 6; ++i) {
        all.push_back(honest[0]);
        all.back().sender.value = 14 + i;
        all.back().parameters = forged[i];
      }
      const auto chosen = *cases::defended_by(starling::rule::krum{6}, 6)(all);
      CHECK((std::ranges::find(forged, chosen) != forged.end()) == (scale < 1.56));
    }
  }
}

TEST_CASE("the shared direction is drawn anew where the collusion seed is") {
  const auto honest = honest_proposals(1, 5);
  auto known = cases::eavesdropper(honest, 2);
  const auto one = colluding_cluster({1}).forge(known);
  CHECK(colluding_cluster({1}).forge(known) == one);
  known.collusion_seed += 1;
  CHECK(oracle::distance(cases::row_of(*colluding_cluster({1}).forge(known)), cases::row_of(*one)) >
        1);
}

}  // namespace
