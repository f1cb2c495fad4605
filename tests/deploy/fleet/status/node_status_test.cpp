#include "deploy/fleet/status/node_status.hpp"

#include <doctest/doctest.h>

#include <limits>

#include <nlohmann/json.hpp>

using namespace starling::deploy;

namespace {

std::vector<node_status> sample() {
  metric_values figures{{"starling_rounds_total", 12},
                        {"starling_live_nodes", 2},
                        {"starling_host_connections_total", 5},
                        {"starling_host_connections_lost_total", 3},
                        {"starling_host_bytes_sent_total", 2048},
                        {"starling_link_bytes_total", 7},
                        {"starling_proposals_refused_total", 1},
                        {"starling_host_refused_total", 2},
                        {"starling_host_strangers_total", 4},
                        {"starling_accuracy_ratio", 0.5},
                        {"starling_loss", std::numeric_limits<double>::quiet_NaN()}};
  return {{"ant", "127.0.0.1:1", figures, ""},
          {"bee", "127.0.0.1:2", std::nullopt, "Connection refused"}};
}

}  // namespace

TEST_CASE("the table has a line for each node, also for one that does not answer") {
  CHECK(status_table(sample()) ==
        "host  phase        round  nodes  connections  bytes_sent  refused  accuracy  loss  why\n"
        "ant   running      12     2      2            2.00 KiB    7        50.00 %   –\n"
        "bee   unreachable  –      –      –            –           –        –         –     "
        "Connection refused\n");
}

TEST_CASE("JSON has the same, and null for what is not known") {
  const auto read = nlohmann::json::parse(status_json(sample()));
  const auto& ant = read["hosts"][0];
  CHECK(ant["round"] == 12);
  CHECK(ant["round"].is_number_integer());
  CHECK(ant["connections"] == 2);
  CHECK(ant["bytes_sent"] == 2048);
  CHECK(ant["refused"] == 7);
  CHECK(ant["loss"].is_null());
  CHECK(read["hosts"][1]["phase"] == "unreachable");
  CHECK(read["hosts"][1]["why"] == "Connection refused");
  CHECK(read["hosts"][1]["round"].is_null());
}

TEST_CASE("a node before its first round is starting, and one process has no connections") {
  auto all = sample();
  all.pop_back();
  CHECK(all_reached(all));
  all[0].figures = metric_values{{"starling_rounds_total", 0}, {"starling_link_bytes_total", 7}};
  const auto read = nlohmann::json::parse(status_json(all));
  CHECK(read["hosts"][0]["phase"] == "starting");
  CHECK(read["hosts"][0]["connections"].is_null());
  CHECK(read["hosts"][0]["bytes_sent"] == 7);
}

TEST_CASE("who does not answer is not reached") {
  CHECK_FALSE(all_reached(sample()));
}
