#include "deploy/fleet/fleet_course.hpp"

#include <algorithm>

namespace starling::deploy {
namespace {

using state = host_outcome::state;

constexpr int no_connection = 255;  // OpenSSH's exit status, and nobody else's here
constexpr int not_understood = 2;   // starling's
/// Words in the time after which a guard ends its node at the earliest.
constexpr int words_per_silence = 6;
constexpr messages::duration rest_max = std::chrono::minutes(1);

template <class... Cases>
struct overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

std::string_view to_string(state state) {
  switch (state) {
    case state::starting:
      return "starting";
    case state::running:
      return "running";
    case state::resting:
      return "resting";
    case state::succeeded:
      return "succeeded";
    case state::failed:
      return "failed";
    case state::stopped:
      return "stopped";
    case state::lost:
      return "lost";
  }
  return "";
}

fleet_course::fleet_course(std::size_t hosts, course_options options)
    : options_(options), outcomes_(hosts), again_at_(hosts) {}

course_effects fleet_course::begin(messages::time_point now) {
  course_effects out;
  for (std::size_t host = 0; host < outcomes_.size(); ++host) out.emplace_back(launch{host, false});
  alive_at_ = now;
  return out;
}

course_effects fleet_course::step(const course_event& event, messages::time_point now) {
  course_effects out;
  std::visit(
      overloaded{[&](const node_runs& e) {
                   outcomes_[e.host].now = state::running;
                   outcomes_[e.host].ran = true;
                 },
                 [&](const node_ended& e) { outcomes_[e.host].status = e.status; },
                 [&](const guard_ended& e) { end(e, now); }, [&](const stop_asked&) { stop(out); },
                 [&](const deadline_passed&) { wake(out, now); }},
      event);
  return out;
}

bool fleet_course::talks(std::size_t host) const {
  return outcomes_[host].now == state::starting || outcomes_[host].now == state::running;
}

void fleet_course::end(const guard_ended& event, messages::time_point now) {
  auto& it = outcomes_[event.host];
  if (it.status == 0) {
    it.now = event.why.empty() ? state::succeeded : state::failed;
    it.why = event.why;
    return;
  }
  const bool lost = !it.status && event.status == no_connection;
  if (!event.why.empty()) {
    it.why = event.why;
  } else if (lost) {
    it.why = it.now == state::running ? "the connection was lost" : "no connection";
  } else if (!it.status) {
    it.why = "the guard ended with " + std::to_string(event.status);
  }
  it.now = stops_ > 0 ? state::stopped : lost ? state::lost : state::failed;
  if (stops_ > 0 || it.status == not_understood || it.restarts >= options_.restarts_max) return;
  auto rest = std::min(options_.restart_after, rest_max);
  for (std::size_t i = 0; i < it.restarts && rest < rest_max; ++i) {
    rest = std::min(2 * rest, rest_max);
  }
  // The guard there may not know yet that it was lost.
  if (lost) rest = std::max(rest, options_.silence_max);
  it.now = state::resting;
  again_at_[event.host] = now + rest;
}

void fleet_course::stop(course_effects& out) {
  ++stops_;
  for (std::size_t host = 0; host < outcomes_.size(); ++host) {
    if (talks(host)) out.emplace_back(say{host, stops_ == 1 ? "TERM" : "KILL"});
    if (outcomes_[host].now == state::resting) outcomes_[host].now = state::stopped;
  }
}

void fleet_course::wake(course_effects& out, messages::time_point now) {
  for (std::size_t host = 0; host < outcomes_.size(); ++host) {
    auto& it = outcomes_[host];
    if (it.now != state::resting || again_at_[host] > now) continue;
    ++it.restarts;
    it.now = state::starting;
    it.status.reset();
    it.why.clear();
    out.emplace_back(launch{host, it.ran});
  }
  if (alive_at_ > now) return;
  alive_at_ = now + options_.silence_max / words_per_silence;
  for (std::size_t host = 0; host < outcomes_.size(); ++host) {
    if (talks(host)) out.emplace_back(say{host, "alive"});
  }
}

std::optional<messages::time_point> fleet_course::next_deadline() const {
  if (over()) return std::nullopt;
  auto next = alive_at_;
  for (std::size_t host = 0; host < outcomes_.size(); ++host) {
    if (outcomes_[host].now == state::resting) next = std::min(next, again_at_[host]);
  }
  return next;
}

bool fleet_course::over() const {
  return std::ranges::none_of(outcomes_, [](const host_outcome& it) {
    return it.now == state::starting || it.now == state::running || it.now == state::resting;
  });
}

}  // namespace starling::deploy
