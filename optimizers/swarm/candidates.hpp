#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "optimizers/population.hpp"

namespace starling::optimizers {

/// What is known before anything is.
inline candidate nothing() {
  return {.point = {}, .value = std::numeric_limits<double>::infinity()};
}

/// Writes down or takes over a candidate of `dimension` numbers, or that there is no point.
inline void exchange(state& s, candidate& c, std::size_t dimension) {
  s.exchange(c.value);
  auto there = static_cast<std::uint8_t>(!c.point.empty());
  s.exchange(there);
  if (there == 0) {
    c.point = {};
    return;
  }
  if (s.reading()) {
    c.point = messages::tensor::uninitialised(dimension, messages::precision::float64);
  }
  s.exchange(c.point.mutate_doubles());
}

/// The same for several; how many is written with them.
inline void exchange(state& s, std::vector<candidate>& all, std::size_t dimension) {
  auto count = static_cast<std::uint64_t>(all.size());
  s.exchange(count);
  if (s.reading()) all.resize(std::min<std::uint64_t>(count, s.left()));  // a byte each at least
  for (auto& c : all) exchange(s, c, dimension);
}

/// Keeps what was told and has a value, in its order; the points are shared, not copied.
inline void keep(std::span<const messages::contribution> told, std::vector<candidate>& heard) {
  heard.clear();
  for (const auto& c : told) {
    if (c.score < std::numeric_limits<double>::infinity()) {
      heard.push_back({.point = c.parameters, .value = c.score});
    }
  }
}

}  // namespace starling::optimizers
