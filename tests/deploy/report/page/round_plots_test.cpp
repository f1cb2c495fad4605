#include "deploy/report/page/round_plots.hpp"

#include <doctest/doctest.h>

#include "tests/deploy/report/markup_checker.hpp"
#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::flaw;
using testing::occurrences;
using testing::sample_run;

TEST_CASE("the figures over rounds are well-formed for no round, one and many") {
  for (const std::uint64_t rounds : {0U, 1U, 2U, 40U, 1000U}) {
    const run_result r = sample_run(rounds).result;
    CHECK(flaw(learning_figures(r)) == "");
    CHECK(flaw(exchange_figures(r)) == "");
    CHECK(flaw(duration_figure(r)) == "");
    CHECK(occurrences(learning_figures(r), "<figure>") == 2);
    CHECK(occurrences(exchange_figures(r), "<figure>") == 2);
  }
}

TEST_CASE("a hundred thousand rounds make a page no larger than a thousand do") {
  const std::size_t thousand = learning_figures(sample_run(1000).result).size();
  const std::string many = learning_figures(sample_run(100'000).result);
  CHECK(many.size() < 2 * thousand);
  CHECK(exchange_figures(sample_run(100'000).result).size() < 100'000);
  CHECK(many.find("Each point is the mean of 334 rounds.") != std::string::npos);
}

TEST_CASE("refusals are listed by reason with their totals, those that happened only") {
  const std::string text = exchange_figures(sample_run(4).result);
  CHECK(text.find("outvoted 8") != std::string::npos);
  CHECK(text.find("late 4") != std::string::npos);  // 1 + 2 + 0 + 1
  CHECK(text.find("too stale") == std::string::npos);
}

TEST_CASE("peers are ordered by refusals, and an adversary that none refused is shown too") {
  const std::string text = peer_figure(sample_run(4).result);
  const std::size_t first = text.find("adversary 8");
  const std::size_t second = text.find("node 3");
  const std::size_t third = text.find("adversary 9");
  REQUIRE(third != std::string::npos);
  CHECK(first < second);
  CHECK(second < third);
}

TEST_CASE("of a million refused peers the worst twenty are drawn") {
  run_result r;
  for (std::uint32_t i = 0; i < 1'000'000; ++i) r.refused_by_peer[{i}][6] = i % 1000 + 1;
  r.adversaries = {{7}};
  const std::string text = peer_figure(r);
  CHECK(flaw(text) == "");
  CHECK(occurrences(text, "class=\"bar\"") == 20);
  CHECK(text.find("The 20 refused most, of 1,000,000.") != std::string::npos);
  CHECK(text.size() < 10'000);
}
