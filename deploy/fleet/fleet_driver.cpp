#include "deploy/fleet/fleet_driver.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "deploy/fleet/child_driver.hpp"
#include "deploy/fleet/guard.hpp"
#include "deploy/fleet/node_watch_driver.hpp"

namespace starling::deploy {
namespace {

std::atomic<int> signal_pipe{-1};
static_assert(std::atomic<int>::is_always_lock_free);  // as a signal handler needs it

extern "C" void on_stop_signal(int /*signal*/) {
  const char byte = 0;
  static_cast<void>(!write(signal_pipe.load(), &byte, 1));
}

/// Ctrl-C and SIGTERM as bytes of a stream, for as long as this lives; SIGPIPE as an error.
class stop_signals {
 public:
  stop_signals() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("no pipe");
    reading_ = descriptor(ends[0]);
    writing_ = descriptor(ends[1]);
    signal_pipe.store(ends[1]);
    handle(on_stop_signal);
    std::signal(SIGPIPE, SIG_IGN);
  }
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;
  ~stop_signals() {
    handle(SIG_DFL);
    std::signal(SIGPIPE, SIG_DFL);
  }

  [[nodiscard]] int stream() const { return reading_.number(); }
  /// How many came. With the second this program is left to the next one.
  int taken() {
    std::array<char, 16> bytes{};
    const auto got = ::read(reading_.number(), bytes.data(), bytes.size());
    if (got <= 0) return 0;
    all_ += static_cast<int>(got);
    if (all_ > 1) handle(SIG_DFL);
    return static_cast<int>(got);
  }

 private:
  static void handle(void (*how)(int)) {
    for (const int one : {SIGINT, SIGTERM, SIGHUP}) std::signal(one, how);
  }

  descriptor reading_;
  descriptor writing_;
  int all_ = 0;
};

class fleet_run {
 public:
  fleet_run(const fleet& f, const fleet_settings& settings)
      : fleet_(f),
        settings_(settings),
        course_(f.hosts.size(), {f.restarts_max, f.restart_after, f.silence_max}) {
    for (const auto& host : f.hosts) {
      const auto folder = settings.output / host.name;
      std::filesystem::create_directories(folder);
      std::filesystem::remove(folder / "run.json");  // an earlier run's is not this one's
      watches_.push_back(
          std::make_unique<node_watch>(watches_.size(), host.name, folder, settings.relay));
    }
  }

  std::vector<host_outcome> run() {
    carry_out(course_.begin(std::chrono::steady_clock::now()));
    while (!course_.over()) {
      wait();
      for (int taken = signals_.taken(); taken > 0; --taken) feed(stop_asked{});
      for (auto& watch : watches_) {
        for (const auto& event : watch->look()) feed(event);
      }
      const auto deadline = course_.next_deadline();
      if (deadline && *deadline <= std::chrono::steady_clock::now()) feed(deadline_passed{});
    }
    return course_.outcomes();
  }

 private:
  void feed(const course_event& event) {
    carry_out(course_.step(event, std::chrono::steady_clock::now()));
  }

  void carry_out(const course_effects& effects) {
    for (const auto& effect : effects) {
      if (const auto* spoken = std::get_if<say>(&effect)) {
        watches_[spoken->host]->say(spoken->word);
      } else {
        start(std::get<launch>(effect));
      }
    }
  }

  void start(const launch& what) {
    const auto& host = fleet_.hosts[what.host];
    const auto opening = opening_words(fleet_, host, settings_.own_program, what.again);
    auto why = opening ? watches_[what.host]->start(guard_command(fleet_, host), *opening)
                       : opening.error();
    if (!why.empty()) feed(guard_ended{what.host, 0, std::move(why)});
  }

  void wait() {
    using std::chrono::milliseconds;
    std::vector<pollfd> streams{{signals_.stream(), POLLIN, 0}};
    auto longest =
        std::chrono::ceil<milliseconds>(course_.next_deadline().value_or(messages::time_point{}) -
                                        std::chrono::steady_clock::now());
    for (const auto& watch : watches_) {
      watch->wait_for(streams);
      if (watch->silent()) longest = std::min(longest, milliseconds(10));
    }
    longest = std::clamp(longest, milliseconds(0), milliseconds(60'000));
    const auto bound = static_cast<int>(longest.count());
    if (::poll(streams.data(), streams.size(), bound) < 0 && errno != EINTR) {
      throw std::runtime_error("the streams of the guards cannot be waited for");
    }
  }

  const fleet& fleet_;
  const fleet_settings& settings_;
  fleet_course course_;
  stop_signals signals_;
  std::vector<std::unique_ptr<node_watch>> watches_;
};

}  // namespace

std::vector<host_outcome> run_fleet(const fleet& f, const fleet_settings& settings) {
  return fleet_run(f, settings).run();
}

}  // namespace starling::deploy
