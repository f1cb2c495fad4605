#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// Believes each contribution as far as its change points where the trusted one's does: all changes
/// are brought to the length of the trusted one and averaged, weighted by their cosine with it
/// where that is positive. The paper's server only measures against its own change; here the
/// trusted contribution is one of the round, and counts with weight 1. So nobody else being trusted
/// leaves the trusted one. A trusted contribution that changes nothing gives no direction: it is
/// the answer, and all others are outvoted. Does not look at weights. Those without weight are
/// reported outvoted: measured is their cosine, the limit 0.
///
/// Shape:  n contributions of d parameters in, d out; changes are counted from the origin.
/// Errors: nobody_trusted; too_few_contributions when there are none; dimensions_differ.
/// Cost:   O(n d) time; O(n) memory besides the result and a strip of the rows.
/// Paper:  Cao et al., "FLTrust: Byzantine-robust federated learning via trust bootstrapping",
///         NDSS 2021.
class fltrust : public rule {
 public:
  explicit fltrust(const starling::rule::fltrust& /*options*/ = {}) {}

  [[nodiscard]] std::string_view name() const override { return "fltrust"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t /*byzantine*/) const override {
    return 1;
  }
  [[nodiscard]] bool needs_trusted() const override { return true; }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
