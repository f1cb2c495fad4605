#pragma once

// All that a program needs to spawn swarms.

#include "actors/swarm/swarm_builder.hpp"
#include "aggregation/catalogue.hpp"
