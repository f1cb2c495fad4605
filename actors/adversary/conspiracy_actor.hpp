#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/adversary/conspiracy.hpp"
#include "actors/swarm/handles_actor.hpp"

namespace starling::actors {

/// Where the adversaries of one run meet: hears all proposals as they are made, and tells each liar
/// what to say. With it, should its attack throw, all adversaries are gone.
class conspiracy_actor : public conspiracy_handle::base {
 public:
  conspiracy_actor(caf::actor_config& config, std::shared_ptr<const plan> shared,
                   std::shared_ptr<const directory> members, monitor_handle monitor);

  behavior_type make_behavior() override;

 private:
  template <class Step>
  void step(Step&& run);
  void fail(const std::string& why);

  std::shared_ptr<const plan> plan_;
  conspiracy core_;
  std::shared_ptr<const directory> members_;
  monitor_handle monitor_;
  std::optional<messages::time_point> armed_;
};

}  // namespace starling::actors
