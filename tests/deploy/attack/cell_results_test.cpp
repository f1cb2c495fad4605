#include "deploy/attack/cell_results.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "tests/deploy/attack/sample_grid.hpp"

namespace deploy = starling::deploy;
using namespace starling::deploy::testing;
using outcome = deploy::cell_result::outcome;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// A run whose rounds have these accuracies; NaN: not evaluated.
starling::run_result run_of(std::initializer_list<double> accuracies) {
  starling::run_result run;
  for (const double accuracy : accuracies) {
    starling::round_report report;
    report.round = ++run.rounds;
    report.accuracy = accuracy;
    report.loss = 2 * accuracy;
    run.per_round.push_back(report);
  }
  return run;
}

}  // namespace

TEST_CASE("a cell's accuracy is the mean of the last evaluations, rounds without one left out") {
  const auto run = run_of({0.1, nothing, 0.5, nothing, 0.25, 1.0, nothing});
  CHECK(deploy::result_of(run, 0, 1).accuracy == 1.0);
  CHECK(deploy::result_of(run, 0, 2).accuracy == 0.625);
  CHECK(deploy::result_of(run, 0, 2).loss == 1.25);
  CHECK(deploy::result_of(run, 0, 3).accuracy == 1.75 / 3);
  CHECK(deploy::result_of(run, 7, 3).cell == 7);
  CHECK(deploy::result_of(run, 0, 3).rounds == 7);
}

TEST_CASE("a run that ended early keeps the figures it has and says why") {
  auto run = run_of({0.5, nothing});
  run.stopped_by = starling::stop_reason::quorum_lost;
  run.detail = "missing: node 3";
  const auto result = deploy::result_of(run, 0, 3);
  CHECK(result.how == outcome::stopped);
  CHECK(result.why == "quorum_lost: missing: node 3");
  CHECK(result.accuracy == 0.5);
  run.per_round.clear();
  CHECK(std::isnan(deploy::result_of(run, 0, 3).accuracy));
}

TEST_CASE("each line reads back as the result that it was written from, to the last bit") {
  const auto g = sample_grid();
  for (std::size_t i = 0; i < g.size(); ++i) {
    auto result = done(i, 1.0 / (3.0 + static_cast<double>(i)));
    if (i % 3 == 1) result.how = outcome::stopped;
    if (i % 2 == 1) result.backdoor_success = 0.1 * static_cast<double>(i);
    if (i % 3 == 2) {
      result = {};
      result.cell = i;
      result.how = outcome::refused;
      result.why = "n >= 2 f + \"3\"";
    }
    const std::string line = to_line(g, result);
    CHECK(line.find('\n') == std::string::npos);
    const auto read = deploy::from_line(g, line);
    REQUIRE_MESSAGE(read, read.error());
    CHECK(read->cell == i);
    CHECK(read->how == result.how);
    CHECK(read->why == result.why);
    CHECK(to_line(g, *read) == line);
    if (result.how != outcome::refused) CHECK(read->accuracy == result.accuracy);
  }
}

TEST_CASE("what is no accuracy is null and comes back as none") {
  const auto g = sample_grid();
  auto result = done(0, nothing);
  result.how = outcome::stopped;
  CHECK(to_line(g, result).find("\"accuracy\":null") != std::string::npos);
  CHECK(std::isnan(deploy::from_line(g, to_line(g, result))->accuracy));
}

TEST_CASE("a line that is cut, of another grid or of no cell is refused") {
  const auto g = sample_grid();
  const std::string line = to_line(g, done(5, 0.5));
  for (std::size_t length = 0; length < line.size(); ++length) {
    CHECK_FALSE(deploy::from_line(g, line.substr(0, length)));
  }
  for (const auto& [old, by] : {std::pair{"flip 3", "flip 4"},
                                {"labels", "lables"},
                                {"\"seed\":3", "\"seed\":5"},
                                {"\"seed\":3", "\"seed\":\"3\""},
                                {"\"done\"", "\"won\""}}) {
    if (line.find(old) == std::string::npos) continue;
    CHECK_FALSE(deploy::from_line(g, replaced(line, old, by)));
  }
  CHECK_FALSE(deploy::from_line(g, "[]"));
  CHECK_FALSE(deploy::from_line(g, "null"));
}
