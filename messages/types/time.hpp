#pragma once

#include <chrono>

namespace starling::messages {

/// An instant. Cores are told it and never ask a clock; under virtual time it is the simulated one.
using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

}  // namespace starling::messages
