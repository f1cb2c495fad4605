#include "actors/topology/permutation.hpp"

#include <bit>

#include "messages/types/random.hpp"

namespace starling::actors {

namespace {

/// Even, as the halves take turns; enough that every order of few items comes about equally often.
constexpr std::uint64_t steps = 8;

}  // namespace

random_permutation::random_permutation(std::uint64_t size, std::uint64_t key)
    : size_(size), key_(key) {
  const auto bits = static_cast<unsigned>(std::bit_width(size - 1));
  low_bits_ = bits / 2;
  low_mask_ = (std::uint64_t{1} << low_bits_) - 1;
  high_mask_ = (std::uint64_t{1} << (bits - low_bits_)) - 1;
}

std::uint64_t random_permutation::at(std::uint64_t position) const {
  do position = encipher(position);
  while (position >= size_);
  return position;
}

std::uint64_t random_permutation::position(std::uint64_t item) const {
  do item = decipher(item);
  while (item >= size_);
  return item;
}

std::uint64_t random_permutation::encipher(std::uint64_t x) const {
  std::uint64_t low = x & low_mask_;
  std::uint64_t high = x >> low_bits_;
  for (std::uint64_t step = 0; step < steps; step += 2) {
    high ^= noise(step, low) & high_mask_;
    low ^= noise(step + 1, high) & low_mask_;
  }
  return high << low_bits_ | low;
}

std::uint64_t random_permutation::decipher(std::uint64_t x) const {
  std::uint64_t low = x & low_mask_;
  std::uint64_t high = x >> low_bits_;
  for (std::uint64_t step = steps; step > 0; step -= 2) {
    low ^= noise(step - 1, high) & low_mask_;
    high ^= noise(step - 2, low) & high_mask_;
  }
  return high << low_bits_ | low;
}

std::uint64_t random_permutation::noise(std::uint64_t step, std::uint64_t half) const {
  return messages::mix(key_ ^ (step << 32U | half));
}

}  // namespace starling::actors
