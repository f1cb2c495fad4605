#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "messages/types/strong.hpp"
#include "transports/channel/channel.hpp"

namespace starling::transports {

/// The frames of one channel that wait to be sent: at most `queue_max` bytes of them.
///
/// A frame counts with `frame_overhead` bytes more than it has, so that empty ones are bounded too.
/// One frame is accepted whenever none waits, however small the queue is. Not thread-safe.
class send_queue {
 public:
  static constexpr std::uint64_t frame_overhead = 64;

  send_queue(messages::byte_count frame_max, messages::byte_count queue_max)
      : frame_max_(frame_max.value), queue_max_(queue_max.value) {}

  /// Moves the frame where it is accepted, and leaves it as it was otherwise.
  send_status offer(std::vector<std::byte>&& frame);
  send_status offer(std::span<const std::byte> frame);
  /// What `offer` would say to a frame of `size` bytes.
  [[nodiscard]] send_status answer_to(std::size_t size);

  [[nodiscard]] bool empty() const { return frames_.empty(); }
  /// Oldest first; they stay where they are until they are popped.
  [[nodiscard]] const std::deque<std::vector<std::byte>>& frames() const { return frames_; }
  /// Removes the oldest.
  std::vector<std::byte> pop();
  /// Counts a frame that `answer_to` accepted and that did not have to wait.
  void pass(std::size_t size);
  /// From now on everything is refused; answers how many frames were still waiting.
  std::uint64_t close();
  [[nodiscard]] bool closed() const { return closed_; }

  /// True once after `full` was said, when half of the room is free again.
  [[nodiscard]] bool take_writable();

  [[nodiscard]] std::uint64_t accepted() const { return accepted_; }
  [[nodiscard]] messages::byte_count accepted_bytes() const { return {accepted_bytes_}; }

 private:
  void count(std::size_t size);

  std::uint64_t frame_max_;
  std::uint64_t queue_max_;
  std::deque<std::vector<std::byte>> frames_;
  std::uint64_t queued_ = 0;  ///< Bytes, with the overhead.
  std::uint64_t accepted_ = 0;
  std::uint64_t accepted_bytes_ = 0;
  bool full_was_said_ = false;
  bool closed_ = false;
};

}  // namespace starling::transports
