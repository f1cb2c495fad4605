#pragma once

#include <cstdint>

namespace starling::actors {

/// A pseudo-random order of 0 … size-1 in O(1) memory: a keyed Feistel network over the smallest
/// power of two that holds `size`, walked until it lands inside (Black, Rogaway 2002: "Ciphers with
/// arbitrary finite domains"). Either way costs fewer than two walks on average. Not for secrets.
class random_permutation {
 public:
  /// 1 ≤ size ≤ 2^32.
  random_permutation(std::uint64_t size, std::uint64_t key);

  /// Which item stands at `position`; position < size.
  [[nodiscard]] std::uint64_t at(std::uint64_t position) const;
  /// Where `item` stands; item < size.
  [[nodiscard]] std::uint64_t position(std::uint64_t item) const;

 private:
  [[nodiscard]] std::uint64_t encipher(std::uint64_t x) const;
  [[nodiscard]] std::uint64_t decipher(std::uint64_t x) const;
  [[nodiscard]] std::uint64_t noise(std::uint64_t step, std::uint64_t half) const;

  std::uint64_t size_;
  std::uint64_t key_;
  unsigned low_bits_;
  std::uint64_t low_mask_;
  std::uint64_t high_mask_;
};

}  // namespace starling::actors
