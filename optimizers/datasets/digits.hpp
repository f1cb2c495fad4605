#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

inline constexpr std::size_t digit_side = 28;
inline constexpr std::size_t digit_pixels = digit_side * digit_side;
/// 2 million images are 6.3 GB.
inline constexpr std::size_t digit_samples_max = 2'000'000;

/// The digit that image `i` shows: any ten in a row have every digit once.
constexpr std::size_t digit_label(std::uint64_t i) {
  return static_cast<std::size_t>(i % 10);
}

/// Draws image `i` of the endless series that `seed` names: row by row, 0 paper, 1 ink.
///
/// Depends on the seed and `i` only, so a longer set begins with the shorter one.
/// Cost: about 10 µs.
void draw_digit(std::uint64_t seed, std::uint64_t i, std::span<float, digit_pixels> pixels);

/// The first `samples` images of the series, the test set drawn from them by the seed.
messages::result<data_split, data_error> load_digits(const starling::dataset::digits& options,
                                                     std::uint64_t seed);

}  // namespace starling::optimizers
