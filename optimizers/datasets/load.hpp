#pragma once

#include <cstdint>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

/// The data that `options` name; the seed draws the digits and splits off the test set.
messages::result<data_split, data_error> load(const starling::dataset::options& options,
                                              std::uint64_t seed);

}  // namespace starling::optimizers
