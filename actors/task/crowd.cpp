#include "actors/task/crowd.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace starling::actors {

using messages::tensor;

tensor mean_of(const std::vector<tensor>& models) {
  if (models.empty()) return {};
  const auto& first = models.front();
  const bool one = std::all_of(models.begin(), models.end(),
                               [&first](const tensor& m) { return m.same_storage(first); });
  if (one) return first;
  std::vector<double> sum(first.size(), 0.0);
  for (const auto& m : models) {
    const auto values = m.values();
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(values[i]);
  }
  tensor mean = tensor::uninitialised(first.size());
  const auto out = mean.mutate();
  const double scale = 1.0 / static_cast<double>(models.size());
  for (std::size_t i = 0; i < sum.size(); ++i) out[i] = static_cast<float>(sum[i] * scale);
  return mean;
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return std::midpoint(*middle, *std::max_element(values.begin(), middle));
}

double mean_distance_to_centre(std::span<const double> points, std::size_t d) {
  const auto n = points.size() / d;
  std::vector<double> centre(d);
  for (std::size_t i = 0; i < points.size(); ++i) centre[i % d] += points[i];
  for (double& x : centre) x /= static_cast<double>(n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double squares = 0;
    for (std::size_t k = 0; k < d; ++k) {
      const double apart = points[i * d + k] - centre[k];
      squares += apart * apart;
    }
    sum += std::sqrt(squares);
  }
  return sum / static_cast<double>(n);
}

}  // namespace starling::actors
