#pragma once

#include <span>
#include <vector>

#include "aggregation/attacks/attack.hpp"

namespace starling::aggregation {

/// Whether an adversary can reckon with what it overheard: finite, and of the shape of its own.
bool usable(const knowledge& known, const messages::contribution& overheard);

/// The honest proposals as an adversary knows them: what it overheard, in the order of the senders,
/// as far as it is usable; its own where that leaves nothing.
std::vector<messages::tensor> honest_proposals(const knowledge& known);

/// Mean and standard deviation of each coordinate.
struct honest_moments {
  std::vector<double> mean, deviation;
};

/// Shape:  h ≥ 1 proposals of d parameters in, d and d out.
/// The variance is divided by h where `population`, else by h - 1; one proposal has no deviation.
/// Cost:   O(h d), in double.
honest_moments moments_of(std::span<const messages::tensor> proposals, bool population = false);

}  // namespace starling::aggregation
