#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "actors/swarm/run_result.hpp"
#include "messages/types/result.hpp"

namespace prometheus {
class Collectable;
}  // namespace prometheus

namespace starling::actors {

/// What a running swarm shows to Prometheus, over HTTP at `/metrics`.
///
/// Thread-safe: `closed` and scrapes may overlap. The names, units and help texts are in
/// `docs/reference/metrics.md`.
class swarm_metrics {
 public:
  /// Serves on that one address and no other; a port of 0 picks a free one.
  ///
  /// Shape:  "HOST:PORT"; HOST is a name or an IPv4 address.
  /// Errors: one sentence: no HOST:PORT, host unknown, port in use, no permission.
  static messages::result<std::unique_ptr<swarm_metrics>, std::string> listen(
      const std::string& host_port);

  ~swarm_metrics();

  /// Counts one closed round. Loss and accuracy keep their last value where the round was not
  /// evaluated; `restarts` is how many node actors were restarted since the start of the run.
  void closed(const round_report& report, std::uint64_t restarts);

  /// Also shows what this collects, from now on.
  void show(std::shared_ptr<prometheus::Collectable> more);

  /// Where it listens.
  [[nodiscard]] std::uint16_t port() const;
  /// What a scrape sees now, in Prometheus' text format.
  [[nodiscard]] std::string text() const;

 private:
  struct instruments;
  explicit swarm_metrics(std::unique_ptr<instruments> parts);

  std::unique_ptr<instruments> instruments_;
};

}  // namespace starling::actors
