#include "aggregation/kernels/rows.hpp"

#include <algorithm>
#include <limits>

namespace starling::aggregation::kernels {

void load_columns(const rows& from, std::size_t begin, std::size_t columns, float* out,
                  std::size_t stride) {
  const std::size_t n = from.stored.size();
  if (from.mixing.empty()) {
    for (std::size_t i = 0; i < n; ++i) {
      std::copy_n(from.stored[i] + begin, columns, out + i * stride);
    }
    return;
  }
  constexpr double most = std::numeric_limits<float>::max();
  for (std::size_t i = 0; i < from.count(); ++i) {
    const float* coefficients = from.mixing.data() + i * n;
    for (std::size_t k = 0; k < columns; ++k) {
      double sum = 0;
      for (std::size_t j = 0; j < n; ++j) {
        sum +=
            static_cast<double>(coefficients[j]) * static_cast<double>(from.stored[j][begin + k]);
      }
      out[i * stride + k] = static_cast<float>(std::clamp(sum, -most, most));
    }
  }
}

}  // namespace starling::aggregation::kernels
