#include "optimizers/swarm/ants/two_opt.hpp"

namespace starling::optimizers {

bool two_opt::step(city from) {
  for (const bool forward : {true, false}) {
    const city beside = tour_.beside(from, forward);
    const std::int64_t removed = distance(from, beside);
    for (const city to : map_.neighbours(from)) {
      // Of the two new edges one is shorter than one of the old ones: look for it from its end.
      const std::int64_t gain = removed - distance(from, to);
      if (gain <= 0) break;
      const city other = tour_.beside(to, forward);
      if (gain + distance(to, other) - distance(beside, other) <= 0) continue;
      tour_.exchange(from, beside, to, other);
      for (const city end : {from, beside, to, other}) wake(end);
      return true;
    }
  }
  return false;
}

}  // namespace starling::optimizers
