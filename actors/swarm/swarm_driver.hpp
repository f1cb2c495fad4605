#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

#include "actors/swarm/monitor_actor.hpp"

namespace starling::actors {

struct host_settings;

struct run_settings {
  bool virtual_time = false;  ///< One thread, a simulated clock, the same trace for the same seed.
  std::size_t threads = 0;    ///< Scheduler threads; 0: one per core.
  round_callback on_round;
  checkpoint_callback on_checkpoint;
  std::function<void()> on_spawned;  ///< Once, when all members exist and none has begun.
  transports::link_factory links;    ///< Empty: as `options.emulate` says.
  /// Of a plan that has a `home`: how this process reaches the others and is reached.
  std::shared_ptr<const host_settings> host{};
  const std::atomic<bool>* interrupt = nullptr;  ///< Looked at about twenty times a second.
};

/// Runs the swarm that `shared` describes to its end, in this process, and returns what came of it.
/// Blocks; every actor is gone when it returns.
/// Throws: what `on_round` or the plan's `evaluate` throws.
run_result run_in_process(plan shared, const run_settings& settings);

}  // namespace starling::actors
