#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "messages/types/time.hpp"

namespace starling::deploy {

struct course_options {
  std::size_t restarts_max = 0;        ///< Of each host.
  messages::duration restart_after{};  ///< Before the first; doubles, up to a minute.
  messages::duration silence_max{};    ///< As long a guard that was lost may keep its node.
};

/// How it went for one host.
struct host_outcome {
  enum class state : unsigned char { starting, running, resting, succeeded, failed, stopped, lost };

  state now = state::starting;
  std::optional<int> status{};  ///< The node's; none while it has not ended.
  std::string why{};            ///< Where no node tells by its status.
  bool ran = false;             ///< Its node did, so that there may be a checkpoint.
  std::size_t restarts = 0;
};

std::string_view to_string(host_outcome::state state);

// What happens.
struct node_runs {
  std::size_t host;
};
struct node_ended {
  std::size_t host;
  int status;
};
/// The guard's process, or the SSH that it speaks through, is gone.
struct guard_ended {
  std::size_t host;
  int status;         ///< 255: SSH has no connection; 128 + the signal.
  std::string why{};  ///< Where that tells nothing.
};
/// Ctrl-C: at first the nodes are asked to leave.
struct stop_asked {};
struct deadline_passed {};
using course_event = std::variant<node_runs, node_ended, guard_ended, stop_asked, deadline_passed>;

// What to do.
struct launch {
  std::size_t host;
  bool again;  ///< From its checkpoint.
};
struct say {
  std::size_t host;
  std::string_view word;
};
using course_effect = std::variant<launch, say>;
using course_effects = std::vector<course_effect>;

/// Starts the nodes of a fleet, once more those that failed or were lost, and ends them. A node
/// that does not understand its file (exit status 2) would not the next time.
class fleet_course {
 public:
  fleet_course(std::size_t hosts, course_options options);

  [[nodiscard]] course_effects begin(messages::time_point now);
  [[nodiscard]] course_effects step(const course_event& event, messages::time_point now);
  /// When to feed `deadline_passed`; none where all is over.
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;
  [[nodiscard]] bool over() const;
  [[nodiscard]] const std::vector<host_outcome>& outcomes() const { return outcomes_; }

 private:
  [[nodiscard]] bool talks(std::size_t host) const;
  void end(const guard_ended& event, messages::time_point now);
  void stop(course_effects& out);
  void wake(course_effects& out, messages::time_point now);

  course_options options_;
  std::vector<host_outcome> outcomes_;
  std::vector<messages::time_point> again_at_;  ///< Of those that rest.
  messages::time_point alive_at_{};
  std::size_t stops_ = 0;
};

}  // namespace starling::deploy
