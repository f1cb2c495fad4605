#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aggregation/gathering.hpp"
#include "messages/types/result.hpp"
#include "messages/vocabulary/contribution.hpp"

namespace starling::aggregation {

/// Why a rule did not combine.
enum class rule_error : unsigned char {
  too_few_contributions,  ///< n is below what the rule needs for the f it was asked to withstand.
  dimensions_differ,      ///< The contributions are not all of one shape.
  too_costly,             ///< The search would exceed the rule's stated budget.
  nobody_trusted,         ///< The rule measures against a trusted proposal, and none was named.
};
std::string_view to_string(rule_error e);

/// Whom to believe: n contributions in, one combination out.
///
/// The same input gives the same bits whatever the arrival order was and however many threads work;
/// inputs are not changed; the output is finite. A rule may carry state over rounds, so each owner
/// has its own.
class rule {
 public:
  virtual ~rule() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  /// The fewest contributions it accepts when f of them may be Byzantine, for example 2 f + 3.
  [[nodiscard]] virtual std::size_t contributions_min(std::size_t byzantine) const = 0;
  /// What `contributions_min` says, for people: "n >= 2 f + 3". As it is: read off its values.
  [[nodiscard]] virtual std::string precondition() const;
  /// Whether (n, f), legal otherwise, exceeds the rule's stated budget whatever the data is.
  [[nodiscard]] virtual bool too_costly(std::size_t /*n*/, std::size_t /*f*/) const {
    return false;
  }
  /// Whether it measures the others against a trusted proposal, such as one's own.
  [[nodiscard]] virtual bool needs_trusted() const { return false; }
  /// Whether it looks at what each proposal weighs, as far as its definition has a place for that.
  [[nodiscard]] virtual bool uses_weights() const { return false; }
  /// Whether it chooses by score and never looks into the parameters: then they may be float64.
  [[nodiscard]] virtual bool chooses_by_score() const { return false; }
  /// Whether what it decides depends on earlier rounds.
  [[nodiscard]] virtual bool carries_state() const { return false; }
  /// What comes of the rows. Called with rows of one shape, at least `contributions_min` of them.
  virtual messages::result<messages::combination, rule_error> decide(gathering& heard) = 0;

  /// Sets aside what is not finite (with a judgement; each lowers f by one), checks the rest, and
  /// decides. Contributions come sorted by sender.
  /// Errors: too_few_contributions, dimensions_differ, nobody_trusted, too_costly.
  messages::result<messages::combination, rule_error> combine(
      std::span<const messages::contribution> contributions, const round_context& context);
  messages::result<messages::combination, rule_error> combine(
      std::span<const messages::contribution> contributions, std::size_t byzantine);
};

/// The largest f that `r` withstands among n contributions; none when it refuses even f = 0.
std::optional<std::size_t> largest_legal_byzantine(const rule& r, std::size_t n);

/// Why `r` cannot withstand f liars among n nodes, in one sentence with the largest f that is
/// legal; none when it can.
std::optional<std::string> refuse_illegal(const rule& r, std::size_t n, std::size_t f);

}  // namespace starling::aggregation
