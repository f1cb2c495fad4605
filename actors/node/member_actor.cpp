#include "actors/node/member_actor.hpp"

#include <exception>
#include <type_traits>

#include "messages/codec/encoded_size.hpp"

namespace starling::actors {

namespace {

/// What happened, for the trace of a deterministic run.
void trace(const plan& shared, messages::time_point now, messages::node_id member,
           std::uint64_t what, std::uint64_t detail) {
  if (!shared.trace) return;
  shared.trace->add(static_cast<std::uint64_t>((now - shared.start).count()));
  shared.trace->add(member.value);
  shared.trace->add(what);
  shared.trace->add(detail);
}

}  // namespace

template <class Core>
member_actor<Core>::member_actor(caf::actor_config& config, Core core, messages::node_id id,
                                 std::shared_ptr<const wiring> wires)
    : member_handle::base(config), core_(std::move(core)), id_(id), wires_(std::move(wires)) {
  set_exception_handler([](std::exception_ptr& problem) -> caf::error {
    try {
      std::rethrow_exception(problem);
    } catch (const std::exception& e) {
      return caf::make_error(caf::sec::runtime_error, std::string(e.what()));
    } catch (...) {
      return caf::make_error(caf::sec::runtime_error, std::string("an exception of unknown type"));
    }
  });
}

template <class Core>
auto member_actor<Core>::make_behavior() -> behavior_type {
  return {
      [this](messages::letter& what) {
        trace(*wires_->shared, clock().now(), id_, what.what.index(), what.from.value);
        step([&](auto now, effects& out) { core_.hear(what, now, out); });
      },
      [this](wake_up) {
        if (armed_ && clock().now() >= *armed_) armed_.reset();
        step([&](auto now, effects& out) {
          std::exchange(started_, true) ? core_.wake(now, out) : core_.start(now, out);
        });
      },
      [this](forgery& what) {
        if constexpr (std::is_same_v<Core, actors::node>) {
          trace(*wires_->shared, clock().now(), id_, 200, what.round.value);
          step([&](auto now, effects& out) { core_.hear(what, now, out); });
        }
      },
  };
}

template <class Core>
template <class Step>
void member_actor<Core>::step(Step&& run) {
  thread_local effects todo;
  todo.clear();
  const auto now = clock().now();
  run(now, todo);
  carry_out(todo);
  arm(now);
}

template <class Core>
void member_actor<Core>::carry_out(effects& todo) {
  for (const auto& letter : todo.letters) sent_bytes_ += messages::encoded_size(letter.what);
  // First: whoever acts on a letter may close the round that a report is about.
  for (auto& report : todo.reports) {
    trace(*wires_->shared, clock().now(), id_, 100 + static_cast<std::uint64_t>(report.what),
          report.round.value);
    report.bytes = std::exchange(sent_bytes_, 0);
    send(wires_->monitor, std::move(report));
  }
  for (auto& letter : todo.letters) send(link(letter.slot), std::move(letter.what));
  for (auto& whisper : todo.whispers) send(wires_->conspiracy, std::move(whisper));
  if (todo.again) send(member_handle(this), wake_up{});
  todo.clear();
}

template <class Core>
void member_actor<Core>::arm(messages::time_point now) {
  const auto next = core_.next_deadline();
  if (!next || (armed_ && *armed_ <= *next)) return;
  armed_ = *next;
  delayed_send(member_handle(this), std::max(*next - now, messages::duration{}), wake_up{});
}

template <class Core>
const link_handle& member_actor<Core>::link(std::size_t slot) {
  const auto& direct = wires_->direct_links;
  if (!direct.empty()) return direct[id_.value % direct.size()];
  if (links_.empty()) links_.resize(std::max<std::size_t>(1, wires_->shared->graph->links(id_)));
  slot %= links_.size();
  auto& handle = links_[slot];
  if (!handle) {
    auto behaviour = wires_->links ? wires_->links(id_, slot) : nullptr;
    handle = this->template spawn<link_actor, caf::lazy_init>(std::move(behaviour), wires_);
  }
  return handle;
}

template class member_actor<node>;
template class member_actor<aggregator>;

}  // namespace starling::actors
