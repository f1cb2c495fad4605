#include "actors/round/arrival_statistics.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace starling::actors {

namespace {

messages::duration median(std::vector<messages::duration>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 != 0) return *middle;
  const auto below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) / 2;
}

}  // namespace

void arrival_statistics::add(messages::duration delay) {
  delays_[added_++ % window] = delay;
}

std::optional<messages::duration> arrival_statistics::bound(double deviations) const {
  if (added_ == 0) return std::nullopt;
  std::vector<messages::duration> values(
      delays_.begin(), delays_.begin() + static_cast<std::ptrdiff_t>(std::min(added_, window)));
  const auto middle = median(values);
  for (auto& v : values) v = v < middle ? middle - v : v - middle;
  const auto mad = std::chrono::duration<double, messages::duration::period>(median(values));
  return middle + std::chrono::duration_cast<messages::duration>(mad * deviations);
}

}  // namespace starling::actors
