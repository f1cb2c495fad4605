#pragma once

// All that a program needs to spawn swarms.
//
// `using namespace starling;` is enough, and as far as it should go. What one writes down comes
// from model::, strategy::, dataset::, rule:: and so on; what one implements, from the folders:
// optimizers::model, optimizers::strategy, aggregation::rule, actors::topology. With
// `using namespace starling::optimizers;` as well, `model` would mean both.

#include "actors/swarm/swarm_builder.hpp"
#include "aggregation/catalogue.hpp"
