#pragma once

#include <memory>
#include <string>

#include "actors/host/host_driver.hpp"
#include "actors/swarm/plan.hpp"
#include "deploy/cli/run_command.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// What is wrong with a host: a flag, or a key of the swarm file.
struct host_error {
  std::string flag;
  std::string key;
  std::string why;
};

/// Gives the plan a home in this process and says how it reaches the others.
messages::result<std::shared_ptr<const actors::host_settings>, host_error> own_host(
    const host_flags& flags, actors::plan& run);

}  // namespace starling::deploy
