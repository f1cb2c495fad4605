#include "deploy/fleet/status/node_status.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include <nlohmann/json.hpp>

#include "deploy/fleet/text_table.hpp"
#include "deploy/report/figures.hpp"

namespace starling::deploy {
namespace {

double figure(const node_status& of, std::string_view name) {
  const auto found = of.figures->find(name);
  return found == of.figures->end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

/// A node of one process has no connections, and no such figure.
double or_nothing(double x) {
  return std::isnan(x) ? 0 : x;
}

struct column {
  const char* name;
  measure unit;
  double (*of)(const node_status&);
};

constexpr std::array<column, 7> columns{{
    {"round", measure::count,
     [](const node_status& n) { return figure(n, "starling_rounds_total"); }},
    {"nodes", measure::count,
     [](const node_status& n) { return figure(n, "starling_live_nodes"); }},
    {"connections", measure::count,
     [](const node_status& n) {
       return figure(n, "starling_host_connections_total") -
              figure(n, "starling_host_connections_lost_total");
     }},
    {"bytes_sent", measure::bytes,
     [](const node_status& n) {
       const double between = figure(n, "starling_host_bytes_sent_total");
       return std::isnan(between) ? figure(n, "starling_link_bytes_total") : between;
     }},
    {"refused", measure::count,
     [](const node_status& n) {
       return figure(n, "starling_proposals_refused_total") +
              or_nothing(figure(n, "starling_host_refused_total")) +
              or_nothing(figure(n, "starling_host_strangers_total"));
     }},
    {"accuracy", measure::fraction,
     [](const node_status& n) { return figure(n, "starling_accuracy_ratio"); }},
    {"loss", measure::real, [](const node_status& n) { return figure(n, "starling_loss"); }},
}};

const char* phase(const node_status& of) {
  if (!of.figures) return "unreachable";
  return figure(of, "starling_rounds_total") > 0 ? "running" : "starting";
}

}  // namespace

std::string status_table(const std::vector<node_status>& all) {
  std::vector<std::vector<std::string>> rows{{"host", "phase"}};
  for (const auto& c : columns) rows.front().emplace_back(c.name);
  rows.front().emplace_back("why");
  for (const auto& one : all) {
    std::vector<std::string> row{one.host, phase(one)};
    for (const auto& c : columns) {
      row.push_back(one.figures ? describe(c.unit, c.of(one)) : std::string("–"));
    }
    row.push_back(one.why);
    rows.push_back(std::move(row));
  }
  return text_table(rows);
}

std::string status_json(const std::vector<node_status>& all) {
  using json = nlohmann::ordered_json;
  json hosts = json::array();
  for (const auto& one : all) {
    json shown = {
        {"host", printable(one.host)}, {"address", printable(one.address)}, {"phase", phase(one)}};
    for (const auto& c : columns) {
      const double value = one.figures ? c.of(one) : std::numeric_limits<double>::quiet_NaN();
      const bool whole = c.unit == measure::count || c.unit == measure::bytes;
      if (!std::isfinite(value)) {
        shown[c.name] = nullptr;
      } else if (whole && std::abs(value) < 9.0e15) {
        shown[c.name] = static_cast<std::int64_t>(value);
      } else {
        shown[c.name] = value;
      }
    }
    shown["why"] = printable(one.why);
    hosts.push_back(std::move(shown));
  }
  return json{{"hosts", std::move(hosts)}}.dump(2) + '\n';
}

bool all_reached(const std::vector<node_status>& all) {
  return std::ranges::all_of(all, [](const node_status& one) { return one.figures.has_value(); });
}

}  // namespace starling::deploy
