#pragma once

#include <optional>
#include <string>
#include <vector>

#include "messages/types/time.hpp"
#include "messages/vocabulary/host_messages.hpp"

namespace starling::actors {

struct muster_options {
  std::vector<std::string> hosts;      ///< By number: their names.
  std::vector<std::size_t> nodes;      ///< By number: how many nodes live there.
  std::size_t here = 0;                ///< Which of them this one is.
  double quorum = 1;                   ///< Share of the nodes without which nothing begins.
  messages::duration start_within{};   ///< How long to wait for those who are missing.
  messages::duration finish_within{};  ///< How long a host that is done answers the others.
};

/// Brings the hosts of a swarm to begin together and to end together.
///
/// A run begins when all are ready, or after `start_within` with those that are, if their nodes are
/// a quorum. Whoever comes later is told that it began without it. A host that is done answers the
/// others until all are done that it has a connection to, or for `finish_within`.
class muster {
 public:
  enum class state : unsigned char { gathering, running, finishing, over, failed };
  struct effects {
    bool begin = false;  ///< Let the nodes work …
    bool late = false;   ///< … in a run that is under way: they listen first.
    /// What to tell whom.
    std::vector<std::pair<std::size_t, messages::host_status>> tell{};
  };

  muster(muster_options options, messages::time_point now);

  effects connected(std::size_t host, messages::time_point now);
  effects lost(std::size_t host, messages::time_point now);
  effects heard(std::size_t host, const messages::host_status& what, messages::time_point now);
  /// A round has closed here.
  void closed(messages::round_number round) { round_ = round; }
  /// The nodes here are done, or are to be: `leaving` does not wait for the others.
  effects finish(bool leaving, messages::time_point now);
  effects wake(messages::time_point now);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;
  [[nodiscard]] state now() const { return state_; }
  /// Who is missing, by name: "b, c".
  [[nodiscard]] std::string missing() const;

 private:
  struct peer {
    bool connected = false;
    std::optional<messages::host_phase> phase{};
    bool counted = false;  ///< It was ready when the run began here.
  };

  void look(effects& out);
  void begin(bool late, effects& out);
  void tell_all(effects& out) const;
  [[nodiscard]] messages::host_status status(const peer& to) const;
  [[nodiscard]] messages::host_phase phase() const;

  muster_options options_;
  std::vector<peer> peers_;
  state state_ = state::gathering;
  bool leaving_ = false;
  messages::round_number round_;
  std::optional<messages::time_point> deadline_;
};

}  // namespace starling::actors
