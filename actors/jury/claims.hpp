#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "actors/swarm/member_report.hpp"
#include "aggregation/options.hpp"
#include "messages/vocabulary/contribution.hpp"
#include "optimizers/objective.hpp"

namespace starling::actors {

/// Looks whether points are worth what peers claim, by evaluating them again.
///
/// Of the claims that are better than one's own each is looked into, from the best on, until one
/// holds: what is followed is true, whatever the others say. Of all others a share is drawn from
/// the seed. What was found true is not looked into again while the same tensor is told.
class claims {
 public:
  claims(std::shared_ptr<const optimizers::objective> what, const verify_options& how)
      : what_(std::move(what)), how_(how) {}

  /// Takes out of `heard` (ascending by sender) whose claim does not hold, and returns them:
  /// `measured` is what the point is worth, `limit` what was claimed. What `self` says is believed.
  std::vector<refused_proposal> sift(std::vector<messages::contribution>& heard,
                                     messages::node_id self, std::uint64_t seed);
  /// Evaluations so far.
  [[nodiscard]] std::uint64_t evaluations() const { return evaluations_; }

 private:
  /// What the point is worth, where that is not what was claimed.
  std::optional<double> refute(const messages::contribution& c);

  std::shared_ptr<const optimizers::objective> what_;
  verify_options how_;
  messages::tensor true_point_;
  double true_value_ = 0;
  std::uint64_t evaluations_ = 0;
};

}  // namespace starling::actors
