#pragma once

#include <algorithm>
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

/// Columns that are worked on as one part: the same however many threads there are, so that sums of
/// parts are too. A multiple of every kernel's own block.
inline constexpr std::size_t chunk_columns = 8192;

/// Calls part(begin, columns) for the chunks of `size` columns.
template <class Part>
void each_chunk(const workers& threads, std::size_t size, const Part& part) {
  threads.each((size + chunk_columns - 1) / chunk_columns, [&](std::size_t chunk) {
    const std::size_t begin = chunk * chunk_columns;
    part(begin, std::min(chunk_columns, size - begin));
  });
}

}  // namespace starling::aggregation::kernels
