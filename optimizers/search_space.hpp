#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

/// A box, and what becomes of a coordinate that leaves it.
struct search_space {
  std::vector<double> low;   ///< Shape: d.
  std::vector<double> high;  ///< Shape: d; above `low` in each coordinate.
  starling::objective::bounds policy = starling::objective::bounds::clamp;

  [[nodiscard]] std::size_t dimension() const { return low.size(); }
  /// The length of its diagonal.
  [[nodiscard]] double diagonal() const;
  [[nodiscard]] bool contains(std::span<const double> point) const;
  /// Uniform in the box; overwrites `point` (d).
  void draw(std::span<double> point, messages::random_source& random) const;
  /// Brings coordinate `i` back where `x` is outside, by the policy; what is not a number is drawn
  /// anew. Returns whether it was outside.
  bool bring_back(std::size_t i, double& x, messages::random_source& random) const {
    if (x >= low[i] && x <= high[i]) return false;
    x = returned(i, x, random);
    return true;
  }

 private:
  [[nodiscard]] double returned(std::size_t i, double x, messages::random_source& random) const;
};

}  // namespace starling::optimizers
