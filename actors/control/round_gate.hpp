#pragma once

#include <atomic>
#include <mutex>

#include "messages/types/strong.hpp"

namespace starling::actors {

/// Which rounds some member of this process has begun; so that what holds for all members changes
/// between two rounds, for all at once. Safe to use from any thread.
class round_gate {
 public:
  /// A member begins round `r`.
  void begun(messages::round_number r) {
    if (r.value <= begun_.load(std::memory_order_acquire)) return;
    const std::lock_guard lock(changing_);
    if (r.value > begun_.load()) begun_.store(r.value, std::memory_order_release);
  }
  /// Calls `change` with the first round that nobody has begun; nobody begins it before `change`
  /// returns. Returns what `change` does.
  template <class Change>
  auto between_rounds(Change change) {
    const std::lock_guard lock(changing_);
    return change(messages::round_number{begun_.load() + 1});
  }

 private:
  std::atomic<std::uint64_t> begun_{0};
  std::mutex changing_;
};

}  // namespace starling::actors
