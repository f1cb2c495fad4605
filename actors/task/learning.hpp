#pragma once

#include <memory>

#include "actors/swarm/prepare.hpp"

// What nodes that learn a model work on. All throw invalid_swarm, with the key that is to blame.

namespace starling::actors {

/// The program's data, or what the options name.
optimizers::data_split load_data(const swarm_options& o, const plug_ins& own);

/// The program's model, or what the options name for these data.
std::shared_ptr<const optimizers::model> model_for(const swarm_options& o, const plug_ins& own,
                                                   const optimizers::dataset& train);

/// Loads the data, divides it, and plans a learner for each node.
void add_learners(prepared& out, const plug_ins& own);

}  // namespace starling::actors
