#pragma once

#include <cstddef>
#include <cstdint>

#include "messages/types/tensor.hpp"

namespace starling::aggregation {

/// base + scale · (honest - base), clamped to finite floats: an infinity would only be refused.
///
/// Shape: d and d in, d out; an empty base counts as zeros.
messages::tensor displaced(const messages::tensor& base, const messages::tensor& honest,
                           double scale);

/// centre + scale · N(0, 1) per parameter, drawn from the seed, clamped the same way.
///
/// Shape: d out; an empty centre counts as zeros.
messages::tensor noisy(const messages::tensor& centre, std::size_t d, double scale,
                       std::uint64_t seed);

/// The closest finite float; zero for what is not a number.
float finite(double x);

}  // namespace starling::aggregation
