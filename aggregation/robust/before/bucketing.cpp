#include "aggregation/robust/before/bucketing.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "messages/types/random.hpp"

namespace starling::aggregation {

void bucketing::apply(gathering& heard) const {
  const std::size_t n = heard.size();
  std::vector<std::size_t> drawn(n);
  std::iota(drawn.begin(), drawn.end(), std::size_t{0});
  messages::random_source(messages::substream(heard.seed(), "bucketing")).shuffle(std::span(drawn));
  std::vector<double> coefficients(rows_after(n) * n);
  std::vector<std::vector<std::size_t>> owners;
  for (std::size_t begin = 0; begin < n; begin += owners.back().size()) {
    const auto first = drawn.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto size = static_cast<std::ptrdiff_t>(std::min(bucket_, n - begin));
    auto& members = owners.emplace_back(first, first + size);
    std::sort(members.begin(), members.end());
    const std::size_t row = owners.size() - 1;
    for (const std::size_t i : members) coefficients[row * n + i] = 1 / static_cast<double>(size);
  }
  heard.mix(coefficients, owners);
}

}  // namespace starling::aggregation
