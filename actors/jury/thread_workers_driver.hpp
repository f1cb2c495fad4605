#pragma once

#include <cstddef>
#include <functional>

#include "aggregation/kernels/workers.hpp"

namespace starling::actors {

/// The caller's thread and `threads - 1` more, started for each call.
class thread_workers final : public aggregation::kernels::workers {
 public:
  /// Requires threads ≥ 1.
  explicit thread_workers(std::size_t threads) : threads_(threads) {}
  void each(std::size_t count, const std::function<void(std::size_t)>& part) const override;

 private:
  std::size_t threads_;
};

}  // namespace starling::actors
