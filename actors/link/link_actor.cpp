#include "actors/link/link_actor.hpp"

#include "messages/codec/encoded_size.hpp"

namespace starling::actors {

link_actor::link_actor(caf::actor_config& config, std::unique_ptr<transports::link> link,
                       std::shared_ptr<const wiring> wires)
    : link_handle::base(config), link_(std::move(link)), wires_(std::move(wires)) {}

link_actor::behavior_type link_actor::make_behavior() {
  return {[this](messages::letter& what) { carry(what); }};
}

void link_actor::carry(messages::letter& what) {
  auto& counters = *wires_->shared->counters;
  const std::uint64_t size = messages::encoded_size(what);
  counters.bytes_sent.fetch_add(size, std::memory_order_relaxed);
  if (!wires_->hosts.empty() && !wires_->shared->lives_here(what.to)) {
    return pass(wires_->hosts[wires_->shared->home->host_of(what.to)], what, size);
  }
  // There is none where the swarm is being taken down.
  if (const auto to = wires_->members->find(what.to)) pass(to, what, size);
}

template <class Handle>
void link_actor::pass(const Handle& to, messages::letter& what, std::uint64_t size) {
  if (!link_) return send(to, std::move(what));
  thread_local std::vector<messages::duration> arrivals;
  const auto since_start = clock().now() - wires_->shared->start;
  link_->carry({what.from, what.to, {size}}, since_start, arrivals);
  for (const auto delay : arrivals) delayed_send(to, delay, what);
}

}  // namespace starling::actors
