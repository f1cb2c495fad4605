#include "actors/adversary/conspiracy_actor.hpp"

#include <algorithm>
#include <exception>

namespace starling::actors {

conspiracy_actor::conspiracy_actor(caf::actor_config& config, std::shared_ptr<const plan> shared,
                                   std::shared_ptr<const directory> members, monitor_handle monitor)
    : conspiracy_handle::base(config),
      plan_(std::move(shared)),
      core_(plan_),
      members_(std::move(members)),
      monitor_(std::move(monitor)) {
  set_exception_handler([this](std::exception_ptr& problem) -> caf::error {
    try {
      std::rethrow_exception(problem);
    } catch (const std::exception& e) {
      fail(e.what());
    } catch (...) {
      fail("an exception of unknown type");
    }
    return caf::make_error(caf::sec::runtime_error);
  });
}

conspiracy_actor::behavior_type conspiracy_actor::make_behavior() {
  return {
      [this](const whisper& w) { step([&](auto now, auto& out) { core_.hear(w, now, out); }); },
      [this](member_lost m) { step([&](auto now, auto& out) { core_.lose(m.member, now, out); }); },
      [this](wake_up) {
        armed_.reset();
        step([&](auto now, auto& out) { core_.wake(now, out); });
      },
  };
}

template <class Step>
void conspiracy_actor::step(Step&& run) {
  const auto now = clock().now();
  std::vector<conspiracy::instruction> todo;
  run(now, todo);
  for (auto& t : todo) {
    if (const auto liar = members_->find(t.to)) send(liar, std::move(t.what));
  }
  const auto next = core_.next_deadline();
  if (!next || armed_) return;  // a timer that fires early arms the next
  armed_ = next;
  delayed_send(conspiracy_handle(this), std::max(*next - now, messages::duration{}), wake_up{});
}

void conspiracy_actor::fail(const std::string& why) {
  const auto nodes = static_cast<std::uint32_t>(plan_->options.nodes);
  for (std::uint32_t i = 0; i < nodes; ++i) {
    if (plan_->lies({i})) send(monitor_, member_gone{{i}, why});
  }
}

}  // namespace starling::actors
