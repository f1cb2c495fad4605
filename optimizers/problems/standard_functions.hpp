#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "messages/types/result.hpp"
#include "optimizers/objective.hpp"

// Test functions by name.

namespace starling::optimizers {

/// The function that the options name, over their box or its usual one.
///
/// Errors: one sentence with what would be accepted; no such name, dimension or box.
messages::result<std::shared_ptr<const objective>, std::string> make_function(
    const starling::objective::function& what);

/// All names, first those of any dimension.
std::vector<std::string_view> function_names();

/// Where the function is least, or one of the places; shape: d. Empty: no such name, or nobody
/// knows.
std::vector<double> minimiser_of(std::string_view name, std::size_t dimension);

}  // namespace starling::optimizers
