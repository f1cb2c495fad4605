#include "optimizers/swarm/ants/local_search.hpp"

#include <algorithm>

#include "optimizers/swarm/ants/three_opt.hpp"
#include "optimizers/swarm/ants/two_opt.hpp"

namespace starling::optimizers {

void array_tour::take(std::span<const city> tour) {
  std::ranges::copy(tour, order_.begin());
  for (std::uint32_t i = 0; i < order_.size(); ++i) at_[order_[i]] = i;
}

bool array_tour::between(city a, city b, city c, bool forward) const {
  const auto steps = [&](city to) {
    const std::uint32_t from = forward ? at_[a] : at_[to];
    const std::uint32_t end = forward ? at_[to] : at_[a];
    return end >= from ? end - from : end + static_cast<std::uint32_t>(order_.size()) - from;
  };
  return steps(b) <= steps(c);
}

void array_tour::exchange(city a, city b, city c, city d) {
  if (next(a) == b) {
    reverse(b, c);
  } else {
    reverse(a, d);
  }
}

void array_tour::reverse(city b, city c) {
  const std::size_t n = order_.size();
  std::size_t i = at_[b];
  std::size_t j = at_[c];
  std::size_t length = (j >= i ? j - i : j + n - i) + 1;
  if (2 * length > n) {
    length = n - length;
    std::swap(i, j);
    i = i + 1 == n ? 0 : i + 1;
    j = j == 0 ? n - 1 : j - 1;
  }
  for (std::size_t swaps = length / 2; swaps > 0; --swaps) {
    std::swap(order_[i], order_[j]);
    at_[order_[i]] = static_cast<std::uint32_t>(i);
    at_[order_[j]] = static_cast<std::uint32_t>(j);
    i = i + 1 == n ? 0 : i + 1;
    j = j == 0 ? n - 1 : j - 1;
  }
}

local_search::local_search(const city_map& map)
    : map_(map), tour_(map.cities()), queue_(map.cities()), waiting_(map.cities()) {}

void local_search::wake(city c) {
  if (waiting_[c]) return;
  waiting_[c] = true;
  const std::size_t at = front_ + length_;
  queue_[at < queue_.size() ? at : at - queue_.size()] = c;
  ++length_;
}

bool local_search::work_off() {
  bool better = false;
  while (length_ > 0) {
    const city c = queue_[front_];
    front_ = front_ + 1 == queue_.size() ? 0 : front_ + 1;
    --length_;
    waiting_[c] = false;
    while (step(c)) better = true;
  }
  return better;
}

void local_search::improve(std::vector<city>& tour) {
  tour_.take(tour);
  do {
    for (const city c : tour) wake(c);
  } while (work_off());
  std::ranges::copy(tour_.order(), tour.begin());
}

std::unique_ptr<local_search> make_local_search(
    enum starling::strategy::ant_colony::local_search kind, const city_map& map) {
  using choice = enum starling::strategy::ant_colony::local_search;
  switch (kind) {
    case choice::none:
      break;
    case choice::two_opt:
      return std::make_unique<two_opt>(map);
    case choice::three_opt:
      return std::make_unique<three_opt>(map);
  }
  return nullptr;
}

}  // namespace starling::optimizers
