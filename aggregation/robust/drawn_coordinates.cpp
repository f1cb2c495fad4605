#include "aggregation/robust/drawn_coordinates.hpp"

namespace starling::aggregation {

std::vector<std::size_t> drawn_coordinates(messages::random_source& random, std::size_t dimension,
                                           std::size_t count) {
  std::vector<std::size_t> chosen;
  chosen.reserve(count);
  for (std::size_t k = 0; chosen.size() < count; ++k) {
    if (random.below(dimension - k) < count - chosen.size()) chosen.push_back(k);
  }
  return chosen;
}

std::vector<float> values_at(const kernels::rows& from, std::span<const std::size_t> chosen) {
  std::vector<float> values(from.count() * chosen.size());
  kernels::column_reader reader(from);
  for (std::size_t c = 0; c < chosen.size(); ++c) {
    reader.load(chosen[c], 1, values.data() + c, chosen.size());
  }
  return values;
}

}  // namespace starling::aggregation
