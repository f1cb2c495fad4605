#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

namespace starling::messages {

/// Mixes 64 bits thoroughly (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// The seed of a named substream: the same root, name and indices always give the same numbers, and
/// no substream depends on how much another has drawn.
template <class... Index>
constexpr std::uint64_t substream(std::uint64_t root, std::string_view name, Index... indices) {
  std::uint64_t h = mix(root);
  for (char c : name) h = mix(h ^ static_cast<unsigned char>(c));
  ((h = mix(h ^ mix(static_cast<std::uint64_t>(indices)))), ...);
  return h;
}

/// xoshiro256++ (Blackman, Vigna 2019); the same numbers on every machine. 40 bytes, all of them
/// state: whoever keeps a copy of them goes on with the same numbers.
class random_source {
 public:
  using result_type = std::uint64_t;

  explicit random_source(std::uint64_t seed);

  std::uint64_t operator()() {
    const std::uint64_t out = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return out;
  }
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return std::numeric_limits<std::uint64_t>::max(); }

  /// Uniform in [0, bound); bound > 0. Unbiased (Lemire 2019).
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [0, 1).
  double uniform() { return static_cast<double>((*this)() >> 11U) * 0x1.0p-53; }
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Normal with mean 0 and deviation 1 (polar method).
  double normal();
  /// Gamma with shape > 0 and scale 1 (Marsaglia, Tsang 2000).
  double gamma(double shape);

  /// Fisher–Yates.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(below(i))]);
    }
  }

 private:
  std::uint64_t state_[4];
  double spare_ = std::numeric_limits<double>::quiet_NaN();  ///< Of `normal`; NaN: none.
};

}  // namespace starling::messages
