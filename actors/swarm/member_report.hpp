#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "messages/types/refusal.hpp"
#include "messages/vocabulary/fields.hpp"

namespace starling::actors {

/// One refused proposal.
struct refused_proposal {
  messages::node_id peer;
  messages::refusal why = messages::refusal::late;
  double measured = 0;  ///< What the rule looked at; only where it judged.
  double limit = 0;     ///< What it would have accepted.
};

/// What a member tells the swarm's monitor when a round ends for it. Stays in the process.
struct member_report {
  enum class kind : unsigned char {
    closed,       ///< The round was combined and adopted.
    away,         ///< An injected fault kept the member out of it.
    quorum_lost,  ///< Deadline after deadline passed without a quorum.
    written,      ///< In a tree: the state after its proposal, and nothing else.
  };

  messages::node_id member;
  messages::round_number round;
  kind what = kind::closed;
  std::uint64_t accepted = 0;
  std::uint64_t bytes = 0;   ///< Sent by this member since its last report.
  std::uint64_t worked = 0;  ///< Examples or evaluations since its last report of a closed round.
  double train_score = 0;    ///< Own proposal's; of a root: mean of the accepted.
  bool evaluated = false;
  double loss = 0;
  double accuracy = 0;
  messages::tensor model;  ///< Only where evaluated.
  std::vector<double>
      positions;  ///< Of some of its particles, d numbers each; only where evaluated.
  std::vector<std::byte> state;  ///< Only where a checkpoint is due.
  std::vector<refused_proposal> refused;
  std::string failure;                     ///< Why the rule combined nothing; empty where it did.
  std::vector<messages::node_id> missing;  ///< Only with quorum_lost.
};

}  // namespace starling::actors
