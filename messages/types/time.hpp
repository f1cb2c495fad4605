#pragma once

#include <chrono>

namespace starling::messages {

/// An instant. Cores are told it and never ask a clock; under virtual time it is the simulated one.
using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

/// Microseconds since 1970 in UTC, without leap seconds: what members that share no clock compare.
using wall_time = std::chrono::sys_time<std::chrono::microseconds>;

}  // namespace starling::messages
