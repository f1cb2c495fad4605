#include "actors/host/wire/address.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace starling::actors {

namespace {

bool loopback(std::string_view host) {
  const bool number = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host == "::1" || (number && host.starts_with("127."));
}

bool within_machine(const transports::endpoint& at) {
  switch (at.kind) {
    case transports::channel_kind::shm:
      return true;
    case transports::channel_kind::multi:
      return std::ranges::all_of(at.parts, [](const auto& part) { return within_machine(part); });
    default:
      return loopback(at.host);
  }
}

}  // namespace

messages::result<address, std::string> parse_address(std::string_view text) {
  if (text.find("://") != std::string_view::npos) {
    auto channel = transports::parse_endpoint(text);
    if (!channel) return messages::failure{std::move(channel).error()};
    return address{.channel = *std::move(channel)};
  }
  const auto wrong = [text](const char* why) {
    return messages::failure{"'" + std::string(text) + "' " + why};
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong("has no port: HOST:PORT");
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (problem != std::errc() || end != digits.data() + digits.size() || port == 0) {
    return wrong("does not end with a port, 1 to 65535");
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return wrong("is IPv6 without brackets: [HOST]:PORT");
  }
  if (host.empty()) return wrong("names no host");
  return address{.host = std::string(host), .port = port};
}

messages::result<transports::endpoint, std::string> parse_datagram_address(std::string_view text) {
  auto at = transports::parse_endpoint("udp://" + std::string(text));
  if (at && at->kind == transports::channel_kind::udp) return *std::move(at);
  return messages::failure{"'" + std::string(text) + "' is no HOST:PORT of UDP"};
}

bool dialable(const transports::endpoint& at) {
  return at.port != 0 && at.host != "0.0.0.0" && at.host != "::";
}

bool within_machine(const address& where) {
  return where.channel ? within_machine(*where.channel) : loopback(where.host);
}

bool needs_tls(const address& where) {
  return !where.channel && !loopback(where.host);
}

}  // namespace starling::actors
