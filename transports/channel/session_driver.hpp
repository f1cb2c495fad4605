#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "transports/channel/channel.hpp"
#include "transports/channel/channel_options.hpp"
#include "transports/channel/send_queue.hpp"

namespace starling::transports {

/// What every channel of a driver has: the queue, the counts, the events, and wishes that other
/// threads leave for the driver's thread.
///
/// The driver's thread owns the rest of a derived class. `signal` wakes that thread; it then takes
/// the wishes and carries them out.
class session : public std::enable_shared_from_this<session> {
 public:
  enum wish : unsigned { to_send = 1, to_resume = 2, to_close = 4, to_vanish = 8 };

  session(const channel_traits& traits, const channel_options& options);
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  virtual ~session() = default;

  // From any thread.
  [[nodiscard]] const channel_traits& traits() const { return traits_; }
  virtual send_status send(std::span<const std::byte> frame);
  virtual send_status send(std::vector<std::byte>&& frame);
  void pause() { paused_ = true; }
  void resume();
  [[nodiscard]] channel_statistics statistics() const;
  void close() {
    refusing_ = true;
    want(to_close);
  }
  /// The owner is gone: no event from now on; what is queued is still sent.
  void abandon();
  /// Before the session starts, or from the driver's thread.
  void tell(channel_events events);

 protected:
  virtual void signal() = 0;
  void want(wish what);
  [[nodiscard]] unsigned take_wishes() { return wishes_.exchange(0); }
  [[nodiscard]] bool wishes_left() const { return wishes_ != 0; }
  [[nodiscard]] bool paused() const { return paused_; }
  /// `close` was called: nothing more is accepted.
  [[nodiscard]] bool refusing() const { return refusing_; }

  // From the driver's thread, without `mutex_`.
  void say_opened();
  void say_received(std::vector<std::byte>&& frame);
  void say_writable();
  void say_closed(std::string why);
  void count_refused();
  void count_retransmitted(std::uint64_t how_many);
  [[nodiscard]] bool over() const { return over_; }

  const channel_options options_;
  mutable std::mutex mutex_;  ///< Of the queue and the counts.
  send_queue queue_;

 private:
  const channel_traits traits_;
  channel_statistics counts_;
  std::atomic<unsigned> wishes_ = 0;
  std::atomic<bool> paused_ = false;
  std::atomic<bool> over_ = false;
  std::atomic<bool> refusing_ = false;
  std::recursive_mutex events_mutex_;  ///< Held while an event runs, so that `abandon` waits.
  channel_events events_;
  bool abandoned_ = false;
};

/// The owner's handle of a session.
std::unique_ptr<channel> make_channel(std::shared_ptr<session> of);

/// Shared by a listener and what it accepts: after `stop`, `accept` is called no more.
class acceptor_gate {
 public:
  explicit acceptor_gate(accept_callback accept) : accept_(std::move(accept)) {}
  /// Hands the session to the owner and tells it the owner's events; false where it is too late.
  bool accept(const std::shared_ptr<session>& of);
  void stop();
  std::atomic<std::uint64_t> refused = 0;

 private:
  std::recursive_mutex mutex_;
  accept_callback accept_;
  bool stopped_ = false;
};

}  // namespace starling::transports
