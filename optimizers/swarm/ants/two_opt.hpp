#pragma once

#include "optimizers/swarm/ants/local_search.hpp"

namespace starling::optimizers {

/// Exchanges two edges for two others.
///
/// Paper: Croes, "A Method for Solving Traveling-Salesman Problems", 1958.
class two_opt final : public local_search {
 public:
  using local_search::local_search;

 protected:
  bool step(city from) override;
};

}  // namespace starling::optimizers
