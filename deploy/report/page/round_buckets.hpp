#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "actors/swarm/run_result.hpp"
#include "deploy/report/page/plots.hpp"

/// Rounds that share a point of a plot, so that its size does not grow with their number.
namespace starling::deploy {

inline constexpr std::size_t line_points_max = 300;
inline constexpr std::size_t bars_max = 90;

/// Neighbouring rounds: indices [first, last).
struct bucket {
  std::size_t first;
  std::size_t last;
};

/// All rounds in at most `points_max` buckets, equally many in each but the last.
std::vector<bucket> buckets(const run_result& result, std::size_t points_max);

/// Each bucket at the middle of its rounds.
abscissa along_rounds(const run_result& result, const std::vector<bucket>& parts);

/// Each bucket at the evaluations up to its end; along rounds where none were counted.
abscissa along_evaluations(const run_result& result, const std::vector<bucket>& parts);

/// " Each point is the mean of 3 rounds."; nothing where each has one. `how`: "the mean".
std::string shared(const char* mark, const std::vector<bucket>& parts,
                   const char* how = "the mean");

enum class merged : unsigned char { mean, least, greatest, last };

/// One figure per bucket, over those of its rounds that have one; NaN where none has.
template <class Figure>
std::vector<double> figures(const run_result& result, const std::vector<bucket>& parts, merged how,
                            const Figure& figure) {
  std::vector<double> out;
  for (const bucket& b : parts) {
    double sum = 0;
    double least = std::numeric_limits<double>::infinity();
    double greatest = -least;
    double last = std::numeric_limits<double>::quiet_NaN();
    double count = 0;
    for (std::size_t i = b.first; i < b.last; ++i) {
      const double value = static_cast<double>(figure(result.per_round[i]));
      if (!std::isfinite(value)) continue;
      least = std::min(least, value);
      greatest = std::max(greatest, value);
      last = value;
      sum += value;
      count += 1;
    }
    const double chosen = how == merged::least      ? least
                          : how == merged::greatest ? greatest
                          : how == merged::last     ? last
                                                    : sum / count;
    out.push_back(count > 0 ? chosen : std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

}  // namespace starling::deploy
