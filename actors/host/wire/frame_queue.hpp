#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "messages/types/result.hpp"
#include "messages/vocabulary/host_messages.hpp"

// Frames on their way between two hosts, cut into parcels so that no large one stops the others'
// heartbeats, and no more of them at once than the receiver has room for.

namespace starling::actors {

struct frame_limits {
  std::size_t frame_max = std::size_t{64} << 20U;   ///< Bytes of one frame.
  std::size_t queue_max = std::size_t{128} << 20U;  ///< Bytes that wait, the least urgent dropped.
  std::size_t credit = std::size_t{8} << 20U;       ///< Bytes under way that are not taken in yet.
};

/// What is to be sent to one host: bounded, and paced by what that host takes in.
class frame_queue {
 public:
  explicit frame_queue(const frame_limits& limits) : limits_(limits), credit_(limits.credit) {}

  /// Queues a frame of 1 byte or more; drops the oldest that has not begun where there is no room.
  /// Returns how many were dropped, the new one included where it is too long.
  std::size_t push(std::vector<std::uint8_t> frame);
  /// The next parcel, if the receiver has room for it.
  std::optional<messages::parcel> next();
  /// The receiver has taken in so much; more than is under way counts as all of it.
  void give_credit(messages::byte_count bytes);
  /// A new connection: nothing is under way, a frame that was cut off begins anew.
  void restart();
  [[nodiscard]] std::size_t waiting() const { return waiting_; }  ///< Bytes.
  [[nodiscard]] bool empty() const { return frames_.empty(); }

 private:
  frame_limits limits_;
  std::deque<std::vector<std::uint8_t>> frames_;
  std::size_t sent_ = 0;  ///< Of the first frame.
  std::size_t waiting_ = 0;
  std::size_t credit_;
};

/// Why a parcel was not taken.
enum class parcel_refusal : std::uint8_t {
  empty_parcel,      ///< It has no bytes.
  parcel_too_long,   ///< It has more than `parcel_max`.
  frame_too_long,    ///< It announces a frame of more than `frame_max`.
  parcel_misplaced,  ///< It does not begin where the one before it ended.
};
inline constexpr std::array<std::string_view, 4> parcel_refusal_names = {
    "empty_parcel", "parcel_too_long", "frame_too_long", "parcel_misplaced"};
constexpr std::string_view to_string(parcel_refusal r) {
  return parcel_refusal_names[static_cast<std::size_t>(r)];
}

/// Puts the parcels of one host together. Memory: what has come of one frame.
class frame_assembly {
 public:
  explicit frame_assembly(const frame_limits& limits) : limits_(limits) {}

  /// The frame that this parcel completes, if it does. After a refusal nothing of its frame is
  /// left.
  messages::result<std::optional<std::vector<std::uint8_t>>, parcel_refusal> add(
      messages::parcel next);
  /// A new connection: what has come of a frame is forgotten.
  void restart() { frame_.clear(); }

 private:
  frame_limits limits_;
  std::vector<std::uint8_t> frame_;
  std::size_t size_ = 0;
};

}  // namespace starling::actors
