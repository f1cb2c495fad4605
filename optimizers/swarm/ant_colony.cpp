#include "optimizers/swarm/ant_colony.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <sstream>
#include <utility>

namespace starling::optimizers {
namespace {

using options = starling::strategy::ant_colony;
using variant = enum options::variant;
using messages::failure;

const tours& tours_of(const population_task& task) {
  return dynamic_cast<const tours&>(*task.what);
}

std::vector<messages::random_source> sources(const population_task& task) {
  std::vector<messages::random_source> out;
  for (std::size_t i = 0; i < task.particles; ++i) {
    out.emplace_back(messages::substream(task.seed, "particle", task.node.value, i));
  }
  return out;
}

using trouble = std::optional<std::string>;

trouble unfit(const objective& what) {
  const auto* where = dynamic_cast<const tours*>(&what);
  const std::string name(what.name());
  if (where == nullptr) {
    return "ant_colony needs an objective over tours, which " + name + " is not";
  }
  const std::size_t n = what.dimension();
  if (n < ant_colony::cities_min || n > ant_colony::cities_max) {
    return "ant_colony takes " + std::to_string(ant_colony::cities_min) + " to " +
           std::to_string(ant_colony::cities_max) + " cities, but " + name + " has " +
           std::to_string(n);
  }
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const std::int64_t d = where->distance(a, b);
      if (d >= 0 && d <= city_map::distance_max && d == where->distance(b, a)) continue;
      return "ant_colony takes symmetric distances from 0 to " +
             std::to_string(city_map::distance_max) + ", but in " + name + " it is " +
             std::to_string(d) + " from city " + std::to_string(a) + " to " + std::to_string(b) +
             " and " + std::to_string(where->distance(b, a)) + " back";
    }
  }
  return std::nullopt;
}

/// `all` with defaults in the place of zeros.
trouble out_of_range(const options& all, std::size_t ants) {
  struct row {
    const char* key;
    double value;
    double low;
    double high;
  };
  constexpr double many = 1e6;
  for (const row& r :
       {row{"pheromone_weight", all.pheromone_weight, 0, 20},
        row{"distance_weight", all.distance_weight, 0, 20},
        row{"evaporation", all.evaporation, 1e-6, 1}, row{"exploitation", all.exploitation, 0, 1},
        row{"local_evaporation", all.local_evaporation, 0, 1},
        row{"elitists", static_cast<double>(all.elitists), 1, many},
        row{"ranks", static_cast<double>(all.ranks), 2, many},
        row{"candidates", static_cast<double>(all.candidates), 1, many},
        row{"particles", static_cast<double>(ants), 1, many}}) {
    if (r.value >= r.low && r.value <= r.high) continue;
    std::ostringstream text;
    text << "ant_colony takes " << r.key << " from " << r.low << " to " << r.high << ", but it is "
         << r.value;
    return text.str();
  }
  return std::nullopt;
}

}  // namespace

ant_colony::ant_colony(const options& chosen, population_task task)
    : task_(std::move(task)),
      map_(tours_of(task_), task_.what->dimension(), chosen.candidates),
      trails_(map_, chosen.pheromone_weight, chosen.distance_weight),
      rule_(make_trail_rule(chosen, map_, task_.particles)),
      search_(make_local_search(chosen.local_search, map_)),
      builder_(map_, trails_, chosen.variant == variant::colony_system ? chosen.exploitation : 0),
      random_(sources(task_)),
      walks_(rule_->wears_trails() ? task_.particles : 1, ant_walk(map_.cities())),
      built_(task_.particles) {
  rule_->start(trails_);
}

void ant_colony::walk_apart() {
  ant_walk& walk = walks_.front();
  for (std::size_t k = 0; k < built_.size(); ++k) {
    walk.begin(static_cast<city>(random_[k].below(map_.cities())));
    while (!walk.done()) walk.go(builder_.next(walk, random_[k]));
    built_[k].cities = walk.path();
  }
}

void ant_colony::walk_abreast() {
  for (std::size_t k = 0; k < built_.size(); ++k) {
    walks_[k].begin(static_cast<city>(random_[k].below(map_.cities())));
  }
  for (std::size_t steps = 1; steps < map_.cities(); ++steps) {
    for (std::size_t k = 0; k < built_.size(); ++k) {
      const city from = walks_[k].here();
      walks_[k].go(builder_.next(walks_[k], random_[k]));
      rule_->walked(trails_, from, walks_[k].here());
    }
  }
  for (std::size_t k = 0; k < built_.size(); ++k) {
    rule_->walked(trails_, walks_[k].here(), walks_[k].path().front());
    built_[k].cities = walks_[k].path();
  }
}

void ant_colony::advance() {
  if (rule_->wears_trails()) {
    walk_abreast();
  } else {
    walk_apart();
  }
  for (city_tour& t : built_) {
    if (search_) search_->improve(t.cities);
    t.length = map_.length(t.cities);
  }
  const city_tour& best = shortest(built_);
  if (best.length < own_best_.length) own_best_ = best;
  if (best.length < best_so_far_.length) best_so_far_ = best;
  rule_->finish(trails_, {built_, best_so_far_});
  evaluations_ += built_.size();
}

void ant_colony::hear(std::span<const messages::contribution> told) {
  for (const auto& one : told) {
    city_tour heard;
    if (one.parameters.precision() == messages::precision::float64 &&
        one.parameters.size() == map_.cities()) {
      heard.cities = tour_of(one.parameters.doubles());
    }
    if (heard.cities.empty()) {
      ++ignored_;
      continue;
    }
    heard.length = map_.length(heard.cities);
    if (heard.length < best_so_far_.length) best_so_far_ = std::move(heard);
  }
}

candidate ant_colony::candidate_of(const city_tour& tour) {
  if (!tour.known()) return {{}, std::numeric_limits<double>::infinity()};
  auto point = messages::tensor::uninitialised(tour.cities.size(), messages::precision::float64);
  std::ranges::copy(tour.cities, point.mutate_doubles().begin());
  return {std::move(point), static_cast<double>(tour.length)};
}

std::size_t ant_colony::positions(std::span<double> points) const {
  std::size_t written = 0;
  for (const city_tour& t : built_) {
    if (!t.known() || points.size() < map_.cities()) break;
    std::ranges::copy(t.cities, points.begin());
    points = points.subspan(map_.cities());
    ++written;
  }
  return written;
}

void ant_colony::exchange(state& s) {
  trails_.exchange(s);
  rule_->exchange(s);
  s.exchange(random_);
  for (city_tour& t : built_) optimizers::exchange(s, t, map_);
  optimizers::exchange(s, own_best_, map_);
  optimizers::exchange(s, best_so_far_, map_);
  s.exchange(evaluations_);
  s.exchange(ignored_);
}

options with_defaults(options chosen, std::size_t cities) {
  const bool searches = chosen.local_search != options::local_search::none;
  const auto set = [](auto& value, auto fallback) {
    if (value == 0) value = fallback;
  };
  std::size_t ants = searches ? std::min<std::size_t>(cities, 25) : cities;
  double distance_weight = 2;
  double evaporation = 0;
  switch (chosen.variant) {
    case variant::ant_system:
    case variant::elitist:
      distance_weight = 5;
      evaporation = 0.5;
      break;
    case variant::rank_based:
      evaporation = 0.1;
      break;
    case variant::max_min:
      evaporation = searches ? 0.2 : 0.02;
      break;
    case variant::colony_system:
      evaporation = 0.1;
      ants = 10;
      break;
  }
  set(chosen.distance_weight, distance_weight);
  set(chosen.evaporation, evaporation);
  set(chosen.elitists, cities);
  set(chosen.work.particles, ants);
  return chosen;
}

messages::result<std::unique_ptr<population>, std::string> make_ant_colony(const options& chosen,
                                                                           population_task task) {
  if (auto wrong = unfit(*task.what)) return failure{std::move(*wrong)};
  const options all = with_defaults(chosen, task.what->dimension());
  if (task.particles == 0) task.particles = all.work.particles;
  if (auto wrong = out_of_range(all, task.particles)) return failure{std::move(*wrong)};
  return std::unique_ptr<population>(std::make_unique<ant_colony>(all, std::move(task)));
}

}  // namespace starling::optimizers
