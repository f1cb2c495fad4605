#include "actors/metrics/swarm_metrics_driver.hpp"

#include <netdb.h>
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <exception>
#include <limits>
#include <system_error>

namespace starling::actors {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;

struct address {
  std::string host;
  std::string port;
};

/// Stricter than civetweb, which would take a list of addresses, or a bare port for all of them.
messages::result<address, std::string> parse(const std::string& host_port) {
  const auto refuse = [&](const std::string& why) {
    return messages::failure{"cannot serve metrics on \"" + host_port + "\": " + why};
  };
  const auto colon = host_port.rfind(':');
  if (colon == std::string::npos || colon == 0) {
    return refuse("expected HOST:PORT, for example 127.0.0.1:9464");
  }
  address out{host_port.substr(0, colon), host_port.substr(colon + 1)};
  if (out.host.find_first_of(":[]") != std::string::npos) {
    return refuse("HOST must be a name or an IPv4 address; IPv6 is not served");
  }
  unsigned number = 0;
  const char* end = out.port.data() + out.port.size();
  const auto [stop, error] = std::from_chars(out.port.data(), end, number);
  if (error != std::errc{} || stop != end || number > std::numeric_limits<std::uint16_t>::max()) {
    return refuse("the port must be a number from 0 to 65535");
  }
  return out;
}

std::string in_words(int error) {
  return std::generic_category().message(error);
}

/// Binds a socket and lets go of it again: the HTTP server says neither that it failed nor why.
int try_bind(const addrinfo& where) {
  const int fd = ::socket(where.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool bound = ::bind(fd, where.ai_addr, where.ai_addrlen) == 0 && ::listen(fd, 1) == 0;
  const int error = bound ? 0 : errno;
  ::close(fd);
  return error;
}

/// The numeric form of `host_port`, which can be bound now.
messages::result<std::string, std::string> bindable(const std::string& host_port) {
  const auto parsed = parse(host_port);
  if (!parsed) return messages::failure{parsed.error()};
  const auto refuse = [&](const std::string& why) {
    return messages::failure{"cannot serve metrics on " + host_port + ": " + why};
  };
  addrinfo hints{};
  hints.ai_family = AF_INET;  // Debian builds the HTTP server without IPv6.
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int unknown = ::getaddrinfo(parsed->host.c_str(), parsed->port.c_str(), &hints, &list);
  if (unknown != 0) return refuse(::gai_strerror(unknown));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  const int error = try_bind(*list);
  if (error != 0) return refuse(in_words(error));
  std::string numeric(NI_MAXHOST, '\0');
  ::getnameinfo(list->ai_addr, list->ai_addrlen, numeric.data(), NI_MAXHOST, nullptr, 0,
                NI_NUMERICHOST);
  numeric.resize(numeric.find('\0'));
  return numeric + ":" + parsed->port;
}

/// Adds the one metric of a new or known family.
template <class Builder, class... Arguments>
auto& add(Builder builder, prometheus::Registry& to, const char* name, const char* help,
          const prometheus::Labels& labels, Arguments... arguments) {
  return builder.Name(name).Help(help).Register(to).Add(labels, arguments...);
}

}  // namespace

struct swarm_metrics::instruments {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();

  Histogram& duration =
      add(prometheus::BuildHistogram(), *registry, "starling_round_duration_seconds",
          "Time from the close of one round to the close of the next.", {},
          Histogram::BucketBoundaries{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
                                      2.5, 5, 10, 30, 60});
  Counter& rounds = counter("starling_rounds_total", "Rounds closed.");
  Counter& accepted = counter("starling_proposals_accepted_total",
                              "Proposals that took part in a round's combination.");
  std::array<Counter*, messages::refusal_kinds> refused = by_reason();
  Counter& failed =
      counter("starling_combinations_failed_total", "Rounds that a member's rule did not combine.");
  Counter& bytes = counter("starling_link_bytes_total", "Bytes sent, as if encoded, by link kind.",
                           {{"kind", "in_process"}});
  Gauge& loss = gauge("starling_loss", "Held-out loss of the honest nodes' mean, last evaluated.");
  Gauge& accuracy = gauge("starling_accuracy_ratio",
                          "Held-out accuracy of the honest nodes' mean, last evaluated.");
  Gauge& live_nodes =
      gauge("starling_live_nodes", "Nodes whose actors ran when the last round closed.");
  Counter& restarts =
      counter("starling_actor_restarts_total", "Node actors restarted by their supervisor.");
  Gauge& build_info = gauge("starling_build_info", "Always 1; the version is in the label.",
                            {{"version", STARLING_VERSION}});

  std::vector<std::shared_ptr<prometheus::Collectable>> shown;
  /// Last, so that it stops serving before what it serves is gone.
  std::unique_ptr<prometheus::Exposer> exposer;

  explicit instruments(const std::string& address)
      : exposer(std::make_unique<prometheus::Exposer>(address, 2)) {
    loss.Set(std::numeric_limits<double>::quiet_NaN());
    accuracy.Set(std::numeric_limits<double>::quiet_NaN());
    build_info.Set(1);
    exposer->RegisterCollectable(registry);
  }

  Counter& counter(const char* name, const char* help, const prometheus::Labels& labels = {}) {
    return add(prometheus::BuildCounter(), *registry, name, help, labels);
  }
  Gauge& gauge(const char* name, const char* help, const prometheus::Labels& labels = {}) {
    return add(prometheus::BuildGauge(), *registry, name, help, labels);
  }
  /// One counter per reason from the start: a rate over a series that appears late is wrong.
  std::array<Counter*, messages::refusal_kinds> by_reason() {
    std::array<Counter*, messages::refusal_kinds> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = &counter("starling_proposals_refused_total", "Proposals refused, by reason.",
                        {{"reason", std::string(messages::refusal_names[i])}});
    }
    return out;
  }
};

swarm_metrics::swarm_metrics(std::unique_ptr<instruments> parts) : instruments_(std::move(parts)) {}
swarm_metrics::~swarm_metrics() = default;

messages::result<std::unique_ptr<swarm_metrics>, std::string> swarm_metrics::listen(
    const std::string& host_port) {
  const auto address = bindable(host_port);
  if (!address) return messages::failure{address.error()};
  try {
    auto parts = std::make_unique<instruments>(address.value());
    return std::unique_ptr<swarm_metrics>(new swarm_metrics(std::move(parts)));
  } catch (const std::exception& error) {
    return messages::failure{"cannot serve metrics on " + host_port + ": " + error.what()};
  }
}

void swarm_metrics::closed(const round_report& report, std::uint64_t restarts) {
  auto& to = *instruments_;
  to.duration.Observe(report.seconds);
  to.accepted.Increment(static_cast<double>(report.accepted));
  for (std::size_t i = 0; i < report.refused.size(); ++i) {
    to.refused[i]->Increment(static_cast<double>(report.refused[i]));
  }
  to.failed.Increment(static_cast<double>(report.failed));
  to.bytes.Increment(static_cast<double>(report.bytes));
  if (!std::isnan(report.loss)) to.loss.Set(report.loss);
  if (!std::isnan(report.accuracy)) to.accuracy.Set(report.accuracy);
  to.live_nodes.Set(static_cast<double>(report.live_nodes));
  to.restarts.Increment(static_cast<double>(restarts) - to.restarts.Value());
  to.rounds.Increment();
}

std::uint16_t swarm_metrics::port() const {
  return static_cast<std::uint16_t>(instruments_->exposer->GetListeningPorts().front());
}

void swarm_metrics::show(std::shared_ptr<prometheus::Collectable> more) {
  instruments_->exposer->RegisterCollectable(more);  // which does not own it
  instruments_->shown.push_back(std::move(more));
}

std::string swarm_metrics::text() const {
  auto all = instruments_->registry->Collect();
  for (const auto& more : instruments_->shown) {
    for (auto& family : more->Collect()) all.push_back(std::move(family));
  }
  return prometheus::TextSerializer{}.Serialize(all);
}

}  // namespace starling::actors
