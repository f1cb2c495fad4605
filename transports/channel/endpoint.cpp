#include "transports/channel/endpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace starling::transports {

using messages::failure;
using messages::result;

namespace {

constexpr std::array<std::string_view, 6> kind_names = {"tcp", "udp", "ws", "wss", "shm", "multi"};
constexpr std::size_t text_max = 1024;
constexpr std::size_t name_max = 64;
constexpr std::size_t parts_max = 16;

failure<std::string> refused(std::string_view text, std::string_view why) {
  std::string sentence("\"");
  sentence.append(text.substr(0, 80)).append("\" is no endpoint: ").append(why);
  return {
      sentence.append(" (accepted: tcp://HOST:PORT, udp://HOST:PORT, ws://HOST:PORT/PATH, "
                      "wss://HOST:PORT/PATH, shm:///NAME, or several with commas between)")};
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<channel_kind> kind_of(std::string_view name) {
  const auto at = std::find(kind_names.begin(), kind_names.end() - 1, name);
  if (at == kind_names.end() - 1) return std::nullopt;
  return static_cast<channel_kind>(at - kind_names.begin());
}

result<endpoint, std::string> parse_memory(std::string_view text, std::string_view rest) {
  const std::string_view name = rest.substr(std::min<std::size_t>(1, rest.size()));
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  if (!rest.starts_with('/') || name.empty() || name.size() > name_max || !plain) {
    return refused(text, "the name has 1 to 64 letters, digits, -, _ and .");
  }
  endpoint e;
  e.kind = channel_kind::shm;
  e.path = name;
  return e;
}

/// `host:port`, with an IPv6 address in brackets.
bool parse_authority(std::string_view authority, endpoint& into) {
  const auto colon = authority.rfind(':');
  if (colon == std::string_view::npos) return false;
  auto host = authority.substr(0, colon);
  const auto port = authority.substr(colon + 1);
  if (host.starts_with('[') != host.ends_with(']')) return false;
  const bool brackets = host.starts_with('[') && host.size() > 2;
  if (brackets) host = host.substr(1, host.size() - 2);
  if (host.empty() || host.find_first_of("[]@?#") != std::string_view::npos) return false;
  if (!brackets && host.find(':') != std::string_view::npos) return false;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), into.port);
  if (port.empty() || error != std::errc{} || end != port.data() + port.size()) return false;
  into.host = host;
  return true;
}

result<endpoint, std::string> parse_one(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return refused(text, "it has no ://");
  const auto kind = kind_of(text.substr(0, colon));
  if (!kind) return refused(text, "its kind is unknown");
  const auto rest = text.substr(colon + 3);
  if (*kind == channel_kind::shm) return parse_memory(text, rest);
  endpoint e;
  e.kind = *kind;
  const auto slash = std::min(rest.find('/'), rest.size());
  if (!parse_authority(rest.substr(0, slash), e)) {
    return refused(text, "HOST:PORT is wrong, with a port from 0 to 65535");
  }
  const bool web = *kind == channel_kind::ws || *kind == channel_kind::wss;
  if (!web && slash < rest.size()) return refused(text, "only ws and wss have a path");
  if (web) e.path = slash < rest.size() ? std::string(rest.substr(slash)) : "/";
  return e;
}

result<endpoint, std::string> parse_several(std::string_view text) {
  endpoint all;
  all.kind = channel_kind::multi;
  for (std::size_t begin = 0; begin <= text.size();) {
    if (all.parts.size() == parts_max) return refused(text, "it has more than 16 parts");
    const auto end = std::min(text.find(',', begin), text.size());
    auto part = parse_one(text.substr(begin, end - begin));
    if (!part) return part;
    all.parts.push_back(std::move(*part));
    begin = end + 1;
  }
  return all;
}

result<endpoint, std::string> too_long(std::string_view text) {
  return refused(text, "it is longer than 1024 characters");
}

}  // namespace

result<endpoint, std::string> parse_endpoint(std::string_view text) {
  if (!printable(text)) return refused("…", "it has spaces or other than ASCII");
  auto read = text.size() > text_max                     ? too_long(text)
              : text.find(',') == std::string_view::npos ? parse_one(text)
                                                         : parse_several(text);
  // A path of "/" is written though it need not be read.
  return read && to_string(*read).size() > text_max ? too_long(text) : read;
}

std::string_view to_string(channel_kind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::string to_string(const endpoint& e) {
  std::string text;
  if (e.kind == channel_kind::multi) {
    for (const auto& part : e.parts) text.append(text.empty() ? "" : ",").append(to_string(part));
    return text;
  }
  text.append(to_string(e.kind)).append("://");
  if (e.kind == channel_kind::shm) return text.append("/").append(e.path);
  const bool brackets = e.host.find(':') != std::string::npos;
  text.append(brackets ? "[" : "").append(e.host).append(brackets ? "]:" : ":");
  return text.append(std::to_string(e.port)).append(e.path);
}

}  // namespace starling::transports
