#include "aggregation/robust/trust/cosines.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "aggregation/kernels/squared_distances.hpp"

namespace starling::aggregation {

namespace {

constexpr std::size_t strip_columns = 4096;

/// Hands `visit` the vectors at length 1, a strip of columns at a time.
void each_strip(const kernels::rows& rows, std::span<const float> origin,
                std::span<const double> squared_lengths,
                const std::function<void(const kernels::rows&)>& visit) {
  const std::size_t m = rows.count();
  std::vector<float> strip(m * strip_columns);
  kernels::column_reader reader(rows);
  kernels::rows units;
  for (std::size_t i = 0; i < m; ++i) units.stored.push_back(strip.data() + i * strip_columns);
  for (std::size_t begin = 0; begin < rows.size; begin += strip_columns) {
    units.size = std::min(strip_columns, rows.size - begin);
    reader.load(begin, units.size, strip.data(), strip_columns);
    for (std::size_t i = 0; i < m; ++i) {
      const double length = std::sqrt(squared_lengths[i]);
      for (std::size_t k = 0; k < units.size; ++k) {
        float& value = strip[i * strip_columns + k];
        const double from = origin.empty() ? 0.0 : static_cast<double>(origin[begin + k]);
        value = length > 0 ? static_cast<float>((static_cast<double>(value) - from) / length) : 0;
      }
    }
    visit(units);
  }
}

/// |a - b|² = 2 - 2 cos between vectors of length 1.
double cosine(double squared_distance, double a, double b) {
  return a > 0 && b > 0 ? std::clamp(1 - squared_distance / 2, -1.0, 1.0) : 0.0;
}

}  // namespace

std::vector<double> cosines(const kernels::rows& rows, std::span<const float> origin,
                            std::span<const double> squared_lengths,
                            const kernels::workers& threads) {
  const std::size_t m = rows.count();
  std::vector<double> all(m * m);
  each_strip(rows, origin, squared_lengths, [&](const kernels::rows& units) {
    const auto part = kernels::squared_distances(units, threads);
    for (std::size_t k = 0; k < all.size(); ++k) all[k] += part[k];
  });
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      all[i * m + j] = cosine(all[i * m + j], squared_lengths[i], squared_lengths[j]);
    }
  }
  return all;
}

std::vector<double> cosines_with(std::size_t reference, const kernels::rows& rows,
                                 std::span<const float> origin,
                                 std::span<const double> squared_lengths,
                                 const kernels::workers& threads) {
  std::vector<double> all(rows.count());
  each_strip(rows, origin, squared_lengths, [&](const kernels::rows& units) {
    const std::span<const float> point(units.stored[reference], units.size);
    const auto part = kernels::squared_distances_to(units, point, threads);
    for (std::size_t k = 0; k < all.size(); ++k) all[k] += part[k];
  });
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = cosine(all[i], squared_lengths[i], squared_lengths[reference]);
  }
  return all;
}

}  // namespace starling::aggregation
