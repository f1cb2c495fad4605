#include "transports/datagram/datagram_sender.hpp"

#include <algorithm>
#include <utility>

namespace starling::transports {

using messages::time_point;

namespace {

constexpr std::uint64_t packet_threshold = 3;

}  // namespace

void datagram_sender::offer(std::vector<std::byte>&& frame) {
  outstanding_ += frame.size();
  const auto fragments = std::max<std::size_t>(1, (frame.size() + fragment_max - 1) / fragment_max);
  messages_.push_back({std::move(frame), 0, fragments});
}

bool datagram_sender::acknowledged(const acknowledgement& a, time_point now) {
  const auto end = first_sent_ + sent_.size();
  const auto next = unwrap(a.next, first_sent_);
  if (!next || *next > end) return false;
  const auto limit = unwrap(a.limit, *next);
  if (limit) limit_ = std::max(limit_, *limit);
  acked_now_ = 0;
  for (auto s = first_sent_; s < *next; ++s) mark_acked(s);
  for (std::size_t byte = 0; byte < a.bitmap.size(); ++byte) {
    const auto bits = std::to_integer<unsigned>(a.bitmap[byte]);
    for (unsigned bit = 0; bits >> bit != 0; ++bit) {
      const auto s = *next + 1 + 8 * byte + bit;
      if ((bits >> bit & 1U) != 0 && s >= first_sent_ && s < end) mark_acked(s);
    }
  }
  if (acked_now_ > 0) {
    const bool used = static_cast<double>(under_way_ + acked_now_) >= window_ / 2;
    const auto more = static_cast<double>(acked_now_);
    if (used) window_ += window_ < threshold_ ? more : more / window_;
    window_ = std::min(window_, static_cast<double>(8 * ack_bitmap_max));
    progress_ = timer_from_ = now;
    detect_losses();
    forget_acked();
  }
  return true;
}

void datagram_sender::mark_acked(std::uint64_t sequence) {
  auto& f = sent_[sequence - first_sent_];
  if (f.acked) return;
  f.acked = true;
  if (!f.lost) --under_way_;
  newest_acked_ = std::max(newest_acked_, f.transmission);
  ++acked_now_;
  auto& m = messages_[f.message - first_message_];
  if (--m.unacked > 0) return;
  outstanding_ -= m.bytes.size();
  m.bytes = {};
}

void datagram_sender::detect_losses() {
  for (std::size_t i = 0; i < sent_.size(); ++i) {
    const auto& f = sent_[i];
    if (f.acked || f.lost || f.transmission + packet_threshold > newest_acked_) continue;
    shrink_window(f.transmission, 0.7);
    lose(first_sent_ + i);
  }
}

void datagram_sender::lose(std::uint64_t sequence) {
  sent_[sequence - first_sent_].lost = true;
  --under_way_;
  lost_.push_back(sequence);
}

void datagram_sender::shrink_window(std::uint64_t transmission, double factor) {
  if (transmission <= recovery_) return;
  recovery_ = transmissions_;
  window_ = threshold_ = std::max(window_min, window_ * factor);
}

void datagram_sender::forget_acked() {
  while (!sent_.empty() && sent_.front().acked) {
    sent_.pop_front();
    ++first_sent_;
  }
  while (!messages_.empty() && messages_.front().unacked == 0) {
    messages_.pop_front();
    ++first_message_;
    --cutting_;
  }
}

bool datagram_sender::may_cut() const {
  return cutting_ < messages_.size() && first_sent_ + sent_.size() < limit_;
}

datagram_sender::sent_fragment* datagram_sender::next_lost() {
  while (!lost_.empty()) {
    const auto s = lost_.front();
    if (s >= first_sent_ && !sent_[s - first_sent_].acked) return &sent_[s - first_sent_];
    lost_.pop_front();
  }
  return nullptr;
}

fragment datagram_sender::transmit(std::uint64_t sequence) {
  auto& f = sent_[sequence - first_sent_];
  f.transmission = ++transmissions_;
  f.lost = false;
  ++under_way_;
  const auto& bytes = messages_[f.message - first_message_].bytes;
  const auto size = std::min<std::size_t>(fragment_max, bytes.size() - f.offset);
  return {
      static_cast<std::uint32_t>(sequence),     static_cast<std::uint32_t>(f.message),    f.offset,
      static_cast<std::uint32_t>(bytes.size()), std::span(bytes).subspan(f.offset, size), false};
}

std::uint64_t datagram_sender::cut_one() {
  auto& m = messages_[cutting_];
  sent_.push_back({first_message_ + cutting_, static_cast<std::uint32_t>(m.cut), 0});
  m.cut += std::min(fragment_max, m.bytes.size() - m.cut);
  if (m.cut == m.bytes.size()) ++cutting_;
  return first_sent_ + sent_.size() - 1;
}

void datagram_sender::send(time_point now, std::vector<fragment>& out) {
  const bool silent = under_way_ == 0;
  const bool first = sent_.empty();
  const auto before = out.size();
  while (static_cast<double>(under_way_) < window_) {
    if (next_lost() != nullptr) {
      const auto s = lost_.front();
      lost_.pop_front();
      ++retransmitted_;
      out.push_back(transmit(s));
    } else if (may_cut()) {
      out.push_back(transmit(cut_one()));
    } else {
      break;
    }
  }
  if (out.size() == before) return;
  out.back().ack_at_once = true;
  if (silent) timer_from_ = now;
  if (first) progress_ = now;
}

std::optional<time_point> datagram_sender::next_deadline() const {
  if (under_way_ == 0) return std::nullopt;
  return timer_from_ + estimate_.timeout();
}

void datagram_sender::timed_out(time_point now) {
  for (std::size_t i = 0; i < sent_.size(); ++i) {
    if (!sent_[i].acked && !sent_[i].lost) lose(first_sent_ + i);
  }
  recovery_ = 0;
  shrink_window(transmissions_, 0.5);
  window_ = window_min;
  estimate_.back_off();
  timer_from_ = now;
}

std::optional<time_point> datagram_sender::waiting_since() const {
  if (sent_.empty()) return std::nullopt;
  return progress_;
}

}  // namespace starling::transports
