#pragma once

#include <algorithm>
#include <chrono>

#include "messages/types/time.hpp"

namespace starling::transports {

/// How long to wait for an acknowledgement before sending again.
///
/// Paper: RFC 6298, with a lower bound of 30 ms in the place of 1 s: the other side acknowledges
/// within 5 ms, and timestamps tell which transmission is answered (its section 3).
class round_trip_estimate {
 public:
  static constexpr messages::duration least = std::chrono::milliseconds(30);
  static constexpr messages::duration most = std::chrono::seconds(2);

  /// One measured round trip; ends the backing off.
  void sample(messages::duration rtt) {
    if (!measured_) {
      smoothed_ = rtt;
      variation_ = rtt / 2;
      measured_ = true;
    } else {
      const auto apart = smoothed_ > rtt ? smoothed_ - rtt : rtt - smoothed_;
      variation_ += (apart - variation_) / 4;
      smoothed_ += (rtt - smoothed_) / 8;
    }
    timeout_ = std::clamp(smoothed_ + 4 * variation_, least, most);
  }
  /// After a timeout: twice as long.
  void back_off() { timeout_ = std::min(2 * timeout_, most); }

  [[nodiscard]] messages::duration timeout() const { return timeout_; }
  [[nodiscard]] messages::duration smoothed() const { return smoothed_; }

 private:
  bool measured_ = false;
  messages::duration smoothed_{};
  messages::duration variation_{};
  messages::duration timeout_ = std::chrono::seconds(1);
};

}  // namespace starling::transports
