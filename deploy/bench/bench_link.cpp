#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "actors/swarm/prepare.hpp"
#include "deploy/bench/bench.hpp"
#include "deploy/bench/raw_socket.hpp"
#include "transports/channel/catalogue_driver.hpp"

namespace starling::deploy {

namespace {

using transports::channel;
using transports::channel_events;
using transports::send_status;
using bytes = std::vector<std::byte>;

constexpr std::size_t ping_size = 64;
constexpr std::size_t frame_size = 400'000;  ///< 100,000 parameters.
constexpr auto patience = std::chrono::seconds(60);

std::string endpoint_of(const std::string& kind) {
  const std::string memory = "shm:///bench-" + std::to_string(getpid());
  if (kind == "tcp" || kind == "udp") return kind + "://127.0.0.1:0";
  if (kind == "ws") return "ws://127.0.0.1:0/bench";
  if (kind == "shm") return memory;
  if (kind == "multi") return memory + ",tcp://127.0.0.1:0";
  throw invalid_swarm("--kind", "\"" + kind + "\" (accepted: tcp, udp, ws, shm, multi)");
}

/// The other process: echoes short frames, answers long ones with an empty one.
[[noreturn]] void echo(int address_pipe) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  char address[256] = {};
  if (read(address_pipe, address, sizeof address - 1) <= 0) _exit(1);
  const auto to = transports::parse_endpoint(address);
  if (!to) _exit(1);
  static std::unique_ptr<channel> link;
  static std::mutex while_opening;
  channel_events events;
  events.received = [](bytes frame) {
    const std::scoped_lock lock(while_opening);
    if (frame.size() > ping_size) frame.clear();
    static_cast<void>(link->send(std::move(frame)));
  };
  events.closed = [](const std::string&) { _exit(0); };
  {
    const std::scoped_lock lock(while_opening);
    auto made = transports::open_channel(*to, std::move(events));
    if (!made) _exit(1);
    link = std::move(*made);
  }
  while (true) pause();
}

/// This process: what is asked of the channel, and when the answers have come.
class measuring {
 public:
  channel_events accept(std::unique_ptr<channel> c) {
    const std::scoped_lock lock(mutex_);
    link_ = std::move(c);
    changed_.notify_all();
    channel_events events;
    events.received = [this](bytes frame) { heard(std::move(frame)); };
    events.closed = [this](const std::string& why) { fail(why); };
    return events;
  }
  void wait_accepted() {
    wait([this] { return link_ != nullptr; });
  }

  /// Microseconds, median of `count`; the pings follow each other on the driver's thread.
  double round_trip(std::size_t count) {
    {
      const std::scoped_lock lock(mutex_);
      trips_.clear();
      pings_left_ = count;
      start_ = std::chrono::steady_clock::now();
    }
    send(bytes(ping_size));
    wait([this] { return pings_left_ == 0; });
    return median(trips_);
  }

  double bytes_per_second(std::size_t frames) {
    {
      const std::scoped_lock lock(mutex_);
      answers_ = 0;
    }
    const bytes frame(frame_size);
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < frames; ++i) {
      wait([this, i] { return answers_ + frames_ahead > i; });
      send(frame);
    }
    wait([this, frames] { return answers_ == frames; });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return static_cast<double>(frames * frame_size) / took.count();
  }

 private:
  static constexpr std::size_t frames_ahead = 16;

  void heard(bytes frame) {
    const std::scoped_lock lock(mutex_);
    if (frame.empty()) {
      ++answers_;
    } else if (pings_left_ > 0) {
      const auto now = std::chrono::steady_clock::now();
      trips_.push_back(std::chrono::duration<double, std::micro>(now - start_).count());
      start_ = now;
      if (--pings_left_ > 0) static_cast<void>(link_->send(std::move(frame)));
    }
    if (pings_left_ == 0) changed_.notify_all();
  }
  void fail(const std::string& why) {
    const std::scoped_lock lock(mutex_);
    broken_ = why.empty() ? "the channel closed" : why;
    changed_.notify_all();
  }
  void send(const bytes& frame) {
    if (link_->send(frame) != send_status::accepted) throw std::runtime_error("not accepted");
  }
  template <class Done>
  void wait(Done done) {
    std::unique_lock lock(mutex_);
    const bool in_time =
        changed_.wait_for(lock, patience, [&] { return done() || !broken_.empty(); });
    if (!broken_.empty()) throw std::runtime_error(broken_);
    if (!in_time) throw std::runtime_error("the channel did not answer in time");
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string broken_;
  std::vector<double> trips_;
  std::size_t pings_left_ = 0;
  std::size_t answers_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::unique_ptr<channel> link_;  ///< Last: it goes first.
};

}  // namespace

std::vector<measurement> bench_link(const link_case& c) {
  const auto at = transports::parse_endpoint(endpoint_of(c.kind)).value();
  const auto raw = measure_raw_socket(c.round_trips, c.frames, frame_size, c.repetitions);
  int address_pipe[2];
  if (pipe(address_pipe) != 0) throw std::runtime_error("no pipe");
  const int id = fork();  // before there are threads
  if (id == 0) echo(address_pipe[0]);
  if (id < 0) throw std::runtime_error("cannot fork");
  const forked_process other(id);
  measuring here;
  const auto door = transports::listen(
      at, [&here](std::unique_ptr<channel> link) { return here.accept(std::move(link)); });
  if (!door) throw std::runtime_error(door.error());
  const auto address = (*door)->address();
  if (write(address_pipe[1], address.data(), address.size()) < 0) throw std::runtime_error("pipe");
  here.wait_accepted();

  const std::vector<std::pair<std::string, std::string>> parameters = {
      {"kind", '"' + c.kind + '"'}};
  measurement trip{"link", parameters, "us round trip of 64 B", {}, "blocking TCP on loopback", 0};
  measurement rate{"link", parameters, "MB/s in frames of 400 KB", {}, "blocking TCP on loopback",
                   0};
  here.round_trip(c.round_trips / 10 + 1);  // warm
  for (std::size_t i = 0; i < c.repetitions; ++i) {
    trip.values.push_back(here.round_trip(c.round_trips));
    rate.values.push_back(here.bytes_per_second(c.frames) / 1e6);
  }
  trip.limit_value = median(raw.round_trip_us);
  rate.limit_value = median(raw.bytes_per_second) / 1e6;
  return {trip, rate};
}

}  // namespace starling::deploy
