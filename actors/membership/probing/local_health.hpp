#pragma once

#include <algorithm>
#include <cstddef>

#include "messages/types/time.hpp"

namespace starling::actors {

/// How far a member distrusts itself: 0 is healthy, each sign that it is slow or cut off makes it
/// wait longer before it accuses others.
///
/// Paper: Dadgar, Phillips, Currey, "Lifeguard", DSN-W 2018, section IV-A.
class local_health {
 public:
  /// Waits grow to at most `factor_max` times, at least 1.
  explicit local_health(std::size_t factor_max) : score_max_(factor_max - 1) {}

  void probe_answered() { score_ -= score_ > 0 ? 1 : 0; }
  /// No answer, and of `silent` others that were asked not one even said that it had none.
  void probe_failed(std::size_t silent = 1) { worsen(silent); }
  /// It was accused, though it is alive.
  void refuted() { worsen(1); }
  /// It was not woken when it should have been.
  void slept() { worsen(1); }

  [[nodiscard]] std::size_t score() const { return score_; }
  /// Nearly as bad as can be: it is more likely this member that is cut off than all others.
  [[nodiscard]] bool bad() const { return score_ > 0 && score_ + 2 >= score_max_; }
  [[nodiscard]] messages::duration scaled(messages::duration wait) const {
    return wait * static_cast<messages::duration::rep>(score_ + 1);
  }

 private:
  void worsen(std::size_t by) { score_ = std::min(score_max_, score_ + by); }

  std::size_t score_max_;
  std::size_t score_ = 0;
};

}  // namespace starling::actors
