#pragma once

#include "actors/topology/topology.hpp"

namespace starling::actors {

/// By which factor one round of averaging with `mixing_weight` shrinks what the members' values
/// differ from their mean by, at worst: the second largest eigenvalue modulus of the mixing matrix,
/// members × members. (Of a directed graph the second largest singular value, which is the same for
/// all graphs made here: their matrices are normal.) 0 for one member and for a mesh.
///
/// Lanczos on WᵀW beside the constant vector, until the gap has settled to a relative 1e-7;
/// deterministic. O(links) a step; steps grow with the inverse root of the gap: tens for random
/// graphs of any size, 10^4 for a ring of 10,000. Past 5 × 10^9 multiplications it ends with what
/// it has, which is too small a value.
double second_eigenvalue(const topology& network, messages::round_number round);

/// 1 - second_eigenvalue(): rounds to agreement grow as its inverse.
double spectral_gap(const topology& network, messages::round_number round);

}  // namespace starling::actors
