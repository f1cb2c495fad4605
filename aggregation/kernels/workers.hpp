#pragma once

#include <cstddef>
#include <functional>

namespace starling::aggregation::kernels {

/// Who does the parts of a kernel that do not depend on each other.
class workers {
 public:
  virtual ~workers() = default;
  /// Calls `part(0)` … `part(count - 1)`, each once, in any order and on any thread; returns when
  /// all have returned. A part throws nothing.
  virtual void each(std::size_t count, const std::function<void(std::size_t)>& part) const = 0;
};

/// One after the other, on the caller's thread.
class in_order final : public workers {
 public:
  void each(std::size_t count, const std::function<void(std::size_t)>& part) const override {
    for (std::size_t i = 0; i < count; ++i) part(i);
  }
};

}  // namespace starling::aggregation::kernels
