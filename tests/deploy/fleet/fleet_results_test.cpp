#include "deploy/fleet/fleet_results.hpp"

#include <doctest/doctest.h>

#include <limits>

#include <nlohmann/json.hpp>

#include "deploy/report/run_directory.hpp"
#include "tests/deploy/fleet/sample_fleet.hpp"

using namespace starling;
using namespace starling::deploy;
using namespace starling::deploy::testing;
using state = host_outcome::state;

TEST_CASE("a host's result is what its report says; without one it is its outcome alone") {
  const sample_fleet sample("results");
  const auto f = sample.read();
  const auto output = sample.folder.path() / "out";
  report_input input;
  input.result.rounds = 15;
  input.result.accuracy = 0.75;
  input.result.loss = std::numeric_limits<double>::quiet_NaN();
  input.result.model_hash = "0123456789abcdef";
  REQUIRE(write_run_directory(output / "ant", input));
  const auto results = read_results(
      f, {{state::succeeded, 0}, {state::lost, std::nullopt, "no connection"}}, output);
  REQUIRE(results.size() == 2);
  REQUIRE(results[0].found);
  CHECK(results[0].found->rounds == 15);
  CHECK_FALSE(results[1].found);

  const auto table = results_table(results);
  CHECK(table.find("ant   here            succeeded  15      75.00 %") != std::string::npos);
  CHECK(table.find("no connection\n") != std::string::npos);
  const auto read = nlohmann::json::parse(results_json(results));
  CHECK(read["hosts"][0]["model_hash"] == "0123456789abcdef");
  CHECK(read["hosts"][0]["loss"].is_null());
  CHECK(read["hosts"][1]["status"].is_null());
  CHECK_FALSE(read["hosts"][1].contains("rounds"));
}

TEST_CASE("a report that cannot be read is told, and an old one is not taken for a new one") {
  const sample_fleet sample("stale");
  const auto f = sample.read();
  const auto output = sample.folder.path() / "out";
  for (const char* host : {"ant", "bee"}) {
    std::filesystem::create_directories(output / host);
    std::ofstream(output / host / "run.json") << "{";
  }
  const auto results = read_results(f, {{state::failed, 1}, {state::lost}}, output);
  CHECK(results[0].outcome.why.find("run.json") != std::string::npos);
  CHECK(results[1].outcome.why.empty());
}
