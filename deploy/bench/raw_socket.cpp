#include "deploy/bench/raw_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "deploy/bench/bench.hpp"

namespace starling::deploy {

namespace {

constexpr std::size_t ping_size = 64;

bool read_all(int s, std::byte* into, std::size_t size) {
  while (size > 0) {
    const auto n = ::read(s, into, size);
    if (n <= 0) return false;
    into += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool write_all(int s, const std::byte* from, std::size_t size) {
  while (size > 0) {
    const auto n = ::write(s, from, size);
    if (n <= 0) return false;
    from += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

void no_delay(int s) {
  const int on = 1;
  setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// A listening socket on loopback, and where.
std::pair<int, sockaddr_in> listening() {
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  const bool good = s >= 0 && bind(s, reinterpret_cast<sockaddr*>(&at), size) == 0 &&
                    listen(s, 1) == 0 &&
                    getsockname(s, reinterpret_cast<sockaddr*>(&at), &size) == 0;
  if (!good) throw std::runtime_error("no socket on loopback");
  return {s, at};
}

/// Echoes pings, then swallows frames and answers them all with a byte.
[[noreturn]] void answer(const sockaddr_in& at, std::size_t pings, std::size_t frames,
                         std::size_t frame_size, std::size_t repetitions) {
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(s, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) _exit(1);
  no_delay(s);
  std::vector<std::byte> buffer(frame_size);
  for (std::size_t r = 0; r < repetitions; ++r) {
    for (std::size_t i = 0; i < pings; ++i) {
      if (!read_all(s, buffer.data(), ping_size)) _exit(1);
      if (!write_all(s, buffer.data(), ping_size)) _exit(1);
    }
    for (std::size_t i = 0; i < frames; ++i) {
      if (!read_all(s, buffer.data(), frame_size)) _exit(1);
    }
    if (!write_all(s, buffer.data(), 1)) _exit(1);
  }
  _exit(0);
}

double seconds_since(std::chrono::steady_clock::time_point t) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
}

}  // namespace

forked_process::~forked_process() {
  kill(id_, SIGKILL);
  waitpid(id_, nullptr, 0);
}

raw_socket_figures measure_raw_socket(std::size_t round_trips, std::size_t frames,
                                      std::size_t frame_size, std::size_t repetitions) {
  const auto [door, at] = listening();
  const int id = fork();
  if (id == 0) answer(at, round_trips, frames, frame_size, repetitions);
  if (id < 0) throw std::runtime_error("cannot fork");
  const forked_process other(id);
  const int s = accept(door, nullptr, nullptr);
  close(door);
  no_delay(s);
  raw_socket_figures out;
  std::vector<std::byte> buffer(frame_size);
  bool good = s >= 0;
  for (std::size_t r = 0; r < repetitions; ++r) {
    std::vector<double> trips;
    for (std::size_t i = 0; i < round_trips; ++i) {
      const auto start = std::chrono::steady_clock::now();
      good =
          good && write_all(s, buffer.data(), ping_size) && read_all(s, buffer.data(), ping_size);
      trips.push_back(seconds_since(start) * 1e6);
    }
    out.round_trip_us.push_back(median(trips));
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < frames; ++i) good = good && write_all(s, buffer.data(), frame_size);
    good = good && read_all(s, buffer.data(), 1);
    out.bytes_per_second.push_back(static_cast<double>(frames * frame_size) / seconds_since(start));
  }
  close(s);
  if (!good) throw std::runtime_error("the raw socket broke");
  return out;
}

}  // namespace starling::deploy
