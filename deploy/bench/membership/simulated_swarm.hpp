#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/membership/membership.hpp"
#include "deploy/bench/membership/simulated_seal.hpp"

namespace starling::deploy {

struct swarm_conditions {
  std::size_t members = 8;
  std::uint64_t seed = 1;
  double loss = 0;  ///< Share of the messages that vanish.
  messages::duration latency_min = std::chrono::milliseconds(1);
  messages::duration latency_max = std::chrono::milliseconds(20);
  /// All know each other from the start; else all but the first join through it.
  bool acquainted = true;
  actors::membership_options options{};
};

/// Many membership cores on a virtual clock, and a network between them that loses, delays,
/// partitions; members that crash, freeze, leave and lie. The same conditions and calls give the
/// same trace.
class simulated_swarm {
 public:
  explicit simulated_swarm(swarm_conditions conditions);

  void run_for(messages::duration span);
  /// Whether `done` became true within `limit`; it is asked each tenth of a second.
  bool run_until(const std::function<bool()>& done, messages::duration limit);

  void crash(std::size_t who);
  /// It neither hears nor wakes for so long; what is sent to it waits.
  void freeze(std::size_t who, messages::duration span);
  void leave(std::size_t who);
  /// Anew, with no memory, through the first member that has not crashed.
  void restart(std::size_t who);
  /// What `from` sends to `to` is lost where `cut` says so; null: nothing is.
  void partition(std::function<bool(std::size_t from, std::size_t to)> cut);
  /// As if `from` had sent it.
  void say(std::size_t from, std::size_t to, messages::membership_message what);

  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] messages::time_point now() const { return now_; }
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(now_.time_since_epoch()).count();
  }
  [[nodiscard]] const actors::membership& member(std::size_t who) const {
    return *members_[who].core;
  }
  [[nodiscard]] const simulated_seal& seal(std::size_t who) const { return *members_[who].seal; }
  [[nodiscard]] messages::member_id id(std::size_t who) const { return members_[who].id; }
  [[nodiscard]] std::size_t index(const messages::member_id& id) const;
  [[nodiscard]] bool running(std::size_t who) const { return !members_[who].crashed; }
  [[nodiscard]] std::vector<messages::member_id> roster() const;

  /// What `observer` holds `subject` for; none: it does not know it.
  [[nodiscard]] std::optional<actors::standing> sees(std::size_t observer,
                                                     std::size_t subject) const;
  /// Whether the members in the lists of all that run are all that run, and no others.
  [[nodiscard]] bool all_listed() const;
  /// Whether the lists of all that run are also equal in all else, and nobody is suspected.
  [[nodiscard]] bool all_agree() const;

  [[nodiscard]] std::uint64_t messages_sent() const { return sent_; }
  [[nodiscard]] std::uint64_t bytes_sent() const { return bytes_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  /// Of all that was sent, when, by whom, to whom.
  [[nodiscard]] std::uint64_t trace() const { return trace_; }

  /// Called with every change that a member sees.
  std::function<void(std::size_t observer, const actors::member_change&)> on_change;
  /// Called with every message before it is sent; false: it is not.
  std::function<bool(std::size_t from, std::size_t to, messages::membership_message&)> on_send;
  bool count_bytes = false;

 private:
  struct simulated_member {
    messages::member_id id;
    std::unique_ptr<simulated_seal> seal;
    std::unique_ptr<actors::membership> core;
    bool crashed = false;
    messages::time_point frozen_until;
    messages::time_point queued = messages::time_point::max();  ///< Its earliest timer.
  };
  struct event {
    messages::time_point when;
    std::uint64_t order;
    std::uint32_t to;
    std::uint32_t letter;  ///< Index of what arrives; none: a timer.
    bool operator>(const event& other) const {
      return when != other.when ? when > other.when : order > other.order;
    }
  };
  struct envelope {
    std::uint32_t from = 0;
    messages::membership_message what;
  };

  void make(std::size_t who, bool acquainted);
  void step(const event& e);
  void carry_out(std::size_t who, actors::membership_effects& out);
  void arm(std::size_t who);
  void push(messages::time_point when, std::size_t to, std::uint32_t letter);

  swarm_conditions conditions_;
  messages::random_source random_;
  messages::time_point now_{};
  std::vector<simulated_member> members_;
  std::vector<messages::member_record> records_;
  std::unordered_map<std::uint64_t, std::size_t> by_prefix_;
  std::unordered_map<std::string, std::size_t> by_address_;
  std::priority_queue<event, std::vector<event>, std::greater<>> queue_;
  std::vector<envelope> letters_;
  std::vector<std::uint32_t> free_letters_;
  std::function<bool(std::size_t, std::size_t)> cut_;
  actors::membership_effects effects_;
  std::uint64_t order_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t trace_ = 0;
};

}  // namespace starling::deploy
