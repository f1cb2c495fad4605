#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// Moves v, L times over, by the weighted mean of the differences to v, none longer than tau.
///
/// v starts a round at the origin plus what the last round added to its own origin (zero before the
/// first): with changes of a model as rows that is the v that the paper carries over. Those clipped
/// in the last step are reported clipped, with their distances and tau.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions when none has weight; dimensions_differ.
/// Cost:   O(L n d) time, O(n + d) memory besides the result.
/// Paper:  Karimireddy, He, Jaggi, "Learning from history for Byzantine robust optimization",
///         ICML 2021.
class centered_clipping : public rule {
 public:
  /// `iterations` 0 counts as 1.
  explicit centered_clipping(const starling::rule::centered_clipping& options = {});

  [[nodiscard]] std::string_view name() const override { return "centered_clipping"; }
  [[nodiscard]] bool carries_state() const override { return true; }
  [[nodiscard]] bool uses_weights() const override { return true; }
  [[nodiscard]] std::size_t contributions_min(std::size_t /*byzantine*/) const override {
    return 1;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;

 private:
  double radius_;
  std::size_t iterations_;
  messages::tensor carried_;  // the last combination less its origin; empty: zero
};

}  // namespace starling::aggregation
