#pragma once

#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "optimizers/objective.hpp"

namespace starling::optimizers {

/// The function or the tour problem that the options name; a model's training loss is made where
/// the model and its data are.
///
/// Errors: one sentence; there is no such function, or the file cannot be read.
messages::result<std::shared_ptr<const objective>, std::string> make_objective(
    const starling::objective::options& what);

}  // namespace starling::optimizers
