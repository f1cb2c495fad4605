#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// Minimum diameter averaging: the plain mean of the n - f contributions of smallest diameter; ties
/// go to the lexicographically lowest set. Does not look at weights. The others are reported
/// outvoted, with their distance to the furthest of the chosen and the diameter.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 2 f + 1; dimensions_differ; too_costly when the exact
///         search exceeds `nodes_max`.
/// Cost:   O(n² d) time and at most `nodes_max` nodes of O(n² / 64), O(n²) memory.
/// Paper:  El Mhamdi, Guerraoui, Rouault, "Distributed momentum for Byzantine-resilient stochastic
///         gradient descent", ICLR 2021.
class mda : public rule {
 public:
  static constexpr std::size_t nodes_max = 1'000'000;

  [[nodiscard]] std::string_view name() const override { return "mda"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
