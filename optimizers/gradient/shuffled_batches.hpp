#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "optimizers/state.hpp"

namespace starling::optimizers {

/// Deals the positions 0 … n-1 of a shard out in batches: each once per epoch, in an order of the
/// epoch's own.
///
/// The last batch of an epoch is smaller when the size does not divide the shard. The same seed
/// gives the same batches.
class shuffled_batches {
 public:
  /// `size` 0: the whole shard at once.
  shuffled_batches(std::size_t examples, std::size_t size, std::uint64_t seed);

  /// The next batch; empty only when the shard is. Valid until the next call.
  std::span<const std::uint32_t> next();
  [[nodiscard]] std::size_t per_epoch() const;
  /// Writes down or takes over where it is; what is no order of its examples breaks the state.
  void exchange(state& s);

 private:
  std::vector<std::uint32_t> order_;
  std::size_t size_;
  std::size_t dealt_;  ///< Of this epoch.
  std::uint64_t seed_;
  std::uint64_t epoch_ = 0;
};

}  // namespace starling::optimizers
