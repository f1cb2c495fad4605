#pragma once

#include "messages/types/tensor.hpp"

namespace starling::aggregation {

/// base + scale · (honest - base), clamped to finite floats: an infinity would only be refused.
///
/// Shape: d and d in, d out; an empty base counts as zeros.
messages::tensor displaced(const messages::tensor& base, const messages::tensor& honest,
                           double scale);

/// The closest finite float.
float finite(double x);

}  // namespace starling::aggregation
