#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/robust/before/pre_step.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// A rule behind pre-steps, which see the rows in the order given.
class composed final : public rule {
 public:
  composed(std::vector<std::unique_ptr<pre_step>> before, std::unique_ptr<rule> last);

  /// "nnm + trimmed_mean".
  [[nodiscard]] std::string_view name() const override { return name_; }
  /// The fewest from which on every step and the rule have enough rows.
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override;
  [[nodiscard]] bool too_costly(std::size_t n, std::size_t f) const override;
  [[nodiscard]] bool needs_trusted() const override { return last_->needs_trusted(); }
  [[nodiscard]] bool uses_weights() const override { return last_->uses_weights(); }
  [[nodiscard]] bool carries_state() const override { return last_->carries_state(); }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;

 private:
  [[nodiscard]] bool takes(std::size_t n, std::size_t byzantine) const;
  [[nodiscard]] std::size_t rows_left(std::size_t n) const;

  std::vector<std::unique_ptr<pre_step>> before_;
  std::unique_ptr<rule> last_;
  std::string name_;
};

}  // namespace starling::aggregation
