#include "deploy/fleet/status/metrics_text.hpp"

#include <charconv>
#include <limits>
#include <optional>

#include "deploy/report/figures.hpp"

namespace starling::deploy {
namespace {

using messages::failure;

/// Where the labels end that begin at `from`, just after their brace; npos: they do not.
std::size_t end_of_labels(std::string_view line, std::size_t from) {
  bool quoted = false;
  for (std::size_t i = from + 1; i < line.size(); ++i) {
    if (quoted && line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && line[i] == '}') {
      return i + 1;
    }
  }
  return line.npos;
}

/// from_chars takes "nan" and "inf", as Prometheus writes them in capitals too.
std::optional<double> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, wrong] = std::from_chars(text.data(), end, value);
  if (wrong != std::errc() || (stop != end && *stop != ' ')) return std::nullopt;  // then: a time
  return value;
}

}  // namespace

std::string scrape_request(const std::string& address) {
  return "GET /metrics HTTP/1.0\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
}

messages::result<std::string, std::string> http_body(std::string_view answer) {
  if (!answer.starts_with("HTTP/1.")) return failure{std::string("what answers is no HTTP server")};
  const auto head = answer.find("\r\n\r\n");
  if (head == answer.npos) return failure{std::string("the answer was cut short")};
  const std::string first(answer.substr(0, answer.find("\r\n")));
  const auto status = first.find(' ');
  if (status == first.npos || first.compare(status, 5, " 200 ") != 0) {
    return failure{"the answer is " + printable(first)};
  }
  const std::string_view body = answer.substr(head + 4);
  constexpr std::string_view length = "\r\nContent-Length: ";
  const auto at = answer.substr(0, head).find(length);
  if (at != answer.npos) {
    const auto text = answer.substr(at + length.size());
    const auto said = number(text.substr(0, text.find("\r\n")));
    if (!said || *said != static_cast<double>(body.size())) {
      return failure{std::string("the answer was cut short")};
    }
  }
  return std::string(body);
}

messages::result<metric_values, std::string> read_metrics(std::string_view text) {
  metric_values all;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty() || line.starts_with('#')) continue;
    const auto name = line.substr(0, line.find_first_of("{ "));
    auto rest = line.substr(name.size());
    if (rest.starts_with('{')) {
      const auto end = end_of_labels(rest, 0);
      rest = end == rest.npos ? std::string_view() : rest.substr(end);
    }
    const auto value = rest.starts_with(' ') ? number(rest.substr(1)) : std::nullopt;
    if (name.empty() || !value) {
      constexpr std::size_t shown = 80;
      return failure{"not a metric: " + printable(line.substr(0, shown))};
    }
    if (name.ends_with("_bucket")) continue;
    all[std::string(name)] += *value;
    if (all.size() > samples_max) return failure{std::string("more figures than a node has")};
  }
  return all;
}

}  // namespace starling::deploy
