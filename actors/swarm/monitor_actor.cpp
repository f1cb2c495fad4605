#include "actors/swarm/monitor_actor.hpp"

#include <exception>

namespace starling::actors {

monitor_actor::monitor_actor(caf::actor_config& config, std::shared_ptr<const plan> shared,
                             round_callback on_round, checkpoint_callback on_checkpoint,
                             std::shared_ptr<std::promise<run_result>> outcome)
    : monitor_handle::base(config),
      plan_(std::move(shared)),
      progress_(plan_, plan_->start),
      on_round_(std::move(on_round)),
      on_checkpoint_(std::move(on_checkpoint)),
      done_(std::move(outcome)) {
  // What the program's callback or evaluator throws is thrown again where the run was begun.
  set_exception_handler([this](std::exception_ptr& problem) -> caf::error {
    if (done_) done_->set_exception(problem);
    done_.reset();
    return caf::make_error(caf::sec::runtime_error);
  });
}

monitor_actor::behavior_type monitor_actor::make_behavior() {
  return {
      [this](const member_report& r) { publish(progress_.add(r, clock().now())); },
      [this](const member_gone& m) { publish(progress_.gone(m.member, m.why, clock().now())); },
      [this](interrupt_run) {
        progress_.interrupt();
        publish({});
      },
      [this](wake_up) { publish(progress_.wake(clock().now())); },
  };
}

void monitor_actor::publish(const std::vector<round_report>& closed) {
  for (const auto& round : closed) {
    if (on_round_) on_round_(round);
  }
  if (const auto whole = progress_.take_checkpoint(); whole && on_checkpoint_) {
    on_checkpoint_(*whole);
  }
  if (progress_.over() && done_) {
    done_->set_value(progress_.result(clock().now()));
    done_.reset();
  }
  const auto next = progress_.next_deadline();
  if (next && !armed_) {
    armed_ = next;
    delayed_send(monitor_handle(this), *next - clock().now(), wake_up{});
  }
}

}  // namespace starling::actors
