#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "aggregation/detection/detector.hpp"
#include "tests/aggregation/oracle.hpp"

/// Seeded rounds with liars in them, and how well a detector tells them.
namespace suspicious {

/// n rows around one point, the last f of them boosted: `lies` times as far from the origin, the
/// other way round, and all much alike.
inline oracle::rows boosted(std::uint64_t seed, std::size_t n, std::size_t f, std::size_t d,
                            double lies = 10) {
  starling::messages::random_source random(seed);
  oracle::row centre(d);
  for (double& c : centre) c = random.normal();
  oracle::rows x(n, centre);
  for (std::size_t i = 0; i < n; ++i) {
    for (double& v : x[i]) v = (v + random.normal()) * (i + f < n ? 1 : -lies);
  }
  return x;
}

struct score {
  std::size_t flagged = 0;
  std::size_t liars = 0;
  std::size_t alarms = 0;
  std::size_t honest = 0;

  /// The last f rows lie.
  void add(const std::vector<starling::aggregation::finding>& found, std::size_t f) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      const bool lies = i + f >= found.size();
      ++(lies ? liars : honest);
      if (found[i].flagged()) ++(lies ? flagged : alarms);
    }
  }
  [[nodiscard]] double told() const {
    return static_cast<double>(flagged) / static_cast<double>(liars);
  }
  [[nodiscard]] double false_alarms() const {
    return static_cast<double>(alarms) / static_cast<double>(honest);
  }
};

inline std::vector<starling::aggregation::finding> examine(
    const starling::aggregation::detector& who, const cases::contributions& all, std::size_t f) {
  starling::aggregation::round_context context;
  context.byzantine = f;
  starling::aggregation::gathering heard(all, context);
  return who.examine(heard);
}

inline std::vector<bool> flags(const std::vector<starling::aggregation::finding>& found) {
  std::vector<bool> out;
  for (const auto& one : found) out.push_back(one.flagged());
  return out;
}

}  // namespace suspicious
