#include "optimizers/swarm/ants/max_min.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace starling::optimizers {
namespace {

constexpr double best_tour_probability = 0.05;
// Iterations, and a share of the way between two trails: the values of Dorigo, Stützle 2004.
constexpr std::uint64_t stagnation_check_every = 100;
constexpr std::uint64_t patience = 250;
constexpr double branching_share = 0.05;
constexpr double branching_of_one_tour = 2.00002;
constexpr std::uint64_t best_so_far_after = 50;

}  // namespace

max_min::max_min(const starling::strategy::ant_colony& chosen, const city_map& map)
    : map_(map),
      evaporation_(chosen.evaporation),
      low_share_(1.0 / (2.0 * static_cast<double>(map.cities()))),
      searches_(chosen.local_search != starling::strategy::ant_colony::local_search::none),
      bounding_length_(map.nearest_neighbour_tour(0).length) {
  if (searches_) return;
  const double p = std::pow(best_tour_probability, 1 / static_cast<double>(map.cities()));
  const auto choices = static_cast<double>(map.neighbours(0).size() + 1) / 2;
  low_share_ = std::min(1.0, (1 - p) / (p * choices));
}

double max_min::trail_max() const {
  return 1 / (evaporation_ * static_cast<double>(std::max<std::int64_t>(bounding_length_, 1)));
}

void max_min::start(pheromone& trails) {
  trails.fill(trail_max());
  trails.refresh();
}

std::uint64_t max_min::period() const {
  constexpr std::uint64_t without_search = 25;
  if (!searches_) return without_search;
  // Since trails were started anew: ever more of the best.
  struct stage {
    std::uint64_t until;
    std::uint64_t period;
  };
  constexpr std::array stages{stage{25, 25}, stage{75, 5}, stage{125, 3}, stage{250, 2}};
  const auto* const now = std::ranges::find_if(
      stages, [age = iteration_ - restarted_at_](const stage& s) { return age < s.until; });
  return now == stages.end() ? 1 : now->period;
}

const city_tour& max_min::depositor(const ants_returned& ants) const {
  const std::uint64_t every = period();
  if (iteration_ % every != 0) return shortest(ants.built);
  if (every == 1 && iteration_ - found_at_ > best_so_far_after) return ants.best_so_far;
  return restart_best_;
}

bool max_min::stagnates(const pheromone& trails) const {
  return iteration_ % stagnation_check_every == 0 && iteration_ - found_at_ > patience &&
         trails.branching(map_, branching_share) < branching_of_one_tour;
}

void max_min::finish(pheromone& trails, const ants_returned& ants) {
  ++iteration_;
  const city_tour& best = shortest(ants.built);
  if (iteration_ == 1 || ants.best_so_far.length < bounding_length_) {
    bounding_length_ = ants.best_so_far.length;
    restart_best_ = ants.best_so_far;
    found_at_ = iteration_;
  } else if (best.length < restart_best_.length) {
    restart_best_ = best;
    found_at_ = iteration_;
  }
  trails.evaporate(evaporation_);
  const city_tour& by = depositor(ants);
  trails.deposit(by.cities, deposit_of(by));
  trails.limit(trail_min(), trail_max());
  if (stagnates(trails)) {
    trails.fill(trail_max());
    restart_best_.length = city_tour::unknown;
    restarted_at_ = found_at_ = iteration_;
  }
  trails.refresh();
}

void max_min::exchange(state& s) {
  s.exchange(bounding_length_);
  optimizers::exchange(s, restart_best_, map_);
  s.exchange(iteration_);
  s.exchange(restarted_at_);
  s.exchange(found_at_);
}

}  // namespace starling::optimizers
