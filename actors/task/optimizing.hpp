#pragma once

#include "actors/swarm/prepare.hpp"

// What nodes that look for the least value of an objective work on.

namespace starling::actors {

/// Whether there is an objective, not only a model.
bool optimises(const swarm_options& o, const plug_ins& own);

/// Particles look at each proposal for themselves: where no rule was asked for, it is `best`.
void choose_best(swarm_options& o, const plug_ins& own);

/// Plans a particle or a walker for each node. Throws: invalid_swarm, also where rule, detector or
/// attack read into parameters, which points do not let them.
void add_searchers(prepared& out, const plug_ins& own);

/// Only what a strategy can write down can be gone on with, or move. Throws: invalid_swarm.
void check_state(const plan& run);

/// Whether adaptive gossip, where it is asked for, can be had. Throws: invalid_swarm.
void check_adaptive(const plan& run);

}  // namespace starling::actors
