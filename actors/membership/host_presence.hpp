#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

namespace starling::actors {

/// Which hosts of a run are gone, as this process sees it: the membership writes it, all members of
/// the swarm that live here read it. Safe to use from any thread.
class host_presence {
 public:
  explicit host_presence(std::size_t hosts) : gone_(hosts) {}

  void set_gone(std::size_t host, bool gone) {
    if (gone_[host].exchange(gone) == gone) return;
    gone_count_ += gone ? 1 : std::size_t(-1);
  }
  [[nodiscard]] bool gone(std::size_t host) const { return gone_[host]; }
  [[nodiscard]] bool any_gone() const { return gone_count_ != 0; }

  /// Whether no round may close here: this host sees too few of the others.
  void hold(bool held) { held_ = held; }
  [[nodiscard]] bool held() const { return held_; }

 private:
  std::vector<std::atomic<bool>> gone_;
  std::atomic<std::size_t> gone_count_{0};
  std::atomic<bool> held_{false};
};

}  // namespace starling::actors
