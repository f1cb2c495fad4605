#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

/// For each node the positions of its examples.
using shares = std::vector<std::vector<std::uint32_t>>;

/// Divides the examples over `nodes` nodes: every example goes to exactly one node and every node
/// gets at least one. Each node's positions are in rising order.
///
/// iid: sizes differ by at most one. Dirichlet: each class is cut in Dirichlet(alpha) proportions
/// (Hsu, Qi, Brown 2019); a node that would get nothing takes one example from the largest.
/// labels_per_node: sorted by label, cut into nodes × labels equal shards, dealt at random (McMahan
/// et al. 2017). quantity_skew: one each, the rest in Dirichlet(alpha) proportions.
/// Refuses fewer examples than nodes or shards, alpha not in (0, 10^6], and label skew without
/// classes.
messages::result<shares, data_error> partition_indices(const dataset& train,
                                                       const starling::partition::options& options,
                                                       std::size_t nodes, std::uint64_t seed);

}  // namespace starling::optimizers
