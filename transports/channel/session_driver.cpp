#include "transports/channel/session_driver.hpp"

#include <utility>

namespace starling::transports {

session::session(const channel_traits& traits, const channel_options& options)
    : options_(options), queue_(traits.frame_max, options.queue_max), traits_(traits) {}

send_status session::send(std::span<const std::byte> frame) {
  if (refusing_) return send_status::closed;
  send_status answer{};
  {
    const std::scoped_lock lock(mutex_);
    answer = queue_.offer(frame);
  }
  if (answer == send_status::accepted) want(to_send);
  return answer;
}

send_status session::send(std::vector<std::byte>&& frame) {
  if (refusing_) return send_status::closed;
  send_status answer{};
  {
    const std::scoped_lock lock(mutex_);
    answer = queue_.offer(std::move(frame));
  }
  if (answer == send_status::accepted) want(to_send);
  return answer;
}

void session::resume() {
  paused_ = false;
  want(to_resume);
}

channel_statistics session::statistics() const {
  const std::scoped_lock lock(mutex_);
  channel_statistics all = counts_;
  all.frames_sent = queue_.accepted();
  all.bytes_sent = queue_.accepted_bytes();
  return all;
}

void session::abandon() {
  {
    const std::scoped_lock lock(events_mutex_);
    abandoned_ = true;  // the events stay: one of them may be what calls this
  }
  want(to_vanish);
}

void session::tell(channel_events events) {
  const std::scoped_lock lock(events_mutex_);
  events_ = std::move(events);
}

void session::want(wish what) {
  if (wishes_.fetch_or(what) == 0) signal();
}

void session::say_opened() {
  const std::scoped_lock lock(events_mutex_);
  if (!abandoned_ && !over_ && events_.opened) events_.opened();
}

void session::say_received(std::vector<std::byte>&& frame) {
  {
    const std::scoped_lock lock(mutex_);
    ++counts_.frames_received;
    counts_.bytes_received += {frame.size()};
  }
  const std::scoped_lock lock(events_mutex_);
  if (!abandoned_ && !over_ && events_.received) events_.received(std::move(frame));
}

void session::say_writable() {
  {
    const std::scoped_lock lock(mutex_);
    if (!queue_.take_writable()) return;
  }
  const std::scoped_lock lock(events_mutex_);
  if (!abandoned_ && !over_ && events_.writable) events_.writable();
}

void session::say_closed(std::string why) {
  {
    const std::scoped_lock lock(mutex_);
    counts_.dropped += queue_.close();
  }
  const std::scoped_lock lock(events_mutex_);
  if (over_.exchange(true)) return;
  const auto last = std::exchange(events_, {});  // what they hold is let go
  if (!abandoned_ && last.closed) last.closed(std::move(why));
}

void session::count_refused() {
  const std::scoped_lock lock(mutex_);
  ++counts_.refused;
}

void session::count_retransmitted(std::uint64_t how_many) {
  const std::scoped_lock lock(mutex_);
  counts_.retransmitted += how_many;
}

namespace {

class session_channel final : public channel {
 public:
  explicit session_channel(std::shared_ptr<session> of) : of_(std::move(of)) {}
  ~session_channel() override { of_->abandon(); }

  [[nodiscard]] const channel_traits& traits() const override { return of_->traits(); }
  [[nodiscard]] send_status send(std::span<const std::byte> frame) override {
    return of_->send(frame);
  }
  [[nodiscard]] send_status send(std::vector<std::byte>&& frame) override {
    return of_->send(std::move(frame));
  }
  void pause() override { of_->pause(); }
  void resume() override { of_->resume(); }
  [[nodiscard]] channel_statistics statistics() const override { return of_->statistics(); }
  void close() override { of_->close(); }

 private:
  std::shared_ptr<session> of_;
};

}  // namespace

std::unique_ptr<channel> make_channel(std::shared_ptr<session> of) {
  return std::make_unique<session_channel>(std::move(of));
}

bool acceptor_gate::accept(const std::shared_ptr<session>& of) {
  const std::scoped_lock lock(mutex_);
  if (stopped_ || !accept_) return false;
  of->tell(accept_(make_channel(of)));
  return true;
}

void acceptor_gate::stop() {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
}

}  // namespace starling::transports
