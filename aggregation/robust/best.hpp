#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// The proposal of the lowest score, and beside it all that were heard: for swarm optimizers, whose
/// particles look at each neighbour for themselves. It believes the scores, so claims are looked
/// into before.
///
/// Shape:  n contributions of d parameters in, one of them out; ties to the lowest sender. A score
///         that is NaN is worse than any.
/// Errors: dimensions_differ.
/// Cost:   O(n).
class best : public rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "best"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t /*byzantine*/) const override {
    return 1;
  }
  [[nodiscard]] bool chooses_by_score() const override { return true; }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
