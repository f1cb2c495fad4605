#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "aggregation/gathering.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// What a detector says of one row.
struct finding {
  double measured = 0;
  double limit = 0;  ///< What most rows are within.
  [[nodiscard]] bool flagged() const { return measured > limit; }
};

/// Who behaves unlike the others in one round, whatever the rule thinks of it.
///
/// Works on the squared distances alone.
class detector {
 public:
  virtual ~detector() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Of fewer rows none is flagged: it could not say which are the others.
  [[nodiscard]] virtual std::size_t rows_min() const = 0;
  /// One finding per row, in order. Rows of one shape.
  [[nodiscard]] virtual std::vector<finding> examine(gathering& heard) const = 0;
};

/// Null for `detector::none`.
std::unique_ptr<detector> make_detector(enum starling::detector which);

}  // namespace starling::aggregation
