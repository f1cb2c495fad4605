#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "aggregation/rule.hpp"
#include "messages/vocabulary/contribution.hpp"

// What every rule does with its contributions before and after its own arithmetic.

namespace starling::aggregation {

/// Why `r` does not take these contributions; none when it does.
std::optional<rule_error> refusal_of(const rule& r,
                                     std::span<const messages::contribution> contributions,
                                     std::size_t byzantine);

/// Where the parameters of each contribution start; valid as long as they live.
std::vector<const float*> rows_of(std::span<const messages::contribution> contributions);

/// `parameters` with the sum of the samples and the weighted mean of the scores of those in `used`
/// that have weight.
///
/// The sum saturates; scores that are no finite numbers are left out, and the mean of none is +∞.
messages::combination combination_of(messages::tensor parameters,
                                     std::span<const messages::contribution> contributions,
                                     std::span<const std::size_t> used);
/// The same over all of them.
messages::combination combination_of(messages::tensor parameters,
                                     std::span<const messages::contribution> contributions);

}  // namespace starling::aggregation
