#include "deploy/report/rounds_csv.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "tests/deploy/report/sample_run.hpp"

using namespace starling::deploy;
using testing::sample_run;

TEST_CASE("rounds.csv has a header and one line of as many fields per round") {
  std::istringstream lines(rounds_csv(sample_run(5).result));
  std::string line;
  std::size_t count = 0;
  while (std::getline(lines, line)) {
    CHECK(std::count(line.begin(), line.end(), ',') == 16 + starling::messages::refusal_kinds);
    ++count;
  }
  CHECK(count == 6);
  std::string header =
      "round,loss,accuracy,loss_min,loss_max,accuracy_min,accuracy_max,train_loss,accepted,refused";
  for (const auto reason : starling::messages::refusal_names) {
    header += ",refused_" + std::string(reason);
  }
  CHECK(rounds_csv({}) ==
        header + ",failed,live_nodes,seconds,bytes,loss_median,diversity,evaluations\n");
}

TEST_CASE("rounds.csv leaves out what was not evaluated and keeps every digit of the rest") {
  starling::run_result r;
  starling::round_report x;
  x.round = 4;
  x.loss = testing::not_a_number;
  x.accuracy = 1.0 / 3;
  x.loss_min = 0.5;
  x.accepted = 9;
  x.refused = {1, 0, 0, 0, 0, 0, 2};
  x.live_nodes = 10;
  x.seconds = 1e-7;
  x.bytes = 12;
  x.diversity = 0.25;
  x.evaluations = 30;
  r.per_round = {x};
  const std::string text = rounds_csv(r);
  std::string line = "4,,0.3333333333333333,0.5,0,0,0,0,9,3,1,0,0,0,0,0,2";
  for (std::size_t i = 7; i < starling::messages::refusal_kinds; ++i) line += ",0";
  CHECK(text.substr(text.find('\n') + 1) == line + ",0,10,1e-07,12,,0.25,30\n");
}
