#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "messages/types/strong.hpp"
#include "messages/types/tensor.hpp"

namespace starling::aggregation {

/// What an adversary tells instead of the truth. Pure: the same arguments give the same bits.
class attack {
 public:
  virtual ~attack() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// `honest` is what the node would have proposed, `base` the model it started from (both d).
  /// Returns the forged proposal (d). `seed` is this node's substream for this round.
  [[nodiscard]] virtual messages::tensor forge(const messages::tensor& honest,
                                               const messages::tensor& base,
                                               std::uint64_t seed) const = 0;
};

}  // namespace starling::aggregation
