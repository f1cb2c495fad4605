#include "optimizers/swarm/ants/ant_system.hpp"

#include <algorithm>
#include <numeric>

namespace starling::optimizers {
namespace {

using variant = enum starling::strategy::ant_colony::variant;

}  // namespace

ant_system::ant_system(const starling::strategy::ant_colony& chosen, const city_map& map,
                       std::size_t ants)
    : chosen_(chosen) {
  // About what an iteration deposits on a good edge, so that the first ones do not decide all.
  const double unit = deposit_of(map.nearest_neighbour_tour(0));
  const auto m = static_cast<double>(ants);
  const auto ranks = static_cast<double>(chosen.ranks);
  switch (chosen.variant) {
    case variant::elitist:
      trail_at_start_ = (static_cast<double>(chosen.elitists) + m) * unit / chosen.evaporation;
      break;
    case variant::rank_based:
      trail_at_start_ = 0.5 * ranks * (ranks - 1) * unit / chosen.evaporation;
      break;
    default:
      trail_at_start_ = m * unit;
      break;
  }
}

void ant_system::start(pheromone& trails) {
  trails.fill(trail_at_start_);
  trails.refresh();
}

void ant_system::finish(pheromone& trails, const ants_returned& ants) {
  trails.evaporate(chosen_.evaporation);
  double best_weight = 0;
  if (chosen_.variant == variant::rank_based) {
    deposit_ranked(trails, ants.built);
    best_weight = static_cast<double>(chosen_.ranks);
  } else {
    for (const city_tour& t : ants.built) trails.deposit(t.cities, deposit_of(t));
    if (chosen_.variant == variant::elitist) best_weight = static_cast<double>(chosen_.elitists);
  }
  if (best_weight > 0) {
    trails.deposit(ants.best_so_far.cities, best_weight * deposit_of(ants.best_so_far));
  }
  trails.refresh();
}

void ant_system::deposit_ranked(pheromone& trails, std::span<const city_tour> built) {
  by_rank_.resize(built.size());
  std::iota(by_rank_.begin(), by_rank_.end(), std::size_t{0});
  const std::size_t taken = std::min(chosen_.ranks - 1, built.size());
  const auto shorter = [built](std::size_t a, std::size_t b) {
    return built[a].length != built[b].length ? built[a].length < built[b].length : a < b;
  };
  std::ranges::partial_sort(by_rank_, by_rank_.begin() + static_cast<std::ptrdiff_t>(taken),
                            shorter);
  for (std::size_t r = 0; r < taken; ++r) {
    const city_tour& t = built[by_rank_[r]];
    trails.deposit(t.cities, static_cast<double>(chosen_.ranks - 1 - r) * deposit_of(t));
  }
}

}  // namespace starling::optimizers
