#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/gathering.hpp"

namespace starling::aggregation {

/// What happens to the rows before a rule sees them. Holds no state over rounds.
class pre_step {
 public:
  virtual ~pre_step() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// The fewest rows it takes when f of them may be Byzantine.
  [[nodiscard]] virtual std::size_t rows_min(std::size_t byzantine) const = 0;
  /// How many rows it makes of n.
  [[nodiscard]] virtual std::size_t rows_after(std::size_t n) const { return n; }
  virtual void apply(gathering& heard) const = 0;
};

}  // namespace starling::aggregation
