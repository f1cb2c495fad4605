#include "optimizers/search_space.hpp"

#include <algorithm>
#include <cmath>

namespace starling::optimizers {

double search_space::diagonal() const {
  double sum = 0;
  for (std::size_t i = 0; i < dimension(); ++i) {
    sum += (high[i] - low[i]) * (high[i] - low[i]);
  }
  return std::sqrt(sum);
}

bool search_space::contains(std::span<const double> point) const {
  if (point.size() != dimension()) return false;
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (!(point[i] >= low[i] && point[i] <= high[i])) return false;
  }
  return true;
}

void search_space::draw(std::span<double> point, messages::random_source& random) const {
  for (std::size_t i = 0; i < point.size(); ++i) point[i] = random.uniform(low[i], high[i]);
}

double search_space::returned(std::size_t i, double x, messages::random_source& random) const {
  using starling::objective::bounds;
  if (std::isnan(x)) return random.uniform(low[i], high[i]);
  switch (policy) {
    case bounds::clamp:
      break;
    case bounds::resample:
      return random.uniform(low[i], high[i]);
    case bounds::reflect: {
      // A mirror on each side: the path repeats after two widths.
      const double width = high[i] - low[i];
      const double there = std::abs(std::fmod(x - low[i], 2 * width));
      if (std::isnan(there)) break;  // from infinity nothing comes back
      return std::clamp(low[i] + (there > width ? 2 * width - there : there), low[i], high[i]);
    }
  }
  return std::clamp(x, low[i], high[i]);
}

}  // namespace starling::optimizers
