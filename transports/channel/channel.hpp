#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "messages/types/strong.hpp"
#include "messages/types/time.hpp"

namespace starling::transports {

/// What a channel is like. Upper layers choose by these and never ask which kind it is.
struct channel_traits {
  messages::byte_count frame_max;  ///< A longer frame is refused.
  bool ordered = false;            ///< Frames arrive in the order in which they were accepted.
  bool reliable = false;           ///< Each accepted frame arrives once, or the channel closes.
  messages::duration latency{};    ///< Typical, one way.
  double bytes_per_second = 0;     ///< Typical, of long frames.
  double power = 0;                ///< What a byte costs, relative to others: 0 … 1.
};

enum class send_status : unsigned char {
  accepted,  ///< It will be sent.
  full,      ///< The bounded queue has no room; `channel_events::writable` follows.
  too_long,  ///< Longer than `channel_traits::frame_max`.
  closed,    ///< Nothing is sent any more.
};

/// Totals since the channel was made.
struct channel_statistics {
  std::uint64_t frames_sent = 0;      ///< Accepted.
  std::uint64_t frames_received = 0;  ///< Handed to `channel_events::received`.
  messages::byte_count bytes_sent{};  ///< Of accepted frames, without headers.
  messages::byte_count bytes_received{};
  std::uint64_t dropped = 0;        ///< Accepted frames that were still queued when it closed.
  std::uint64_t retransmitted = 0;  ///< Datagrams or frames sent more than once.
  std::uint64_t refused = 0;        ///< Malformed, unknown or too long input from the other side.
};

/// Moves opaque frames between two processes.
///
/// Every member may be called from any thread and none of them waits for the other side. Frames may
/// be sent before it has opened: they wait in the queue. The destructor closes; when it has
/// returned, no event is called any more. It may be called from inside an event, but not by a
/// thread that holds what an event waits for.
class channel {
 public:
  channel() = default;
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;
  virtual ~channel() = default;

  /// Does not change while the channel lives.
  [[nodiscard]] virtual const channel_traits& traits() const = 0;
  /// Copies the frame; an empty one is a frame as well.
  [[nodiscard]] virtual send_status send(std::span<const std::byte> frame) = 0;
  /// Takes the frame where it is accepted, and leaves it as it was otherwise.
  [[nodiscard]] virtual send_status send(std::vector<std::byte>&& frame) {
    return send(std::span<const std::byte>(frame));
  }
  /// Calls `received` no more until `resume`; what is under way then fills the other side's queue.
  /// A call of `received` that has begun in another thread may still be running.
  virtual void pause() = 0;
  virtual void resume() = 0;
  [[nodiscard]] virtual channel_statistics statistics() const = 0;
  /// Sends what is queued, for a bounded time, and closes; `closed` is called once it is done.
  virtual void close() = 0;
};

/// What a channel tells its owner: on a thread of the driver, one call at a time, and never after
/// the channel's destructor has returned. An empty function is not called. They may call the
/// channel's members. The thread serves other channels too: whoever cannot take more frames pauses
/// the channel rather than waiting in an event.
struct channel_events {
  std::function<void()> opened{};
  std::function<void(std::vector<std::byte> frame)> received{};
  /// After `send` has said `full`: there is room again.
  std::function<void()> writable{};
  /// The last call. `why`: a sentence; empty where either side closed it in good order.
  std::function<void(std::string why)> closed{};
};

/// Accepts channels until it is destroyed; those that it has accepted live on. As with a channel,
/// not to be destroyed by a thread that holds what an event waits for.
class listener {
 public:
  listener() = default;
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;
  virtual ~listener() = default;

  /// Where it listens, as text that `parse_endpoint` takes; a port of 0 has become the real one.
  [[nodiscard]] virtual std::string address() const = 0;
  /// Strangers that were turned away before they had a channel.
  [[nodiscard]] virtual std::uint64_t refused() const = 0;
};

/// Takes a channel that has opened and answers what to tell about it; on a thread of the driver.
/// Letting the channel go refuses it.
using accept_callback = std::function<channel_events(std::unique_ptr<channel>)>;

}  // namespace starling::transports
