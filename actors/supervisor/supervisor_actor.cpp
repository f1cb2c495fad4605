#include "actors/supervisor/supervisor_actor.hpp"

#include <exception>

#include "actors/node/member_actor.hpp"

namespace starling::actors {

using messages::node_id;

supervisor_actor::supervisor_actor(caf::actor_config& config, std::shared_ptr<const wiring> wires,
                                   std::function<void()> on_spawned)
    : supervisor_handle::base(config),
      wires_(std::move(wires)),
      policy_(wires_->shared->options.supervision),
      on_spawned_(std::move(on_spawned)) {
  set_down_handler([this](const caf::down_msg& what) { crashed(what); });
}

supervisor_actor::behavior_type supervisor_actor::make_behavior() {
  return {
      [this](spawn_swarm) {
        spawn_all(0);
        if (on_spawned_) on_spawned_();
      },
      [this](start_swarm how) { start(how.late); },
  };
}

void supervisor_actor::spawn_all(std::size_t incarnation) {
  const auto members = static_cast<std::uint32_t>(wires_->shared->graph->members());
  for (std::uint32_t i = 0; i < members; ++i) {
    const node_id id{i};
    if (!wires_->shared->lives_here(id)) continue;
    if (const auto before = wires_->members->find(id)) {
      send_exit(before, caf::exit_reason::user_shutdown);
    }
    wires_->members->replace(id, spawn_member(id, incarnation));
  }
}

void supervisor_actor::start(bool late) {
  // Whoever comes late and has no state to go on from is like one that has lost it.
  if (late && !wires_->shared->resumed) spawn_all(1);
  const auto members = static_cast<std::uint32_t>(wires_->shared->graph->members());
  for (std::uint32_t i = 0; i < members; ++i) {
    if (const auto handle = wires_->members->find(node_id{i})) send(handle, wake_up{});
  }
}

/// A member whose strategy or rule cannot even be made is gone: null. The factories are the user's,
/// so they may throw.
member_handle supervisor_actor::spawn_member(node_id id, std::size_t incarnation) try {
  member_handle handle;
  if (id.value < wires_->shared->graph->nodes()) {
    handle = spawn<node_actor, caf::lazy_init>(actors::node(id, wires_->shared, incarnation), id,
                                               wires_);
  } else {
    handle = spawn<aggregator_actor, caf::lazy_init>(aggregator(id, wires_->shared), id, wires_);
  }
  monitor(handle);
  return handle;
} catch (const std::exception& e) {
  if (wires_->conspiracy) send(wires_->conspiracy, member_lost{id});
  send(wires_->monitor, member_gone{id, e.what()});
  return {};
}

void supervisor_actor::crashed(const caf::down_msg& what) {
  if (!what.reason || what.reason == caf::exit_reason::user_shutdown) return;
  const auto members = static_cast<std::uint32_t>(wires_->shared->graph->members());
  for (std::uint32_t i = 0; i < members; ++i) {
    const node_id id{i};
    const auto handle = wires_->members->find(id);
    if (!handle || handle.address() != what.source) continue;
    const auto why = system().render(what.reason);
    if (wires_->conspiracy) send(wires_->conspiracy, member_lost{id});
    if (policy_.crashed(id, clock().now())) {
      wires_->shared->counters->restarts.fetch_add(1, std::memory_order_relaxed);
      const auto next = spawn_member(id, policy_.crashes(id));
      wires_->members->replace(id, next);
      if (next) send(next, wake_up{});
    } else {
      send(wires_->monitor, member_gone{id, why});
    }
    return;
  }
}

}  // namespace starling::actors
