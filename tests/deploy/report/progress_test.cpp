#include "deploy/report/progress.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/deploy/report/markup_checker.hpp"
#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::not_a_number;
using testing::occurrences;
using testing::sample_round;
using testing::sample_run;

TEST_CASE("without a terminal each round is one plain line") {
  std::ostringstream out;
  progress p(out, {});
  round_report r = sample_round(3);
  r.loss = 0.51234;
  r.accuracy = 0.875;
  p.on_round(r, 40);
  r.round = 4;
  r.loss = r.accuracy = not_a_number;
  p.on_round(r, 0);
  CHECK(out.str() ==
        "round 3/40  loss 0.5123  accuracy 87.50 %  accepted 18  refused 2  live 10  250 ms  12.0 "
        "KiB\n"
        "round 4  loss -  accuracy -  accepted 18  refused 2  live 10  250 ms  12.0 KiB\n");
}

TEST_CASE("on a terminal one line is redrawn with bar, rate and time left") {
  std::ostringstream out;
  progress p(out, {.terminal = true, .columns = 120, .elapsed = {}});
  round_report r = sample_round(1);
  r.round = 10;
  r.loss = 0.5;
  r.accuracy = 0.875;
  p.on_round(r, 40);
  const std::string line = out.str();
  CHECK(line ==
        "\r█████                10/40  loss 0.5000  acc 87.50 %  refused 3  4 rounds/s  7.50 s "
        "left"
        "\x1b[K");
  r.round = 11;
  r.loss = r.accuracy = not_a_number;  // the last known figures stay
  p.on_round(r, 40);
  CHECK(out.str().substr(line.size()).find("11/40  loss 0.5000  acc 87.50 %") != std::string::npos);
  CHECK(out.str().find('\n') == std::string::npos);
}

TEST_CASE("a fast run redraws its line ten times a second, and its last round always") {
  std::ostringstream out;
  double now = 0;
  progress p(out, {.terminal = true, .columns = 80, .elapsed = [&] {
                     return std::chrono::duration<double>(now);
                   }});
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    now += 0.001;
    p.on_round(sample_round(i), 1000);
  }
  CHECK(occurrences(out.str(), "\r") >= 10);
  CHECK(occurrences(out.str(), "\r") <= 12);
  CHECK(out.str().find("1000/1000") != std::string::npos);
}

TEST_CASE("a line is never wider than the terminal") {
  std::ostringstream out;
  progress p(out, {.terminal = true, .columns = 24, .elapsed = {}});
  p.on_round(sample_round(20), 40);
  CHECK(out.str() == "\r██████████           20/\x1b[K");
}

TEST_CASE("the end is told in a line of its own") {
  std::ostringstream out;
  progress p(out, {.terminal = true, .columns = 80, .elapsed = {}});
  p.on_round(sample_round(1), 40);
  run_result r = sample_run(12).result;
  r.stopped_by = stop_reason::quorum_lost;
  r.detail = "node 3\x1b[2J is missing";
  p.finish(r);
  CHECK(out.str().ends_with("\nquorum_lost after 12 rounds in 3.25 s: node 3?[2J is missing\n"));
}

TEST_CASE("the summary is a block of label and value") {
  run_result r = sample_run(3).result;
  r.loss = 0.123456;
  r.accuracy = 0.9712;
  CHECK(summary(r) ==
        "digits: 10 nodes, seed 7\n"
        "  stopped by   rounds_done\n"
        "  rounds       3\n"
        "  loss         0.1235\n"
        "  accuracy     97.12 %   worst honest node 90.00 %\n"
        "  examples     38.4 k   39.4 k a second\n"
        "  time         3.25 s\n"
        "  sent         118 MiB\n"
        "  refused      late 3, outvoted 6\n"
        "  adversaries  8, 9\n"
        "  restarts     1\n"
        "  memory       64.0 MiB at peak\n"
        "  model hash   " +
            std::string(64, 'a') + "\n");
}

TEST_CASE("the summary of a large swarm stays short and clean") {
  run_result r;
  r.name = "a\x1b]0;b\n";
  r.nodes = 1'000'000;
  for (std::uint32_t i = 0; i < 1000; ++i) r.adversaries.push_back({i});
  const std::string text = summary(r);
  CHECK(text.starts_with("a?]0;b?: 1,000,000 nodes"));
  CHECK(text.find("8, 9 and 990 more\n") != std::string::npos);
  CHECK(text.find("refused      none") != std::string::npos);
}
