#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "optimizers/swarm/candidates.hpp"

namespace starling::optimizers {

/// The best point that a population has evaluated, and the best that it has ever heard of.
class best_points {
 public:
  /// The tensor of `own` changes only when `value` is the least so far; NaN counts as +∞.
  void evaluated(std::span<const double> point, double value) {
    if (own_.point.empty()) {
      own_ = {.point = messages::tensor(point), .value = std::isnan(value) ? own_.value : value};
    } else if (value < own_.value) {
      std::ranges::copy(point, own_.point.mutate_doubles().begin());
      own_.value = value;
    }
  }
  void heard(std::span<const candidate> told) {
    for (const candidate& c : told) {
      if (c.value < heard_.value) heard_ = c;
    }
  }

  [[nodiscard]] const candidate& own() const { return own_; }
  [[nodiscard]] const candidate& of_all() const {
    return heard_.value < own_.value ? heard_ : own_;
  }

  void exchange(state& s, std::size_t dimension) {
    optimizers::exchange(s, own_, dimension);
    optimizers::exchange(s, heard_, dimension);
  }

 private:
  candidate own_ = nothing();
  candidate heard_ = nothing();
};

}  // namespace starling::optimizers
