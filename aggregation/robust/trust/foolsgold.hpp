#pragma once

#include <cstddef>
#include <map>
#include <string_view>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// The mean of the changes, weighted by how unlike each sender's summed changes of all rounds are
/// to every other's: many that pull together count for little. For a sender v is the largest
/// cosine with another, at least 0; a cosine with one whose v is larger shrinks by the ratio of the
/// two (pardoning); 1 - the largest left is divided by the greatest such value, 1 becomes 0.99, and
/// goes through ln(a / (1 - a)) + 1/2, clipped to [0, 1]. The sums are exact, as in the paper, so
/// they cost a model for each sender: products of rounds with rounds cannot be had from anything
/// smaller. At most `senders_max` are remembered, the one longest unheard goes first. A row that
/// speaks for several is remembered under the first. When all are alike no one has weight: the
/// answer is the origin. No defence against one liar, who is unlike all. Does not look at weights.
/// Those without weight are reported outvoted: measured is the largest cosine left, the limit
/// the one from which on there is no weight.
///
/// Shape:  n contributions of d parameters in, d out; changes are counted from the origin.
/// Errors: too_few_contributions when there are none; dimensions_differ.
/// Cost:   O(n² d) time; O(s d) memory for s senders, over and above the result.
/// Paper:  Fung, Yoon, Beschastnikh, "The limitations of federated learning in sybil settings",
///         RAID 2020.
class foolsgold : public rule {
 public:
  static constexpr std::size_t senders_max = 1024;

  explicit foolsgold(const starling::rule::foolsgold& /*options*/ = {}) {}

  [[nodiscard]] std::string_view name() const override { return "foolsgold"; }
  [[nodiscard]] bool carries_state() const override { return true; }
  [[nodiscard]] std::size_t contributions_min(std::size_t /*byzantine*/) const override {
    return 1;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;

 private:
  struct history {
    messages::tensor sum;
    std::size_t round = 0;  // when it was last added to
  };

  void remember(gathering& heard);
  [[nodiscard]] history& of(gathering& heard, std::size_t row);

  std::map<messages::node_id, history> histories_;
  std::size_t round_ = 0;
};

}  // namespace starling::aggregation
