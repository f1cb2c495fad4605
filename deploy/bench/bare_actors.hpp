#pragma once

#include <cstddef>
#include <vector>

namespace starling::deploy {

/// What CAF alone needs: actors that only count the letters they get.
struct bare_actors_case {
  std::size_t nodes = 0;
  std::size_t fanout = 0;
  std::size_t rounds = 0;
  std::size_t threads = 0;
};

struct bare_figures {
  double spawn_seconds = 0;
  double heap_bytes = 0;              ///< Per actor.
  std::vector<double> round_seconds;  ///< In a round each is told once and tells `fanout` others.
};

bare_figures measure_bare_actors(const bare_actors_case& c);

/// Simulated time over real time when each actor has two timers a second and tells both neighbours
/// of a ring, 5 ms later.
double measure_bare_virtual_time(std::size_t nodes, double hours);

}  // namespace starling::deploy
