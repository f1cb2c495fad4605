#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"
#include "messages/types/result.hpp"
#include "messages/types/strong.hpp"

namespace starling::actors {

/// A rule as each member makes its own, and how many liars it is asked to withstand.
struct rule_in_force {
  std::string name;  ///< "nnm + trimmed_mean".
  std::function<std::unique_ptr<aggregation::rule>()> make;
  std::function<std::size_t(std::size_t n)> byzantine;  ///< f among n proposals.
  messages::round_number from{};                        ///< The first round it combines.
};

/// What a run has to offer to a rule.
struct rule_terms {
  std::size_t fewest = 1;  ///< The least number of proposals that any member may combine.
  bool whole = true;       ///< That is all nodes.
  bool trusting = true;    ///< Each member that combines has a proposal to trust.
  /// The key that has proposals weighed for more than what is behind them; empty: none.
  std::string weighed_by{};
};
/// What stands in the way of a rule: the key, and why in one sentence.
struct unfit_rule {
  std::string key;
  std::string why;
};
/// Why `rule` cannot combine on these terms; none when it can. `byzantine_key`: where f was said.
std::optional<unfit_rule> refuse_rule(const rule_in_force& rule, const rule_terms& terms,
                                      const std::string& byzantine_key);

/// The rule that these options describe; or one sentence that says why there is none.
messages::result<rule_in_force, std::string> in_force(const aggregation_options& options);

/// Which rule combines which round; may change while a run is under way. `at` may be called from
/// any thread; changes are made one at a time, through a `round_gate`.
class rule_schedule {
 public:
  explicit rule_schedule(rule_in_force first);

  /// The rule of round `r`; never null.
  [[nodiscard]] std::shared_ptr<const rule_in_force> at(messages::round_number r) const;
  /// From `next.from` on, a round that no member has begun, `next` is in force; what was planned
  /// for that round or later is not.
  void change(rule_in_force next);

 private:
  using list = std::vector<std::shared_ptr<const rule_in_force>>;  // ascending by round

  std::atomic<std::shared_ptr<const list>> rules_;
};

}  // namespace starling::actors
