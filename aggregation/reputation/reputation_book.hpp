#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "aggregation/options.hpp"
#include "messages/types/refusal.hpp"
#include "messages/types/strong.hpp"

namespace starling::aggregation {

/// What a peer was seen doing in a round, the least grave first.
enum class conduct : unsigned char {
  good,       ///< Its proposal arrived, and nothing is held against it.
  late,       ///< Its proposal did not arrive, or too late: slow, not malicious.
  repeated,   ///< It contributed twice; a link may have done that, or a replay.
  malformed,  ///< Its proposal was no model.
  lying,      ///< A detector flagged its proposal.
};

/// Whether the proposals of a peer reach the rule.
enum class standing : unsigned char {
  free,
  quarantined,  ///< They do not; they are still looked at.
  on_parole,    ///< They do; one more lie, and they do not.
};

/// What one member thinks of its peers: the expectation of a Beta distribution over good conduct,
/// from evidence that fades.
///
/// A peer starts at Beta(2, 1), which is 2/3: an unknown one is rather trusted. Each round in which
/// something was seen of a peer, the evidence before counts for `forgetting` of what it did; what
/// was good adds 1 for it, the gravest of the rest adds its weight against it: 0.1 if late, 0.3 if
/// repeated, 3 if malformed or lying. With the default forgetting whoever is late for ever does not
/// fall below 1/2.
///
/// Memory: 64 bytes per peer seen.
/// Paper:  Jøsang and Ismail, "The Beta Reputation System", 15th Bled eCommerce Conference, 2002.
class reputation_book {
 public:
  static constexpr double newcomer = 2.0 / 3.0;

  struct record {
    double good = 0;  ///< Evidence.
    double bad = 0;
    standing is = standing::free;
    std::size_t clean = 0;  ///< Of one in quarantine: rounds of good conduct since its last lie.
    bool operator==(const record&) const = default;
  };

  explicit reputation_book(const reputation_options& policy) : policy_(policy) {}

  /// Something was seen of `peer` in the open round.
  void note(messages::node_id peer, conduct what);
  /// What was noted becomes evidence, and standings follow.
  void close_round();

  /// In (0, 1).
  [[nodiscard]] double reputation(messages::node_id peer) const;
  [[nodiscard]] standing standing_of(messages::node_id peer) const;
  /// Those of `among` that are in quarantine, but at most `most`: the worst reputed, of equals
  /// those with the lower number. Ascending.
  [[nodiscard]] std::vector<messages::node_id> quarantined(std::span<const messages::node_id> among,
                                                           std::size_t most) const;

  [[nodiscard]] const std::map<messages::node_id, record>& records() const { return records_; }
  void restore(messages::node_id peer, const record& what) { records_[peer] = what; }

 private:
  struct notes {
    bool good = false;
    conduct worst = conduct::good;
  };
  void settle(record& of, const notes& seen) const;

  reputation_options policy_;
  std::map<messages::node_id, record> records_;
  std::map<messages::node_id, notes> open_;
};

/// What a refusal says of its sender's conduct; `good` where it says nothing.
[[nodiscard]] conduct conduct_of(messages::refusal why);

}  // namespace starling::aggregation
