#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "messages/types/time.hpp"

namespace starling::actors {

/// How long proposals took lately: median and median absolute deviation of the last `window`
/// delays.
class arrival_statistics {
 public:
  static constexpr std::size_t window = 64;

  void add(messages::duration delay);
  /// median + deviations · MAD; none before the first delay.
  [[nodiscard]] std::optional<messages::duration> bound(double deviations) const;

 private:
  std::array<messages::duration, window> delays_{};
  std::size_t added_ = 0;
};

}  // namespace starling::actors
