#include "messages/types/random.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace starling::messages {

random_source::random_source(std::uint64_t seed) {
  for (auto& s : state_) {
    seed += 0x9e3779b97f4a7c15U;
    s = mix(seed);
  }
}

std::uint64_t random_source::below(std::uint64_t bound) {
  __extension__ using wide = unsigned __int128;
  wide product = static_cast<wide>((*this)()) * bound;
  auto low = static_cast<std::uint64_t>(product);
  if (low < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (low < threshold) {
      product = static_cast<wide>((*this)()) * bound;
      low = static_cast<std::uint64_t>(product);
    }
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

double random_source::normal() {
  if (!std::isnan(spare_)) return std::exchange(spare_, std::numeric_limits<double>::quiet_NaN());
  double u = 0;
  double v = 0;
  double s = 0;
  do {
    u = uniform(-1, 1);
    v = uniform(-1, 1);
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  const double factor = std::sqrt(-2 * std::log(s) / s);
  spare_ = v * factor;
  return u * factor;
}

double random_source::gamma(double shape) {
  if (shape < 1) return gamma(shape + 1) * std::pow(uniform(), 1 / shape);
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double t = 1 + c * x;
    if (t <= 0) continue;
    const double v = t * t * t;
    const double u = uniform();
    if (u > 0 && std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

}  // namespace starling::messages
