// Compiles as it is; each WRONG puts one line in that must not.
#include "messages/types/strong.hpp"

using starling::messages::node_id;
using starling::messages::round_number;

bool example() {
  const node_id node{3};
  const round_number round{3};
#if WRONG == 1  // another meaning
  const round_number other = node;
#elif WRONG == 2  // comparing two meanings
  const bool other = node == round;
#elif WRONG == 3  // a bare number
  const node_id other = 3;
#elif WRONG == 4  // back to a bare number
  const unsigned other = node;
#elif WRONG == 5  // adding two meanings
  const auto other = round + node;
#else
  const node_id other = node;
#endif
  return &other != nullptr && node == node_id{3} && round == round_number{3};
}
