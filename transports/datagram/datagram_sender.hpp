#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "messages/types/time.hpp"
#include "transports/datagram/datagram_format.hpp"
#include "transports/datagram/round_trip_estimate.hpp"

namespace starling::transports {

/// The sending half of a datagram session: cuts frames into fragments, keeps at most a window of
/// them under way, and sends again what was lost.
///
/// Lost is a fragment when one that was sent three transmissions later has been acknowledged, or
/// when nothing was for the estimated time. The window grows and shrinks as in RFC 5681, with a
/// factor of 0.7 on a loss (RFC 9438) and never below `window_min`, since loss on radio links does
/// not mean congestion.
///
/// Paper: packet threshold of RFC 9002, section 6.1; RFC 5681; RFC 6298.
class datagram_sender {
 public:
  static constexpr double window_min = 4;                                ///< Fragments.
  static constexpr double window_start = 10;                             ///< RFC 6928.
  static constexpr std::size_t outstanding_max = std::size_t{2} << 20U;  ///< Bytes.

  /// Whether another frame is to be offered now; the rest waits outside.
  [[nodiscard]] bool wants_frame() const { return outstanding_ < outstanding_max; }
  void offer(std::vector<std::byte>&& frame);
  /// Nothing is left that has not been acknowledged.
  [[nodiscard]] bool idle() const { return messages_.empty(); }
  [[nodiscard]] std::size_t frames_outstanding() const { return messages_.size(); }

  /// False where it acknowledges what was never sent.
  [[nodiscard]] bool acknowledged(const acknowledgement& a, messages::time_point now);
  void measured(messages::duration rtt) { estimate_.sample(rtt); }
  /// Appends what may be sent now; the payloads stay valid until the next call of any member.
  void send(messages::time_point now, std::vector<fragment>& out);

  /// When `timed_out` must be called unless an acknowledgement comes before.
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;
  void timed_out(messages::time_point now);
  /// Since when something is under way of which nothing has been acknowledged.
  [[nodiscard]] std::optional<messages::time_point> waiting_since() const;

  [[nodiscard]] std::uint64_t retransmitted() const { return retransmitted_; }
  [[nodiscard]] double window() const { return window_; }
  [[nodiscard]] std::size_t under_way() const { return under_way_; }
  [[nodiscard]] const round_trip_estimate& estimate() const { return estimate_; }

 private:
  struct frame_in_parts {
    std::vector<std::byte> bytes;
    std::size_t cut = 0;      ///< Bytes that have become fragments.
    std::size_t unacked = 0;  ///< Fragments, those not yet cut included.
  };
  struct sent_fragment {
    std::uint64_t message;
    std::uint32_t offset;
    std::uint64_t transmission;  ///< Counts all transmissions of all fragments.
    bool acked = false;
    bool lost = false;
  };

  void mark_acked(std::uint64_t sequence);
  void detect_losses();
  void lose(std::uint64_t sequence);
  void shrink_window(std::uint64_t transmission, double factor);
  void forget_acked();
  [[nodiscard]] bool may_cut() const;
  sent_fragment* next_lost();
  fragment transmit(std::uint64_t sequence);
  std::uint64_t cut_one();

  std::deque<frame_in_parts> messages_;
  std::uint64_t first_message_ = 0;
  std::size_t cutting_ = 0;  ///< Index of the frame that is cut next.
  std::deque<sent_fragment> sent_;
  std::uint64_t first_sent_ = 0;  ///< Sequence of the front.
  std::deque<std::uint64_t> lost_;
  std::uint64_t limit_ = 64;  ///< Of the other side; until it says.
  std::size_t outstanding_ = 0;
  std::size_t under_way_ = 0;
  std::uint64_t transmissions_ = 0;
  std::uint64_t newest_acked_ = 0;  ///< Transmission.
  std::uint64_t recovery_ = 0;      ///< Losses of transmissions up to here shrink no more.
  std::size_t acked_now_ = 0;
  double window_ = window_start;
  double threshold_ = 1e9;
  round_trip_estimate estimate_;
  messages::time_point progress_{};  ///< Last acknowledgement of something new.
  messages::time_point timer_from_{};
  std::uint64_t retransmitted_ = 0;
};

}  // namespace starling::transports
