#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "deploy/report/figures.hpp"

namespace starling::deploy {

struct tick {
  double value = 0;
  std::string label;
};

struct axis_options {
  measure unit = measure::real;
  std::size_t ticks_max = 6;
  bool from_zero = false;    ///< The axis starts at 0 whatever the data.
  bool may_be_log = false;   ///< Logarithmic where all data are positive and span over a decade.
  bool whole_steps = false;  ///< For things that come one by one.
};

/// Maps figures to [0, 1], with ticks at numbers people like: 1, 2 or 5 times a power of ten of the
/// unit shown (a power of two for bytes stays a round number of KiB, MiB …).
class axis {
 public:
  /// The axis over all finite figures in [low, high] widened to whole ticks. Any doubles are fine.
  axis(double low, double high, const axis_options& options);
  /// Exactly [low, high], ticks inside.
  static axis exact(double low, double high, const axis_options& options);

  [[nodiscard]] double position(double value) const;
  [[nodiscard]] bool logarithmic() const { return logarithmic_; }
  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }
  [[nodiscard]] const std::vector<tick>& ticks() const { return ticks_; }

 private:
  axis() = default;
  void place_linear(const axis_options& options, bool widen);
  void place_logarithmic(const axis_options& options);

  double low_ = 0;
  double high_ = 1;
  bool logarithmic_ = false;
  std::vector<tick> ticks_;
};

/// The least of 1, 2, 5 × 10^k that divides `span` into at most `parts` steps. span > 0.
double nice_step(double span, std::size_t parts);

}  // namespace starling::deploy
