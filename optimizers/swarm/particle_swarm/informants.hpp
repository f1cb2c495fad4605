#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "optimizers/options.hpp"
#include "optimizers/state.hpp"

namespace starling::optimizers {

/// Who informs whom among the particles of one population, where not everybody does; each informs
/// itself.
///
/// Cost: n (k + 2) numbers of 4 bytes, n k more where they are drawn.
class informants {
 public:
  /// `kind`: ring or adaptive_random. `count`: neighbours of each in a ring, the odd one to the
  /// right; where they are drawn, how many times each draws whom it informs, with repetition and
  /// itself among them (Clerc).
  informants(enum starling::strategy::pso::neighbourhood kind, std::size_t count,
             std::size_t particles, std::uint64_t seed);

  /// Whose personal bests particle `i` knows: ascending, itself among them.
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t i) const {
    return std::span(lists_).subspan(begins_[i], begins_[i + 1] - begins_[i]);
  }
  /// Draws anew, where it is drawn at all.
  void redraw();
  void exchange(state& s);

 private:
  void join_ring(std::size_t count);
  void draw();

  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;             ///< How often; with the seed it decides who informs whom.
  std::vector<std::uint32_t> begins_;   ///< Shape: n + 1; where each list begins.
  std::vector<std::uint32_t> lists_;    ///< One after the other.
  std::vector<std::uint32_t> targets_;  ///< Shape: n × count, where they are drawn; else empty.
};

}  // namespace starling::optimizers
