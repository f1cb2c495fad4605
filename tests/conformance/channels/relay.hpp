#pragma once

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace starling::conformance {

/// Stands between the two sides of a TCP channel, and lets it fall silent or break off.
class relay {
 public:
  explicit relay(std::uint16_t to) : to_(to), door_(socket(AF_INET, SOCK_STREAM, 0)) {
    auto at = loopback(0);
    socklen_t size = sizeof at;
    REQUIRE(bind(door_, reinterpret_cast<sockaddr*>(&at), size) == 0);
    REQUIRE(listen(door_, 8) == 0);
    REQUIRE(getsockname(door_, reinterpret_cast<sockaddr*>(&at), &size) == 0);
    port = ntohs(at.sin_port);
    REQUIRE(pipe(wake_.data()) == 0);
    thread_ = std::thread([this] { run(); });
  }
  ~relay() {
    become(state::over);
    thread_.join();
    for (const int fd : {door_, wake_[0], wake_[1]}) close(fd);
  }
  relay(const relay&) = delete;
  relay& operator=(const relay&) = delete;

  /// Carries nothing from now on, and keeps the connections.
  void fall_silent() { become(state::silent); }
  void speak_again() { become(state::carrying); }
  /// Closes the connections, with what was in them, and takes no others.
  void break_off() { become(state::broken); }
  /// Bytes, both ways together.
  [[nodiscard]] std::uint64_t carried() const { return carried_; }

  std::uint16_t port = 0;

 private:
  enum class state : unsigned char { carrying, silent, broken, over };
  struct pair {
    int from;
    int to;
  };

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(port);
    return at;
  }
  void become(state s) {
    state_ = s;
    const char any = 0;
    CHECK(write(wake_[1], &any, 1) == 1);
  }
  void run() {
    while (state_ != state::over) {
      if (state_ == state::broken) close_all();
      std::vector<pollfd> all = {{wake_[0], POLLIN, 0}};
      if (state_ == state::carrying) {
        all.push_back({door_, POLLIN, 0});
        for (const auto& d : directions_) all.push_back({d.from, POLLIN, 0});
      }
      poll(all.data(), all.size(), -1);
      std::array<char, 16> woken{};
      if (all[0].revents != 0) static_cast<void>(read(wake_[0], woken.data(), woken.size()));
      if (state_ != state::carrying || all.size() == 1) continue;
      if (all[1].revents != 0) let_in();
      for (std::size_t i = 2; i < all.size(); ++i) {
        if (all[i].revents != 0 && !carry(directions_[i - 2])) {
          close_all();
          break;
        }
      }
    }
    close_all();
  }
  void let_in() {
    const int guest = accept(door_, nullptr, nullptr);
    const int host = socket(AF_INET, SOCK_STREAM, 0);
    const auto at = loopback(to_);
    if (connect(host, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0) {
      directions_.push_back({guest, host});
      directions_.push_back({host, guest});
      return;
    }
    close(guest);
    close(host);
  }
  bool carry(const pair& p) {
    const auto count = read(p.from, buffer_.data(), buffer_.size());
    if (count <= 0) return false;
    carried_ += static_cast<std::uint64_t>(count);
    return send(p.to, buffer_.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
  }
  void close_all() {
    for (const auto& d : directions_) close(d.from);
    directions_.clear();
  }

  std::uint16_t to_;
  int door_;
  std::array<int, 2> wake_{};
  std::atomic<state> state_ = state::carrying;
  std::atomic<std::uint64_t> carried_ = 0;
  std::vector<pair> directions_;
  std::array<char, 65536> buffer_{};
  std::thread thread_;
};

}  // namespace starling::conformance
