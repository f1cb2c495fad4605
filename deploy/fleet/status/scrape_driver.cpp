#include "deploy/fleet/status/scrape_driver.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <functional>
#include <memory>
#include <thread>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "deploy/fleet/child_driver.hpp"
#include "deploy/fleet/guard.hpp"

namespace starling::deploy {
namespace {

using messages::failure;
using answer = messages::result<std::string, std::string>;
using clock = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(15);
constexpr std::size_t asked_at_once = 16;

/// Waits for a stream; false where the time is over.
bool wait_for(int stream, short what, clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
  pollfd one{stream, what, 0};
  const int ready = ::poll(&one, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
  return ready > 0 || (ready < 0 && errno == EINTR && clock::now() < until);
}

answer no_answer() {
  return failure{std::string("no answer")};
}

struct address_list {
  addrinfo* first = nullptr;
  ~address_list() {
    if (first != nullptr) ::freeaddrinfo(first);
  }
};

messages::result<descriptor, std::string> connect_to(const std::string& address,
                                                     clock::time_point until) {
  const auto colon = address.rfind(':');
  if (colon == address.npos) return failure{address + " is not HOST:PORT"};
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  address_list found;
  const auto port = address.substr(colon + 1);
  if (const int wrong =
          ::getaddrinfo(address.substr(0, colon).c_str(), port.c_str(), &hints, &found.first)) {
    return failure{std::string(::gai_strerror(wrong))};
  }
  int why = 0;
  for (const auto* one = found.first; one != nullptr; one = one->ai_next) {
    descriptor line(::socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!line.open()) continue;
    why = ::connect(line.number(), one->ai_addr, one->ai_addrlen) == 0 ? 0 : errno;
    socklen_t size = sizeof why;
    if (why == EINPROGRESS) {
      if (!wait_for(line.number(), POLLOUT, until)) return failure{std::string("no answer")};
      ::getsockopt(line.number(), SOL_SOCKET, SO_ERROR, &why, &size);
    }
    if (why == 0) return line;
  }
  return failure{std::string(std::strerror(why))};
}

answer ask_directly(const std::string& address) {
  const auto until = clock::now() + patience;
  auto line = connect_to(address, until);
  if (!line) return failure{line.error()};
  const auto request = scrape_request(address);
  // A request is shorter than what any socket takes at once.
  if (::send(line->number(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return no_answer();
  }
  std::string text;
  std::string piece(65'536, '\0');
  while (text.size() <= scrape_bytes_max) {
    if (!wait_for(line->number(), POLLIN, until)) return no_answer();
    const auto got = ::recv(line->number(), piece.data(), piece.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got < 0) return failure{std::string(std::strerror(errno))};
    if (got == 0) return http_body(text);
    text.append(piece, 0, static_cast<std::size_t>(got));
  }
  return failure{std::string("the answer is longer than metrics are")};
}

/// The last line that SSH said tells why.
std::string last_line(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

answer ask_over_ssh(const fleet& f, const fleet_host& host) {
  const auto until = clock::now() + patience;
  auto started = child::start(forward_command(f, host, host.metrics));
  if (!started) return failure{started.error()};
  child& ssh = **started;
  ssh.send(scrape_request(host.metrics));
  std::string text;
  std::string said;
  while (ssh.out() >= 0 && text.size() <= scrape_bytes_max && clock::now() < until) {
    ssh.flush();
    wait_for(ssh.out(), POLLIN, until);
    text += ssh.read_out();
    if (ssh.err() >= 0) said += ssh.read_err();
  }
  if (ssh.out() >= 0) return no_answer();
  for (auto more = ssh.read_err(); !more.empty(); more = ssh.read_err()) said += more;
  if (text.empty()) return failure{said.empty() ? "no answer" : last_line(said)};
  return http_body(text);
}

void fill(node_status& into, const answer& said) {
  auto figures = said ? read_metrics(*said) : failure{said.error()};
  if (figures) {
    into.figures = *std::move(figures);
  } else {
    into.why = figures.error();
  }
}

/// Each of `all` by `ask`, several at once.
void ask_all(std::vector<node_status>& all, const std::function<answer(std::size_t)>& ask) {
  std::signal(SIGPIPE, SIG_IGN);  // a lost connection is a status
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> askers;
  for (std::size_t i = 0; i < std::min(asked_at_once, all.size()); ++i) {
    askers.emplace_back([&] {
      for (std::size_t one = next++; one < all.size(); one = next++) fill(all[one], ask(one));
    });
  }
}

}  // namespace

std::vector<node_status> ask_fleet(const fleet& f) {
  std::vector<node_status> all;
  for (const auto& host : f.hosts) all.push_back({host.name, host.metrics});
  ask_all(all, [&](std::size_t i) {
    const auto& host = f.hosts[i];
    if (host.metrics.empty()) {
      return answer(failure{std::string("serves no metrics: set `metrics` in the fleet file")});
    }
    return host.here() ? ask_directly(host.metrics) : ask_over_ssh(f, host);
  });
  return all;
}

std::vector<node_status> ask_addresses(const std::vector<std::string>& addresses) {
  std::vector<node_status> all;
  for (const auto& address : addresses) all.push_back({address, address});
  ask_all(all, [&](std::size_t i) { return ask_directly(addresses[i]); });
  return all;
}

}  // namespace starling::deploy
