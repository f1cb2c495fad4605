#include "actors/host/reception_actor.hpp"

#include "actors/host/host_counters.hpp"

namespace starling::actors {

reception_actor::behavior_type reception_actor::make_behavior() {
  return {[this](messages::greeting& said) {
    const auto& hosts = wires_->shared->options.hosts.list;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      if (hosts[i].name != said.host || !wires_->hosts[i]) continue;
      send(caf::actor_cast<courier_handle>(wires_->hosts[i]),
           visitor{current_sender(), std::move(said)});
      return;
    }
    if (const auto& from = current_sender(); from && from->node() == node()) {
      send_exit(caf::actor_cast<caf::actor>(from), caf::exit_reason::user_shutdown);
    }
    count(wires_->shared->between_hosts->strangers);
  }};
}

}  // namespace starling::actors
