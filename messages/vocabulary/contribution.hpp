#pragma once

#include <string>
#include <vector>

#include "messages/types/refusal.hpp"
#include "messages/types/strong.hpp"
#include "messages/types/tensor.hpp"

namespace starling::messages {

/// One accepted proposal as a rule sees it.
struct contribution {
  node_id sender;
  tensor parameters;     ///< Shape: d.
  sample_count samples;  ///< Examples it was computed from.
  double weight = 1;     ///< Relative, ≥ 0: samples × mixing weight × staleness decay.
  double score = 0;  ///< The sender's own claim, lower is better: training loss or objective value.
};

/// Why a rule gave a contribution no weight, or less than its due.
struct judgement {
  node_id peer;
  refusal why = refusal::outvoted;
  double measured = 0;  ///< What the rule looked at, for example a Krum score.
  double limit = 0;     ///< What it would have accepted.
};

/// What came out of a round: goes to `strategy::adopt`.
struct combination {
  tensor parameters;     ///< Shape: d.
  sample_count samples;  ///< Sum over the contributions that had weight.
  double score = 0;      ///< Weighted mean of their scores; of `best`: that of the parameters.
  std::vector<contribution> heard{};  ///< Of `best`: all that were believed, ascending by sender.
  std::vector<judgement> judgements{};
};

}  // namespace starling::messages
