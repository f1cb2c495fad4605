#include "actors/metrics/swarm_metrics_driver.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <limits>
#include <sstream>
#include <string>

using starling::round_report;
using starling::actors::swarm_metrics;
using starling::messages::refusal;

namespace {

/// The value of the line that starts with `series`, or nothing but a failed check.
std::string value_of(const std::string& text, const std::string& series) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(series + " ", 0) == 0) return line.substr(series.size() + 1);
  }
  FAIL_CHECK("no series ", series, " in\n", text);
  return {};
}

std::unique_ptr<swarm_metrics> anywhere() {
  auto metrics = swarm_metrics::listen("127.0.0.1:0");
  REQUIRE_MESSAGE(metrics, metrics.error());
  return std::move(*metrics);
}

/// A connected socket, or -1.
int connect_to(const char* host, std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  ::inet_pton(AF_INET, host, &where.sin_addr);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0) return fd;
  ::close(fd);
  return -1;
}

std::string scrape(std::uint16_t port) {
  const int fd = connect_to("127.0.0.1", port);
  REQUIRE(fd >= 0);
  const std::string ask = "GET /metrics HTTP/1.0\r\nHost: swarm\r\n\r\n";
  REQUIRE(::send(fd, ask.data(), ask.size(), 0) == static_cast<ssize_t>(ask.size()));
  std::string answer;
  char piece[4096];
  for (ssize_t n = 0; (n = ::recv(fd, piece, sizeof piece, 0)) > 0;) {
    answer.append(piece, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return answer;
}

std::string why_not(const std::string& host_port) {
  const auto metrics = swarm_metrics::listen(host_port);
  REQUIRE_FALSE(metrics);
  return metrics.error();
}

}  // namespace

TEST_CASE("before the first round every counter is there and 0, every reason included") {
  const auto text = anywhere()->text();
  CHECK(value_of(text, "starling_rounds_total") == "0");
  CHECK(value_of(text, "starling_proposals_accepted_total") == "0");
  CHECK(value_of(text, "starling_actor_restarts_total") == "0");
  CHECK(value_of(text, "starling_link_bytes_total{kind=\"in_process\"}") == "0");
  for (const auto reason : starling::messages::refusal_names) {
    CAPTURE(reason);
    CHECK(value_of(text, "starling_proposals_refused_total{reason=\"" + std::string(reason) +
                             "\"}") == "0");
  }
  CHECK(text.find("starling_build_info{version=\"") != std::string::npos);
}

TEST_CASE("every metric has a help text and a type") {
  const auto text = anywhere()->text();
  std::istringstream lines(text);
  std::size_t helped = 0;
  std::size_t typed = 0;
  for (std::string line; std::getline(lines, line);) {
    helped += line.rfind("# HELP starling_", 0) == 0 ? 1 : 0;
    typed += line.rfind("# TYPE starling_", 0) == 0 ? 1 : 0;
  }
  CHECK(helped == 11);
  CHECK(typed == 11);
}

TEST_CASE("closed rounds add up, and gauges show the last round") {
  const auto metrics = anywhere();
  round_report round;
  round.seconds = 0.25;
  round.accepted = 8;
  round.refused[static_cast<std::size_t>(refusal::late)] = 2;
  round.bytes = 1000;
  round.loss = 0.5;
  round.accuracy = 0.75;
  round.live_nodes = 10;
  metrics->closed(round, 0);
  round.seconds = 2;
  round.live_nodes = 9;
  metrics->closed(round, 3);

  const auto text = metrics->text();
  CHECK(value_of(text, "starling_rounds_total") == "2");
  CHECK(value_of(text, "starling_proposals_accepted_total") == "16");
  CHECK(value_of(text, "starling_proposals_refused_total{reason=\"late\"}") == "4");
  CHECK(value_of(text, "starling_proposals_refused_total{reason=\"outvoted\"}") == "0");
  CHECK(value_of(text, "starling_link_bytes_total{kind=\"in_process\"}") == "2000");
  CHECK(value_of(text, "starling_loss") == "0.5");
  CHECK(value_of(text, "starling_accuracy_ratio") == "0.75");
  CHECK(value_of(text, "starling_live_nodes") == "9");
  CHECK(value_of(text, "starling_actor_restarts_total") == "3");
  CHECK(value_of(text, "starling_round_duration_seconds_count") == "2");
  CHECK(value_of(text, "starling_round_duration_seconds_sum") == "2.25");
  CHECK(value_of(text, "starling_round_duration_seconds_bucket{le=\"0.25\"}") == "1");
  CHECK(value_of(text, "starling_round_duration_seconds_bucket{le=\"+Inf\"}") == "2");
}

TEST_CASE("a round that was not evaluated leaves loss and accuracy as they were") {
  const auto metrics = anywhere();
  round_report round;
  round.loss = 0.5;
  round.accuracy = 0.75;
  metrics->closed(round, 0);
  round.loss = std::numeric_limits<double>::quiet_NaN();
  round.accuracy = std::numeric_limits<double>::quiet_NaN();
  metrics->closed(round, 0);
  CHECK(value_of(metrics->text(), "starling_loss") == "0.5");
  CHECK(value_of(metrics->text(), "starling_accuracy_ratio") == "0.75");
}

TEST_CASE("a scrape over HTTP sees the counted rounds") {
  const auto metrics = anywhere();
  metrics->closed({}, 0);
  const auto answer = scrape(metrics->port());
  CHECK(answer.find("200 OK") != std::string::npos);
  CHECK(answer.find("\nstarling_rounds_total 1\n") != std::string::npos);
}

TEST_CASE("metrics are served on the address that was given and on no other") {
  const auto metrics = anywhere();
  CHECK(connect_to("127.0.0.2", metrics->port()) == -1);
}

TEST_CASE("a port in use is a sentence, not an exception") {
  const auto metrics = anywhere();
  const auto host_port = "127.0.0.1:" + std::to_string(metrics->port());
  CHECK(why_not(host_port) == "cannot serve metrics on " + host_port + ": Address already in use");
}

TEST_CASE("an address that is no HOST:PORT is refused with what was expected") {
  CHECK(why_not("9464").find("expected HOST:PORT") != std::string::npos);
  CHECK(why_not(":9464").find("expected HOST:PORT") != std::string::npos);
  CHECK(why_not("").find("expected HOST:PORT") != std::string::npos);
  for (const std::string host : {"::1:9464", "[::1]:9464", "127.0.0.1:80,0.0.0.0:81"}) {
    CAPTURE(host);
    CHECK(why_not(host).find("IPv6 is not served") != std::string::npos);
  }
  for (const std::string port :
       {"127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:9464s"}) {
    CAPTURE(port);
    CHECK(why_not(port).find("0 to 65535") != std::string::npos);
  }
}

TEST_CASE("an address that is not this machine's is refused") {
  // 192.0.2.0/24 is reserved for documentation (RFC 5737).
  CHECK(why_not("192.0.2.1:0").find("cannot serve metrics on 192.0.2.1:0: ") == 0);
}

TEST_CASE("a name resolves to the address it stands for") {
  addrinfo* list = nullptr;
  if (::getaddrinfo("localhost", nullptr, nullptr, &list) != 0) {
    MESSAGE("skipped: localhost has no address here");
    return;
  }
  ::freeaddrinfo(list);
  CHECK(swarm_metrics::listen("localhost:0"));
  CHECK(why_not("no.such.host.invalid:0").find("no.such.host.invalid") != std::string::npos);
}
