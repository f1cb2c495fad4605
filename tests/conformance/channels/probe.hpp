#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "transports/channel/catalogue_driver.hpp"

namespace starling::conformance {

using frame = std::vector<std::byte>;

/// Collects what a channel tells, and waits for it for at most ten seconds.
class probe {
 public:
  transports::channel_events events() {
    return {[this] { change([this] { opened_ = true; }); },
            [this](frame f) {
              if (on_received) on_received(f);
              change([this, &f] { frames_.push_back(std::move(f)); });
            },
            [this] { change([this] { ++writable_; }); },
            [this](std::string why) { change([this, &why] { closed_ = std::move(why); }); }};
  }

  void wait(const char* what, const std::function<bool()>& until) {
    std::unique_lock lock(mutex_);
    REQUIRE_MESSAGE(changed_.wait_for(lock, std::chrono::seconds(10), until), "waited for ", what,
                    "; closed: ", closed_.value_or("no"), "; frames: ", frames_.size());
  }
  void wait_opened() {
    wait("opened", [this] { return opened_; });
  }
  void wait_frames(std::size_t count) {
    wait("frames", [this, count] { return frames_.size() >= count; });
  }
  std::string wait_closed() {
    wait("closed", [this] { return closed_.has_value(); });
    return *closed_;
  }
  void wait_writable() {
    wait("writable", [this] { return writable_ > 0; });
  }
  std::vector<frame> frames() {
    const std::scoped_lock lock(mutex_);
    return frames_;
  }
  bool closed() {
    const std::scoped_lock lock(mutex_);
    return closed_.has_value();
  }

  /// Set before the channel opens; called on the driver's thread.
  std::function<void(const frame&)> on_received;

 private:
  void change(const std::function<void()>& what) {
    {
      const std::scoped_lock lock(mutex_);
      what();
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool opened_ = false;
  std::vector<frame> frames_;
  int writable_ = 0;
  std::optional<std::string> closed_;
};

/// A listener that accepts, with a probe for the first channel.
class host {
 public:
  explicit host(const std::string& at, const transports::channel_options& options = {}) {
    auto made = transports::listen(
        transports::parse_endpoint(at).value(),
        [this](std::unique_ptr<transports::channel> c) {
          const std::scoped_lock lock(mutex_);
          channels_.push_back(std::move(c));
          auto events = channels_.size() == 1 ? seen.events() : transports::channel_events{};
          accepted_.notify_all();
          return events;
        },
        options);
    REQUIRE_MESSAGE(made, (made ? "" : made.error()));
    listening = std::move(*made);
  }
  ~host() {
    listening.reset();
    channels_.clear();
  }
  transports::channel& accepted(std::size_t index = 0) {
    std::unique_lock lock(mutex_);
    REQUIRE(accepted_.wait_for(lock, std::chrono::seconds(10),
                               [&] { return channels_.size() > index; }));
    return *channels_[index];
  }
  [[nodiscard]] std::string address() const { return listening->address(); }

  std::unique_ptr<transports::listener> listening;
  probe seen;

 private:
  std::mutex mutex_;
  std::condition_variable accepted_;
  std::vector<std::unique_ptr<transports::channel>> channels_;
};

/// The side that connects.
class guest {
 public:
  explicit guest(const std::string& to, const transports::channel_options& options = {},
                 std::function<void(const frame&)> on_received = {}) {
    seen.on_received = std::move(on_received);
    auto made =
        transports::open_channel(transports::parse_endpoint(to).value(), seen.events(), options);
    REQUIRE_MESSAGE(made, (made ? "" : made.error()));
    link = std::move(*made);
  }
  ~guest() { link.reset(); }

  probe seen;
  std::unique_ptr<transports::channel> link;
};

}  // namespace starling::conformance
