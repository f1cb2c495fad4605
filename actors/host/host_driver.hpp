#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <string>

#include "actors/host/host_handles_actor.hpp"
#include "actors/host/host_settings.hpp"
#include "transports/channel/channel.hpp"

namespace caf {
class actor_system;
class actor_system_config;
}  // namespace caf

namespace starling::actors {

/// To be called before the actor system is made.
void configure_host(caf::actor_system_config& config, const hosts_options& hosts,
                    const host_settings& settings);

/// The actors that connect this process with the others: one courier per host, the reception, the
/// muster.
class host_actors {
 public:
  /// Spawns them and fills `wires->hosts`. `wires` must have its monitor.
  host_actors(caf::actor_system& system, const std::shared_ptr<wiring>& wires,
              const supervisor_handle& supervisor, std::shared_ptr<const host_settings> settings);

  /// Listens, and begins when the others are ready. Throws: runtime_error when the port is taken.
  void open();
  void closed(messages::round_number round);
  /// The nodes here are done: waits until the others are, too, and then takes the actors down.
  /// Returns why nothing began, or an empty text.
  std::string finish(bool leaving);

 private:
  void listen(const transports::endpoint& at);
  void open_membership();

  caf::actor_system& system_;
  std::shared_ptr<wiring> wires_;
  std::shared_ptr<const host_settings> settings_;
  std::future<std::string> over_;
  muster_handle muster_;
  reception_handle reception_;
  connector_handle connector_;
  membership_handle membership_;  // null: nobody looks who is there
  std::shared_ptr<std::atomic<std::size_t>> datagrams_waiting_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::unique_ptr<transports::listener> listener_;  // null: CAF listens
};

}  // namespace starling::actors
