#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// The plain mean of the m contributions with the best Krum scores; m is n - f - 2 unless it was
/// given. Does not look at weights. The others are reported outvoted, with their scores.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 2 f + 3 and m <= n - f - 2; dimensions_differ.
/// Cost:   O(n² d) time, O(n²) memory besides the result.
/// Paper:  Blanchard et al., "Machine learning with adversaries", NeurIPS 2017.
class multi_krum : public rule {
 public:
  explicit multi_krum(const starling::rule::multi_krum& options = {}) : chosen_(options.chosen) {}

  [[nodiscard]] std::string_view name() const override { return "multi_krum"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override;
  [[nodiscard]] std::string precondition() const override;
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;

 private:
  std::size_t chosen_;  // m; 0: n - f - 2
};

}  // namespace starling::aggregation
