#include "actors/swarm/run_result.hpp"
#include "actors/swarm/swarm_options.hpp"
#include "aggregation/attacks/attack.hpp"
