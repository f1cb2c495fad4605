#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace starling::messages {

/// The positions of the `count` largest magnitudes, ascending; of equal ones the first.
///
/// Errors: none; a NaN counts as larger than infinity.
/// Cost:   O(n): two passes, and one over those about as large as the smallest kept.
/// Paper:  Stich, Cordonnier, Jaggi, "Sparsified SGD with Memory", NeurIPS 2018 (top-k).
std::vector<std::uint32_t> largest_positions(std::span<const float> values, std::size_t count);

/// `count` of `size` positions, each choice as likely as another, ascending; by a seed.
///
/// Cost:  O(count + size / 64).
/// Paper: Bentley, Floyd, "A Sample of Brilliance", CACM 1987; the operator: Stich et al. (rand-k).
std::vector<std::uint32_t> random_positions(std::size_t size, std::size_t count,
                                            std::uint64_t seed);

}  // namespace starling::messages
