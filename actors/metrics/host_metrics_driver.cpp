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
    {"chunks_spared", "Chunks of large tensors that the other host has had before."},
    {"bytes_saved", "Bytes by which compression has made tensors shorter."},
    {"bytes_sent", "Bytes of frames sealed for other hosts."},
    {"died", "Times that a host was declared dead here."},
    {"datagrams_sent", "Datagrams of the membership that were sent."},
    {"datagrams_received", "Datagrams that came, whoever they are from."},
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
  all.push_back(members());
  return all;
}

prometheus::MetricFamily host_metrics::members() const {
  prometheus::MetricFamily family;
  family.name = "starling_hosts";
  family.help = "Hosts by what this one holds them for; all zero where nobody looks.";
  family.type = prometheus::MetricType::Gauge;
  for (std::size_t i = 0; i < standing_names.size(); ++i) {
    prometheus::ClientMetric metric;
    metric.label.push_back({"standing", std::string(standing_names[i])});
    metric.gauge.value = static_cast<double>(counters_->members[i].load());
    family.metric.push_back(std::move(metric));
  }
  return family;
}

}  // namespace starling::actors
