#include <limits>
#include <type_traits>

#include "deploy/config/key.hpp"

// What the least value is looked for of, and the swarm optimizers that look.

namespace starling::deploy {
namespace {

constexpr std::uint64_t count_max = 1'000'000'000;
constexpr double real_max = std::numeric_limits<double>::max();
constexpr auto strategy_of = &swarm_options::strategy;
constexpr auto objective_of = &swarm_options::objective;

using pso_variant = enum strategy::pso::variant;
using ants_variant = enum strategy::ant_colony::variant;
using evolution_variant = enum strategy::differential_evolution::variant;

value<pso_variant> words_of(const strategy::pso&) {
  return one_of<pso_variant>({{"constriction", pso_variant::constriction},
                              {"inertia", pso_variant::inertia},
                              {"standard_2006", pso_variant::standard_2006},
                              {"standard_2007", pso_variant::standard_2007},
                              {"standard_2011", pso_variant::standard_2011},
                              {"fully_informed", pso_variant::fully_informed}});
}
value<ants_variant> words_of(const strategy::ant_colony&) {
  return one_of<ants_variant>({{"ant_system", ants_variant::ant_system},
                               {"elitist", ants_variant::elitist},
                               {"rank_based", ants_variant::rank_based},
                               {"max_min", ants_variant::max_min},
                               {"colony_system", ants_variant::colony_system}});
}
value<evolution_variant> words_of(const strategy::differential_evolution&) {
  return one_of<evolution_variant>({{"rand_1", evolution_variant::rand_1},
                                    {"best_1", evolution_variant::best_1},
                                    {"current_to_best_1", evolution_variant::current_to_best_1}});
}

/// The one key whose words differ from kind to kind.
key variant_key() {
  key made = described(
      "strategy.variant", "word",
      "pso: " + words_of(strategy::pso{}).accepted +
          "; ant_colony: " + words_of(strategy::ant_colony{}).accepted +
          "; differential_evolution: " + words_of(strategy::differential_evolution{}).accepted,
      "Which of the family.");
  made.read = [](const node& from, const std::filesystem::path& folder,
                 swarm_options& options) -> outcome {
    return std::visit(
        [&](auto& held) -> outcome {
          if constexpr (requires { words_of(held); }) {
            return words_of(held).read(from, folder, held.variant);
          } else {
            return std::nullopt;
          }
        },
        options.strategy);
  };
  made.write = [](const swarm_options& options) -> std::optional<std::string> {
    return std::visit(
        [](const auto& held) -> std::optional<std::string> {
          if constexpr (requires { words_of(held); }) {
            return words_of(held).write(held.variant);
          } else {
            return std::nullopt;
          }
        },
        options.strategy);
  };
  return made;
}

void add_objective(std::vector<key>& all) {
  all.push_back(choice_key<objective::options>(
      "objective.kind", "What the least value is looked for of.",
      {{"none", "nothing: a model is learned"},
       {"function", "a standard test function"},
       {"tsp", "the length of a tour through the cities of a TSPLIB file"},
       {"training_loss", "the model's loss on the training data, as a function of its parameters"}},
      [](auto& o) { return &o.objective; }));
  all.push_back(held_key("objective.name", text(64, false), "The function's name.", objective_of,
                         [](auto& f) -> decltype(&f.name) { return &f.name; }));
  all.push_back(held_key("objective.dimension", whole<std::size_t>(1, 1'000'000),
                         "How many coordinates a point has.", objective_of,
                         [](auto& f) -> decltype(&f.dimension) { return &f.dimension; }));
  all.push_back(held_key("objective.low", real<double>({-real_max, real_max}),
                         "The box begins here in each coordinate; low = high: the usual box.",
                         objective_of, [](auto& f) -> decltype(&f.low) { return &f.low; }));
  all.push_back(held_key("objective.high", real<double>({-real_max, real_max}),
                         "The box ends here in each coordinate.", objective_of,
                         [](auto& f) -> decltype(&f.high) { return &f.high; }));
  all.push_back(held_key("objective.path", path(), "The .tsp file.", objective_of,
                         [](auto& f) -> decltype(&f.path) { return &f.path; }));
  all.back().required = true;
  all.push_back(held_key("objective.optimum", whole<std::uint64_t>(0, 1'000'000'000'000),
                         "The length of the shortest tour, where it is known; 0: it is not.",
                         objective_of, [](auto& f) -> decltype(&f.optimum) { return &f.optimum; }));
  all.push_back(held_key("objective.width", real<double>({0, 1e6, true}),
                         "Each parameter lies within ± this.", objective_of,
                         [](auto& f) -> decltype(&f.width) { return &f.width; }));
  all.push_back(held_key("objective.examples", whole<std::size_t>(0, count_max),
                         "The loss is over the first so many; 0: over all.", objective_of,
                         [](auto& f) -> decltype(&f.examples) { return &f.examples; }));
  all.push_back(
      held_key("objective.bounds",
               one_of<enum objective::bounds>({{"clamp", objective::bounds::clamp},
                                               {"reflect", objective::bounds::reflect},
                                               {"resample", objective::bounds::resample}}),
               "What becomes of a coordinate that leaves the box: it stays at the side, "
               "is mirrored back, or is drawn anew.",
               objective_of, [](auto& f) -> decltype(&f.bounds) { return &f.bounds; }));
}

void add_particle_swarm(std::vector<key>& all) {
  all.push_back(held_key("strategy.particles", whole<std::size_t>(0, 1'000'000),
                         "Particles of one node; 0: as many as is usual for the optimizer.",
                         strategy_of,
                         [](auto& s) -> decltype(&s.work.particles) { return &s.work.particles; }));
  all.push_back(variant_key());
  using around = enum strategy::pso::neighbourhood;
  all.push_back(held_key("strategy.neighbourhood",
                         one_of<around>({{"as_published", around::as_published},
                                         {"everybody", around::everybody},
                                         {"ring", around::ring},
                                         {"adaptive_random", around::adaptive_random}}),
                         "Who informs whom among the particles of one node.", strategy_of,
                         [](auto& s) -> decltype(&s.neighbourhood) { return &s.neighbourhood; }));
  all.push_back(held_key("strategy.informants", whole<std::size_t>(0, 1'000'000),
                         "Neighbours in a ring, or how many each particle informs; 0: 2 or 3.",
                         strategy_of,
                         [](auto& s) -> decltype(&s.informants) { return &s.informants; }));
  all.push_back(held_key("strategy.inertia", real<double>({0, 10}),
                         "What is left of the velocity: χ or w, of `inertia` at the start.",
                         strategy_of, [](auto& s) -> decltype(&s.inertia) { return &s.inertia; }));
  all.push_back(held_key("strategy.inertia_end", real<double>({0, 10}),
                         "Of `inertia`: w at the end of its schedule.", strategy_of,
                         [](auto& s) -> decltype(&s.inertia_end) { return &s.inertia_end; }));
  all.push_back(held_key("strategy.inertia_steps", whole<std::uint64_t>(1, count_max),
                         "Of `inertia`: generations from the one to the other.", strategy_of,
                         [](auto& s) -> decltype(&s.inertia_steps) { return &s.inertia_steps; }));
  all.push_back(held_key("strategy.attraction", real<double>({0, 10}),
                         "How strongly each of the two bests pulls (c).", strategy_of,
                         [](auto& s) -> decltype(&s.attraction) { return &s.attraction; }));
  all.push_back(held_key("strategy.velocity_max", real<double>({0, 1e6}),
                         "Of a coordinate, in widths of the box; 0: no bound.", strategy_of,
                         [](auto& s) -> decltype(&s.velocity_max) { return &s.velocity_max; }));
}

void add_fireflies(std::vector<key>& all) {
  all.push_back(held_key("strategy.randomness", real<double>({0, 1e6}),
                         "The length of the random step at the start (α).", strategy_of,
                         [](auto& s) -> decltype(&s.randomness) { return &s.randomness; }));
  all.push_back(
      held_key("strategy.randomness_decay", real<double>({0, 1, true}),
               "What it is multiplied by after each generation.", strategy_of,
               [](auto& s) -> decltype(&s.randomness_decay) { return &s.randomness_decay; }));
  all.push_back(held_key("strategy.attractiveness", real<double>({0, 1e6}),
                         "Of a firefly at distance 0 (β0).", strategy_of,
                         [](auto& s) -> decltype(&s.attractiveness) { return &s.attractiveness; }));
  all.push_back(held_key("strategy.absorption", real<double>({0, 1e6}),
                         "How it falls with the square of the distance (γ).", strategy_of,
                         [](auto& s) -> decltype(&s.absorption) { return &s.absorption; }));
  all.push_back(held_key("strategy.distance_unit", real<double>({0, real_max}),
                         "What distances and steps are counted in; 0: a tenth of the mean width "
                         "of the box.",
                         strategy_of,
                         [](auto& s) -> decltype(&s.distance_unit) { return &s.distance_unit; }));
}

void add_ants(std::vector<key>& all) {
  using search = enum strategy::ant_colony::local_search;
  all.push_back(held_key(
      "strategy.local_search",
      one_of<search>(
          {{"none", search::none}, {"two_opt", search::two_opt}, {"three_opt", search::three_opt}}),
      "What shortens each tour before pheromone is left.", strategy_of,
      [](auto& s) -> decltype(&s.local_search) { return &s.local_search; }));
  all.push_back(
      held_key("strategy.pheromone_weight", real<double>({0, 100}), "The exponent α.", strategy_of,
               [](auto& s) -> decltype(&s.pheromone_weight) { return &s.pheromone_weight; }));
  all.push_back(
      held_key("strategy.distance_weight", real<double>({0, 100}),
               "The exponent β; 0: what is usual for the variant.", strategy_of,
               [](auto& s) -> decltype(&s.distance_weight) { return &s.distance_weight; }));
  all.push_back(held_key("strategy.evaporation", real<double>({0, 1}),
                         "ρ; 0: what is usual for the variant.", strategy_of,
                         [](auto& s) -> decltype(&s.evaporation) { return &s.evaporation; }));
  all.push_back(held_key("strategy.exploitation", fraction<double>(),
                         "Colony system: how often the best edge is taken (q0).", strategy_of,
                         [](auto& s) -> decltype(&s.exploitation) { return &s.exploitation; }));
  all.push_back(
      held_key("strategy.local_evaporation", fraction<double>(),
               "Colony system: what a step takes off its edge (ξ).", strategy_of,
               [](auto& s) -> decltype(&s.local_evaporation) { return &s.local_evaporation; }));
  all.push_back(held_key("strategy.elitists", whole<std::size_t>(0, 1'000'000),
                         "Elitist: how often the best tour counts; 0: once per city.", strategy_of,
                         [](auto& s) -> decltype(&s.elitists) { return &s.elitists; }));
  all.push_back(held_key("strategy.ranks", whole<std::size_t>(1, 1'000'000),
                         "Rank-based: how many tours leave pheromone.", strategy_of,
                         [](auto& s) -> decltype(&s.ranks) { return &s.ranks; }));
  all.push_back(held_key("strategy.candidates", whole<std::size_t>(1, 1'000'000),
                         "Nearest cities that are looked at first.", strategy_of,
                         [](auto& s) -> decltype(&s.candidates) { return &s.candidates; }));
}

void add_others(std::vector<key>& all) {
  all.push_back(held_key("strategy.weight", real<double>({0, 10, true}),
                         "What a difference is multiplied by (F).", strategy_of,
                         [](auto& s) -> decltype(&s.weight) { return &s.weight; }));
  all.push_back(held_key("strategy.crossover", fraction<double>(),
                         "How often a coordinate comes from the mutant (CR).", strategy_of,
                         [](auto& s) -> decltype(&s.crossover) { return &s.crossover; }));
  all.push_back(held_key("strategy.step", real<double>({0, 10, true}),
                         "Deviation of a coordinate at the start, in widths of the box.",
                         strategy_of, [](auto& s) -> decltype(&s.step) { return &s.step; }));
  all.push_back(held_key("strategy.limit", whole<std::size_t>(0, count_max),
                         "Trials before a source is left; 0: particles times coordinates.",
                         strategy_of, [](auto& s) -> decltype(&s.limit) { return &s.limit; }));
  all.push_back(held_key("strategy.generations", whole<std::uint64_t>(1, count_max),
                         "Over which the wolves close in.", strategy_of,
                         [](auto& s) -> decltype(&s.generations) { return &s.generations; }));
}

}  // namespace

std::vector<key> swarm_strategy_keys() {
  std::vector<key> all;
  add_particle_swarm(all);
  add_fireflies(all);
  add_ants(all);
  add_others(all);
  return all;
}

std::vector<key> objective_keys() {
  std::vector<key> all;
  add_objective(all);
  return all;
}

}  // namespace starling::deploy
