#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"

namespace starling::optimizers {

/// Which examples are learned from and which are held out.
struct split_order {
  std::vector<std::uint32_t> train;
  std::vector<std::uint32_t> test;
};

/// Puts 0 … count-1 in an order drawn from the seed; the last `test_fraction` of it (rounded) is
/// the test set. Refuses a fraction outside [0, 1) and a split that leaves nothing to learn from.
messages::result<split_order, data_error> draw_split(std::size_t count, double test_fraction,
                                                     std::uint64_t seed);

/// The two halves of `whole` as data sets of their own.
messages::result<data_split, data_error> split(const dataset& whole, double test_fraction,
                                               std::uint64_t seed);

}  // namespace starling::optimizers
