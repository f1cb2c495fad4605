#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/swarm/swarm_builder.hpp"
#include "optimizers/datasets/load.hpp"

/// What the whole-swarm tests share: a small task, the same for all, and two ways to run it.
namespace simulation {

using namespace starling;
using namespace std::chrono_literals;
using messages::node_id;
using messages::refusal;
using messages::round_number;

/// Pictures of digits, drawn once per process and number of samples.
inline const optimizers::data_split& digits(std::size_t samples = 3'000) {
  static std::map<std::size_t, optimizers::data_split> drawn;
  auto& split = drawn[samples];
  if (!split.train) {
    auto loaded = optimizers::load(dataset::digits{.samples = samples}, 7);
    REQUIRE(loaded);
    split = *std::move(loaded);
  }
  return split;
}

/// Ten nodes and twenty rounds.
inline swarm_options ten_nodes(topology::options who, std::uint64_t seed = 7) {
  swarm_options o;
  o.nodes = 10;
  o.seed = seed;
  o.topology = std::move(who);
  o.rounds.max = 20;
  o.evaluation.every = 0;
  return o;
}

/// Softmax regression on `digits()`: quick, and good for about four fifths of the test set.
inline training learn(const swarm_options& o, std::size_t local_steps = 10) {
  return swarm_builder(o).build().train(
      model::softmax{}, strategy::sgd{.learning_rate = 0.05F, .work = {.local_steps = local_steps}},
      digits());
}

inline run_result on_virtual_time(const swarm_options& o) {
  INFO("seed " << o.seed);
  return learn(o).virtual_time().run();
}

inline run_result on_threads(const swarm_options& o, std::size_t threads = 2) {
  INFO("seed " << o.seed << ", " << threads << " threads");
  return learn(o).threads(threads).run();
}

inline std::uint64_t refused(const run_result& r, refusal why) {
  std::uint64_t sum = 0;
  for (const auto& [peer, counts] : r.refused_by_peer) sum += counts[static_cast<std::size_t>(why)];
  return sum;
}

inline std::uint64_t refused(const run_result& r, std::uint32_t peer, refusal why) {
  const auto at = r.refused_by_peer.find(node_id{peer});
  return at == r.refused_by_peer.end() ? 0 : at->second[static_cast<std::size_t>(why)];
}

/// One line of what came out, for messages.
inline std::string summary(const run_result& r) {
  return std::to_string(r.rounds) + " rounds, " + std::string(to_string(r.stopped_by)) + " " +
         r.detail + ", accuracy " + std::to_string(r.accuracy) + " (worst " +
         std::to_string(r.accuracy_min) + "), " + std::to_string(r.restarts) + " restarts, " +
         std::to_string(r.virtual_seconds) + " virtual s, " + std::to_string(r.seconds) + " s";
}

}  // namespace simulation
