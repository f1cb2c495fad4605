#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "messages/types/result.hpp"
#include "messages/vocabulary/contribution.hpp"

namespace starling::aggregation {

/// Why a rule did not combine.
enum class rule_error : unsigned char {
  too_few_contributions,  ///< n is below what the rule needs for the f it was asked to withstand.
  dimensions_differ,      ///< The contributions are not all of one shape.
};

/// Whom to believe: n contributions in, one combination out.
///
/// Contributions come sorted by sender, are finite and are not changed. The same input gives the
/// same bits whatever the arrival order was. A rule may carry state over rounds, so each owner has
/// its own.
class rule {
 public:
  virtual ~rule() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  /// The fewest contributions it accepts when f of them may be Byzantine, for example 2 f + 3.
  [[nodiscard]] virtual std::size_t contributions_min(std::size_t byzantine) const = 0;
  /// What `contributions_min` says, for people: "n >= 2 f + 3". As it is: read off its values.
  [[nodiscard]] virtual std::string precondition() const;
  /// Errors: too_few_contributions when n < contributions_min(byzantine); dimensions_differ.
  virtual messages::result<messages::combination, rule_error> combine(
      std::span<const messages::contribution> contributions, std::size_t byzantine) = 0;
};

/// The largest f that `r` withstands among n contributions; none when it refuses even f = 0.
std::optional<std::size_t> largest_legal_byzantine(const rule& r, std::size_t n);

/// Why `r` cannot withstand f liars among n nodes, in one sentence with the largest f that is
/// legal; none when it can.
std::optional<std::string> refuse_illegal(const rule& r, std::size_t n, std::size_t f);

}  // namespace starling::aggregation
