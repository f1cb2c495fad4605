#include "actors/metrics/host_metrics_driver.hpp"

#include <map>
#include <string>

namespace starling::actors {

namespace {

const std::map<std::string_view, const char*> helps = {
    {"connections", "Connections with other hosts, made again after a loss included."},
    {"connections_lost", "Connections with other hosts that ended."},
    {"handshakes_failed", "TLS handshakes that failed or took too long."},
    {"strangers", "Greetings by nobody that the swarm file names, or with another key."},
    {"frames_sent", "Frames sealed for other hosts."},
    {"frames_received", "Frames of other hosts that were opened."},
    {"frames_dropped", "Frames that were not sent: too long, no room, or no connection."},
    {"bytes_sent", "Bytes of frames sealed for other hosts."},
    {"refused", "What came from other hosts and was refused, by reason."},
};

}  // namespace

std::vector<prometheus::MetricFamily> host_metrics::Collect() const {
  std::vector<prometheus::MetricFamily> all;
  std::string_view last;
  for (const auto& figure : figures(*counters_)) {
    if (figure.name != last) {
      all.emplace_back();
      all.back().name = "starling_host_" + std::string(figure.name) + "_total";
      all.back().help = helps.at(figure.name);
      all.back().type = prometheus::MetricType::Counter;
      last = figure.name;
    }
    prometheus::ClientMetric metric;
    if (!figure.reason.empty()) metric.label.push_back({"reason", figure.reason});
    metric.counter.value = static_cast<double>(figure.value);
    all.back().metric.push_back(std::move(metric));
  }
  return all;
}

}  // namespace starling::actors
