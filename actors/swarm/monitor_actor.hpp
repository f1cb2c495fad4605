#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <optional>

#include <caf/typed_event_based_actor.hpp>

#include "actors/swarm/handles_actor.hpp"
#include "actors/swarm/progress.hpp"

namespace starling::actors {

/// Called after each closed round, on the monitor's thread.
using round_callback = std::function<void(const round_report&)>;
/// Called after a round whose checkpoint is complete, on the monitor's thread.
using checkpoint_callback = std::function<void(const checkpoint&)>;

/// Hears every member's reports, closes the swarm's rounds, and fulfils `done` when the run is
/// over.
class monitor_actor : public monitor_handle::base {
 public:
  monitor_actor(caf::actor_config& config, std::shared_ptr<const plan> shared,
                round_callback on_round, checkpoint_callback on_checkpoint,
                std::shared_ptr<std::promise<run_result>> done);

  behavior_type make_behavior() override;

 private:
  void publish(const std::vector<round_report>& closed);

  std::shared_ptr<const plan> plan_;
  progress progress_;
  round_callback on_round_;
  checkpoint_callback on_checkpoint_;
  std::shared_ptr<std::promise<run_result>> done_;
  std::optional<messages::time_point> armed_;
};

}  // namespace starling::actors
