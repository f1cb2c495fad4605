#include "optimizers/problems/tour_distance.hpp"

#include <algorithm>
#include <cmath>

namespace starling::optimizers {
namespace {

std::int32_t nearest(double x) {
  return static_cast<std::int32_t>(std::floor(x + 0.5));
}

/// DDD.MM in radians.
double radians(double angle) {
  constexpr double pi = 3.141592;  // TSPLIB's own.
  const double degrees = std::trunc(angle);
  const double minutes = angle - degrees;
  return pi * (degrees + 5.0 * minutes / 3.0) / 180.0;
}

std::int32_t geographic(place a, place b) {
  constexpr double earth_radius_km = 6378.388;
  const double latitude_a = radians(a.x);
  const double latitude_b = radians(b.x);
  const double q1 = std::cos(radians(a.y) - radians(b.y));
  const double q2 = std::cos(latitude_a - latitude_b);
  const double q3 = std::cos(latitude_a + latitude_b);
  const double cosine = 0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3);
  return static_cast<std::int32_t>(earth_radius_km * std::acos(std::clamp(cosine, -1.0, 1.0)) +
                                   1.0);
}

}  // namespace

std::int32_t tour_distance(distance_rule rule, place a, place b) {
  const double dx = a.x - b.x;
  const double dy = a.y - b.y;
  const double squares = dx * dx + dy * dy;
  switch (rule) {
    case distance_rule::euclidean:
      return nearest(std::sqrt(squares));
    case distance_rule::ceiling:
      return static_cast<std::int32_t>(std::ceil(std::sqrt(squares)));
    case distance_rule::geographic:
      return geographic(a, b);
    case distance_rule::pseudo_euclidean: {
      const double length = std::sqrt(squares / 10.0);
      const std::int32_t rounded = nearest(length);
      return rounded < length ? rounded + 1 : rounded;
    }
    case distance_rule::listed:
      break;
  }
  return 0;
}

}  // namespace starling::optimizers
