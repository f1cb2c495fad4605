#include "actors/host/muster_actor.hpp"

#include <caf/send.hpp>

namespace starling::actors {

muster_actor::muster_actor(caf::actor_config& config, muster_options options,
                           std::shared_ptr<const wiring> wires, supervisor_handle supervisor,
                           std::shared_ptr<std::promise<std::string>> over)
    : muster_handle::base(config),
      options_(std::move(options)),
      wires_(std::move(wires)),
      supervisor_(std::move(supervisor)),
      over_(std::move(over)) {}

muster_actor::behavior_type muster_actor::make_behavior() {
  core_.emplace(options_, clock().now());
  carry_out({});
  return {
      [this](const host_line& line) {
        const auto now = clock().now();
        carry_out(line.connected ? core_->connected(line.host, now) : core_->lost(line.host, now));
      },
      [this](const host_said& said) {
        carry_out(core_->heard(said.host, said.what, clock().now()));
      },
      [this](round_passed r) { core_->closed(r.round); },
      [this](swarm_done how) { carry_out(core_->finish(how.leaving, clock().now())); },
      [this](wake_up) { carry_out(core_->wake(clock().now())); },
  };
}

void muster_actor::carry_out(const muster::effects& todo) {
  for (const auto& [host, what] : todo.tell) {
    send(caf::actor_cast<courier_handle>(wires_->hosts[host]), tell_host{what});
  }
  if (todo.begin) send(supervisor_, start_swarm{todo.late});
  using state = muster::state;
  const auto now = core_->now();
  if (over_ && (now == state::over || now == state::failed)) {
    over_->set_value(now == state::over ? "" : "the others did not come: " + core_->missing());
    over_.reset();
    if (now == state::failed) send(wires_->monitor, interrupt_run{});
  }
  if (const auto next = core_->next_deadline()) {
    delayed_send(muster_handle(this), std::max(*next - clock().now(), messages::duration{}),
                 wake_up{});
  }
}

}  // namespace starling::actors
