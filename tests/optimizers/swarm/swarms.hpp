#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "optimizers/swarm/particle_swarm/canonical_pso.hpp"
#include "optimizers/swarm/particle_swarm/fully_informed_pso.hpp"
#include "optimizers/swarm/particle_swarm/standard_pso_2011.hpp"
#include "tests/optimizers/swarm/test_functions.hpp"

namespace starling::optimizers {

using pso = starling::strategy::pso;
using pso_variant = enum pso::variant;
using pso_neighbourhood = enum pso::neighbourhood;

inline constexpr pso_variant all_variants[] = {
    pso_variant::constriction,  pso_variant::inertia,       pso_variant::standard_2006,
    pso_variant::standard_2007, pso_variant::standard_2011, pso_variant::fully_informed};
inline constexpr pso_neighbourhood all_neighbourhoods[] = {
    pso_neighbourhood::everybody, pso_neighbourhood::ring, pso_neighbourhood::adaptive_random};

inline std::unique_ptr<population> make(const population_task& task, const pso& options) {
  switch (options.variant) {
    case pso_variant::standard_2011:
      return std::make_unique<standard_pso_2011>(task, options);
    case pso_variant::fully_informed:
      return std::make_unique<fully_informed_pso>(task, options);
    default:
      return std::make_unique<canonical_pso>(task, options);
  }
}

/// Of at most 100 particles.
inline std::vector<double> positions(const population& p, std::size_t dimension) {
  std::vector<double> points(100 * dimension);
  points.resize(p.positions(points) * dimension);
  return points;
}

inline messages::contribution said(std::uint32_t sender, std::vector<double> point, double score) {
  return {.sender = {sender},
          .parameters = messages::tensor(std::span<const double>(point)),
          .samples = {},
          .score = score};
}

inline messages::contribution said(std::uint32_t sender, const candidate& c) {
  return {.sender = {sender}, .parameters = c.point, .samples = {}, .score = c.value};
}

inline std::vector<std::byte> written(population& p) {
  state s;
  p.exchange(s);
  return s.written();
}

inline void advance(population& p, std::size_t generations) {
  for (std::size_t g = 0; g < generations; ++g) p.advance();
}

/// Of the best values after so many evaluations, over seeds 1, 2, …
inline double median_best(const std::shared_ptr<const objective>& what, const pso& options,
                          std::size_t particles, std::uint64_t evaluations, std::size_t seeds) {
  std::vector<double> values;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto p = make({.what = what, .node = {}, .seed = seed, .particles = particles}, options);
    while (p->evaluations() < evaluations) p->advance();
    values.push_back(p->best().value);
  }
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace starling::optimizers
