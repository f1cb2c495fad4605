#pragma once

#include <memory>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include "actors/host/host_counters.hpp"

namespace starling::actors {

/// Shows to Prometheus what passes between this process and the other hosts of its swarm, as it is
/// when it is scraped. Thread-safe.
class host_metrics : public prometheus::Collectable {
 public:
  explicit host_metrics(std::shared_ptr<const host_counters> counters)
      : counters_(std::move(counters)) {}

  /// One family per figure: starling_host_NAME_total, of what was refused by reason; and how many
  /// hosts there are: starling_hosts, by standing.
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  [[nodiscard]] prometheus::MetricFamily members() const;

  std::shared_ptr<const host_counters> counters_;
};

}  // namespace starling::actors
