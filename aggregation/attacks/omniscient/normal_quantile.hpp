#pragma once

namespace starling::aggregation {

/// The z that a standard normal variable stays below with this probability; 0 < probability < 1.
///
/// To 1e-9 for probabilities from 1e-12 to 1 - 1e-6.
double normal_quantile(double probability);

}  // namespace starling::aggregation
