#pragma once

#include <cstdint>

namespace starling::optimizers {

/// How TSPLIB 95 makes an integer distance of two cities' coordinates.
enum class distance_rule : unsigned char {
  euclidean,         ///< EUC_2D: to the nearest integer.
  ceiling,           ///< CEIL_2D: up.
  geographic,        ///< GEO: x is latitude, y longitude, both as DDD.MM; kilometres.
  pseudo_euclidean,  ///< ATT: in units of sqrt(10), up from the nearest integer.
  listed,            ///< EXPLICIT: the file has the distances.
};

struct place {
  double x = 0;
  double y = 0;
};

/// No coordinate that is measured is further from 0 than this, so that a distance fits 31 bits.
inline constexpr double coordinate_max = 1e8;
/// No angle of GEO is.
inline constexpr double angle_max = 180;

/// The distance by any rule but `listed`, to the integer that Reinelt's definitions give.
///
/// Paper: Reinelt, "TSPLIB 95", 1995, section 2. An angle's degrees are cut off, not rounded, as in
/// the programs that the published optima come from.
std::int32_t tour_distance(distance_rule rule, place a, place b);

}  // namespace starling::optimizers
