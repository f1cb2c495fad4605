#pragma once

#include <cstddef>
#include <span>

namespace starling::messages {

/// into[i] = of(a[i], b[i]); three spans of one size. One loop over one count, which compilers turn
/// into vector instructions, as they do not with two ends to look at.
template <class Operation>
void combine(std::span<const float> a, std::span<const float> b, std::span<float> into,
             Operation of) {
  for (std::size_t i = 0; i < into.size(); ++i) into[i] = of(a[i], b[i]);
}

}  // namespace starling::messages
