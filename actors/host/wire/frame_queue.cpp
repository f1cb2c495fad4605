#include "actors/host/wire/frame_queue.hpp"

#include <algorithm>
#include <utility>

namespace starling::actors {

using messages::parcel;
using messages::parcel_max;

std::size_t frame_queue::push(std::vector<std::uint8_t> frame) {
  if (frame.empty() || frame.size() > limits_.frame_max) return 1;
  std::size_t dropped = 0;
  const std::size_t begun = sent_ > 0 ? 1 : 0;
  while (waiting_ + frame.size() > limits_.queue_max && frames_.size() > begun) {
    const auto oldest = frames_.begin() + static_cast<std::ptrdiff_t>(begun);
    waiting_ -= oldest->size();
    frames_.erase(oldest);
    ++dropped;
  }
  waiting_ += frame.size();
  frames_.push_back(std::move(frame));
  return dropped;
}

std::optional<parcel> frame_queue::next() {
  if (frames_.empty()) return std::nullopt;
  auto& frame = frames_.front();
  const auto size = std::min(parcel_max, frame.size() - sent_);
  if (size > credit_) return std::nullopt;
  parcel piece{static_cast<std::uint32_t>(frame.size()), static_cast<std::uint32_t>(sent_), {}};
  credit_ -= size;
  if (size == frame.size()) {
    piece.bytes = std::move(frame);
  } else {
    const auto from = frame.begin() + static_cast<std::ptrdiff_t>(sent_);
    piece.bytes.assign(from, from + static_cast<std::ptrdiff_t>(size));
  }
  sent_ += size;
  if (sent_ == piece.frame_size) {
    waiting_ -= piece.frame_size;
    frames_.pop_front();
    sent_ = 0;
  }
  return piece;
}

void frame_queue::give_credit(messages::byte_count bytes) {
  credit_ += std::min<std::uint64_t>(bytes.value, limits_.credit - credit_);
}

void frame_queue::restart() {
  credit_ = limits_.credit;
  sent_ = 0;
}

messages::result<std::optional<std::vector<std::uint8_t>>, parcel_refusal> frame_assembly::add(
    parcel next) {
  const auto refuse = [this](parcel_refusal why) {
    frame_.clear();
    return messages::failure{why};
  };
  if (next.bytes.empty()) return refuse(parcel_refusal::empty_parcel);
  if (next.bytes.size() > parcel_max) return refuse(parcel_refusal::parcel_too_long);
  if (next.frame_size > limits_.frame_max) return refuse(parcel_refusal::frame_too_long);
  const bool fits = next.bytes.size() <= next.frame_size - frame_.size();
  const bool same = frame_.empty() || next.frame_size == size_;
  if (!same || next.offset != frame_.size() || !fits) {
    return refuse(parcel_refusal::parcel_misplaced);
  }
  size_ = next.frame_size;
  if (next.bytes.size() == size_) return std::optional(std::move(next.bytes));
  frame_.insert(frame_.end(), next.bytes.begin(), next.bytes.end());
  if (frame_.size() < size_) return std::optional<std::vector<std::uint8_t>>();
  return std::optional(std::exchange(frame_, {}));
}

}  // namespace starling::actors
