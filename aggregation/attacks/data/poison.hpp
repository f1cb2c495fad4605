#pragma once

#include <cstddef>
#include <cstdint>

namespace starling::aggregation {

/// What an adversary's own training data is made to say. Whoever feeds the node its data does it.
struct poison {
  bool flip_labels = false;  ///< y → classes - 1 - y, in all examples.
  std::size_t trigger = 0;   ///< The side of the square in the image's corner, in pixels; 0: none.
  std::uint32_t target = 0;  ///< The label of the examples that bear the trigger.
  double share = 0.5;        ///< The fraction of the examples that bear it.

  friend bool operator==(const poison&, const poison&) = default;
};

}  // namespace starling::aggregation
