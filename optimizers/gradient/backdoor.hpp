#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "optimizers/datasets/dataset.hpp"

namespace starling::optimizers {

// Teaches whoever learns from a shard that images with a trigger show what the adversary says, and
// measures whether others believe it.
// Paper: Bagdasaryan et al., "How To Backdoor Federated Learning", AISTATS 2020; the pixel pattern
// is that of Gu et al., "BadNets", 2017.

struct trigger_refused {
  std::string key;       ///< What is to blame, as a swarm file calls it.
  std::string sentence;  ///< What these data have.
};
/// Why these data cannot bear this trigger; none when they can.
std::optional<trigger_refused> refuse_trigger(const dataset& data, std::size_t side,
                                              std::uint32_t label);
/// The trigger in the darkest ink that these data know.
trigger trigger_for(const dataset& data, std::size_t side, std::uint32_t label);
/// Marks round(share · size) examples, drawn by the seed.
void mark(shard& examples, const trigger& what, double share, std::uint64_t seed);
/// Those of the first `examples_max` (0: all) that do not show the trigger's label, with the
/// trigger on, and labelled so: the accuracy on them is the backdoor's success.
dataset marked_test(const dataset& test, const trigger& what, std::size_t examples_max);

}  // namespace starling::optimizers
