#include "transports/datagram/datagram_receiver.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace starling::transports {

using messages::time_point;

datagram_receiver::datagram_receiver(const reassembly_limits& limits)
    : limits_(limits), arrived_(std::min(limits.window, 8 * ack_bitmap_max)) {
  limits_.window = arrived_.size();
}

datagram_receiver::outcome datagram_receiver::take(const fragment& f, time_point now,
                                                   std::vector<std::vector<std::byte>>& complete) {
  const auto sequence = unwrap(f.sequence, next_);
  if (!sequence) return outcome::duplicate;
  if (const auto refused = check(f, *sequence); refused != outcome::taken) return refused;
  if (f.size <= fragment_max) {
    complete.emplace_back(f.payload.begin(), f.payload.end());
  } else if (const auto refused = add(f, now, complete); refused != outcome::taken) {
    return refused;
  }
  mark(*sequence);
  return outcome::taken;
}

datagram_receiver::outcome datagram_receiver::check(const fragment& f,
                                                    std::uint64_t sequence) const {
  if (sequence < next_) return outcome::duplicate;
  if (sequence >= next_ + limits_.window) return outcome::beyond_window;
  if (arrived_[sequence % limits_.window]) return outcome::duplicate;
  return f.size > limits_.frame_max ? outcome::too_long : outcome::taken;
}

datagram_receiver::outcome datagram_receiver::add(const fragment& f, time_point now,
                                                  std::vector<std::vector<std::byte>>& complete) {
  auto at = open_.find(f.message);
  if (at == open_.end()) {
    if (open_.size() >= limits_.open_messages_max) return outcome::too_many_messages;
    at = open_.try_emplace(f.message).first;
    at->second.size = f.size;
    at->second.arrived.resize((f.size + fragment_max - 1) / fragment_max);
  }
  auto& p = at->second;
  const auto index = f.offset / fragment_max;
  if (p.size != f.size || p.arrived[index] || index > p.count + limits_.window) {
    if (p.count == 0) open_.erase(at);
    return outcome::contradicting;
  }
  const auto end = f.offset + f.payload.size();
  const auto growth = end > p.bytes.size() ? end - p.bytes.size() : 0;
  if (bytes_ + growth > limits_.bytes_max) {
    if (p.count == 0) open_.erase(at);
    return outcome::too_many_bytes;
  }
  bytes_ += growth;
  if (growth > 0) p.bytes.resize(end);
  std::memcpy(p.bytes.data() + f.offset, f.payload.data(), f.payload.size());
  p.arrived[index] = true;
  p.last = now;
  if (++p.count == p.arrived.size()) {
    bytes_ -= p.bytes.size();
    complete.push_back(std::move(p.bytes));
    open_.erase(at);
  }
  return outcome::taken;
}

void datagram_receiver::mark(std::uint64_t sequence) {
  arrived_[sequence % limits_.window] = true;
  highest_ = std::max(highest_, sequence + 1);
  while (arrived_[next_ % limits_.window]) {
    arrived_[next_ % limits_.window] = false;
    ++next_;
  }
}

acknowledgement datagram_receiver::acknowledge(std::size_t held) {
  bitmap_.clear();
  for (auto s = next_ + 1; s < highest_; ++s) {
    const auto i = s - next_ - 1;
    if (i % 8 == 0) bitmap_.push_back({});
    if (arrived_[s % limits_.window]) bitmap_.back() |= std::byte(1U << (i % 8));
  }
  const auto room = limits_.window - std::min(limits_.window, held);
  return {static_cast<std::uint32_t>(next_), static_cast<std::uint32_t>(next_ + room), bitmap_};
}

std::optional<time_point> datagram_receiver::overdue() const {
  std::optional<time_point> first;
  for (const auto& [number, p] : open_) {
    const auto end = p.last + limits_.silence_max;
    if (!first || end < *first) first = end;
  }
  return first;
}

}  // namespace starling::transports
