#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace starling::optimizers {

/// d floats that the calling thread uses until the end of its step; one per thread, not per node.
inline std::span<float> gradient_scratch(std::size_t dimension) {
  thread_local std::vector<float> scratch;
  if (scratch.size() < dimension) scratch.resize(dimension);
  return std::span(scratch).first(dimension);
}

}  // namespace starling::optimizers
