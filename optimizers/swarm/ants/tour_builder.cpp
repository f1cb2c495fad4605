#include "optimizers/swarm/ants/tour_builder.hpp"

#include <numeric>

namespace starling::optimizers {

ant_walk::ant_walk(std::size_t cities) : left_(cities), at_(cities), open_(cities) {
  path_.reserve(cities);
}

void ant_walk::begin(city start) {
  path_.clear();
  left_.resize(open_.size());
  std::iota(left_.begin(), left_.end(), city{0});
  std::iota(at_.begin(), at_.end(), std::uint32_t{0});
  open_.assign(open_.size(), 1);
  go(start);
}

void ant_walk::go(city to) {
  path_.push_back(to);
  open_[to] = 0;
  const city last = left_.back();
  left_[at_[to]] = last;
  at_[last] = at_[to];
  left_.pop_back();
}

tour_builder::tour_builder(const city_map& map, const pheromone& trails, double exploitation)
    : map_(map), trails_(trails), exploitation_(exploitation), sums_(map.neighbours(0).size()) {}

city tour_builder::next(const ant_walk& walk, messages::random_source& random) {
  if (walk.left().size() == 1) return walk.left().front();
  if (exploitation_ > 0 && random.uniform() < exploitation_) return best_near(walk);
  return drawn(walk, random);
}

city tour_builder::best_near(const ant_walk& walk) const {
  const auto attraction = trails_.attraction(walk.here());
  const auto open = walk.open();
  double most = 0;
  city best = walk.here();
  for (const city c : map_.neighbours(walk.here())) {
    const double pull = attraction[c] * open[c];
    if (pull > most) {
      most = pull;
      best = c;
    }
  }
  return most > 0 ? best : best_left(walk);
}

city tour_builder::best_left(const ant_walk& walk) const {
  const auto attraction = trails_.attraction(walk.here());
  city best = walk.left().front();
  for (const city c : walk.left()) {
    if (attraction[c] > attraction[best] || (attraction[c] == attraction[best] && c < best)) {
      best = c;
    }
  }
  return best;
}

city tour_builder::drawn(const ant_walk& walk, messages::random_source& random) {
  const auto near = map_.neighbours(walk.here());
  const auto attraction = trails_.attraction(walk.here());
  const auto open = walk.open();
  double total = 0;
  for (std::size_t i = 0; i < near.size(); ++i) {
    total += attraction[near[i]] * open[near[i]];
    sums_[i] = total;
  }
  if (!(total > 0)) return best_left(walk);
  const double mark = random.uniform() * total;
  std::size_t i = 0;
  while (i + 1 < near.size() && sums_[i] <= mark) ++i;
  // Rounding may put the mark at the total itself.
  while (i > 0 && open[near[i]] == 0) --i;
  return open[near[i]] == 0 ? best_left(walk) : near[i];
}

}  // namespace starling::optimizers
