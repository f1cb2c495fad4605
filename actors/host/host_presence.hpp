#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace starling::actors {

/// Which hosts of a run are gone, and where those that are not in the file are reached, as this
/// process sees it: the membership writes it, all members read it. Safe to use from any thread.
class host_presence {
 public:
  explicit host_presence(std::size_t hosts) : gone_(hosts), found_(hosts) {}

  void set_gone(std::size_t host, bool gone) {
    if (gone_[host].exchange(gone) != gone) gone ? ++gone_count_ : --gone_count_;
  }
  [[nodiscard]] bool gone(std::size_t host) const { return gone_[host]; }
  [[nodiscard]] bool any_gone() const { return gone_count_ != 0; }

  /// Whether no round may close here: this host sees too few of the others.
  void hold(bool held) { held_ = held; }
  [[nodiscard]] bool held() const { return held_; }

  /// Where a host says that it listens.
  void found(std::size_t host, std::string address) {
    const std::lock_guard lock(finding_);
    found_[host] = std::move(address);
  }
  /// Empty: nobody knows.
  [[nodiscard]] std::string address(std::size_t host) const {
    const std::lock_guard lock(finding_);
    return found_[host];
  }

 private:
  std::vector<std::atomic<bool>> gone_;
  std::atomic<std::size_t> gone_count_{0};
  std::atomic<bool> held_{false};
  mutable std::mutex finding_;
  std::vector<std::string> found_;
};

}  // namespace starling::actors
