#include "transports/channel/send_queue.hpp"

#include <utility>

namespace starling::transports {

send_status send_queue::answer_to(std::size_t size) {
  if (closed_) return send_status::closed;
  if (size > frame_max_) return send_status::too_long;
  if (!frames_.empty() && queued_ + size + frame_overhead > queue_max_) {
    full_was_said_ = true;
    return send_status::full;
  }
  return send_status::accepted;
}

send_status send_queue::offer(std::vector<std::byte>&& frame) {
  const auto answer = answer_to(frame.size());
  if (answer != send_status::accepted) return answer;
  count(frame.size());
  frames_.push_back(std::move(frame));
  return answer;
}

send_status send_queue::offer(std::span<const std::byte> frame) {
  const auto answer = answer_to(frame.size());
  if (answer != send_status::accepted) return answer;
  count(frame.size());
  frames_.emplace_back(frame.begin(), frame.end());
  return answer;
}

std::vector<std::byte> send_queue::pop() {
  auto frame = std::move(frames_.front());
  frames_.pop_front();
  queued_ -= frame.size() + frame_overhead;
  return frame;
}

std::uint64_t send_queue::close() {
  closed_ = true;
  const auto waiting = frames_.size();
  frames_.clear();
  queued_ = 0;
  return waiting;
}

bool send_queue::take_writable() {
  if (!full_was_said_ || closed_ || queued_ > queue_max_ / 2) return false;
  full_was_said_ = false;
  return true;
}

void send_queue::pass(std::size_t size) {
  ++accepted_;
  accepted_bytes_ += size;
}

void send_queue::count(std::size_t size) {
  queued_ += size + frame_overhead;
  pass(size);
}

}  // namespace starling::transports
