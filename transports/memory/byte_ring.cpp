#include "transports/memory/byte_ring.hpp"

#include <algorithm>
#include <cstring>

namespace starling::transports {

std::size_t ring_writer::room() {
  read_seen_ = positions_->read.load(std::memory_order_acquire);
  const auto filled = written_ - read_seen_;
  broken_ = broken_ || filled > data_.size();
  return broken_ ? 0 : static_cast<std::size_t>(data_.size() - filled);
}

std::size_t ring_writer::write(std::span<const std::byte> bytes) {
  std::size_t free = broken_ ? 0 : static_cast<std::size_t>(data_.size() - written_ + read_seen_);
  if (free < bytes.size()) free = room();
  const auto count = std::min(free, bytes.size());
  if (count == 0) return 0;
  const auto at = static_cast<std::size_t>(written_ & (data_.size() - 1));
  const auto first = std::min(count, data_.size() - at);
  std::memcpy(data_.data() + at, bytes.data(), first);
  if (count > first) std::memcpy(data_.data(), bytes.data() + first, count - first);
  written_ += count;
  return count;
}

std::size_t ring_reader::readable() {
  const auto there = positions_->written.load(std::memory_order_acquire) - read_;
  broken_ = broken_ || there > data_.size();
  return broken_ ? 0 : static_cast<std::size_t>(there);
}

std::size_t ring_reader::read(std::span<std::byte> into) {
  const auto count = std::min(readable(), into.size());
  if (count == 0) return 0;
  const auto at = static_cast<std::size_t>(read_ & (data_.size() - 1));
  const auto first = std::min(count, data_.size() - at);
  std::memcpy(into.data(), data_.data() + at, first);
  if (count > first) std::memcpy(into.data() + first, data_.data(), count - first);
  read_ += count;
  positions_->read.store(read_, std::memory_order_release);
  return count;
}

}  // namespace starling::transports
