#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// The mean, weighted by what each contribution weighs. One liar moves it anywhere: the rule to
/// compare others with.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions when none has weight; dimensions_differ.
/// Cost:   O(n d) time, O(n) memory besides the result.
class mean : public rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "mean"; }
  [[nodiscard]] bool uses_weights() const override { return true; }
  [[nodiscard]] std::size_t contributions_min(std::size_t /*byzantine*/) const override {
    return 1;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
