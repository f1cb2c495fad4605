#pragma once

#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "optimizers/models/model.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

/// The model that `options` names, for data like `train`.
///
/// Errors: one sentence when the layers, the labels or the kind of model do not fit the data.
messages::result<std::shared_ptr<const model>, std::string> make_model(
    const starling::model::options& options, const dataset& train);

}  // namespace starling::optimizers
