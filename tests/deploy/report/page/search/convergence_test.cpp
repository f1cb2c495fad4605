#include "deploy/report/page/search/convergence.hpp"

#include <doctest/doctest.h>

#include "tests/deploy/report/markup_checker.hpp"
#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::flaw;
using testing::not_a_number;
using testing::occurrences;
using testing::sample_run;
using testing::sample_search;

TEST_CASE("particles look for a least value where they evaluated, found or were given one") {
  CHECK_FALSE(looked_for_least(sample_run(3)));
  CHECK(looked_for_least(sample_search(3)));
  report_input in;
  CHECK_FALSE(looked_for_least(in));
  in.result.model = messages::tensor(std::vector<double>{1});
  CHECK(looked_for_least(in));
  in = {};
  in.result.per_round.resize(2);
  in.result.per_round[1].evaluations = 1;
  CHECK(looked_for_least(in));
}

TEST_CASE("convergence is drawn over evaluations on a logarithmic axis") {
  const std::string text = convergence_figure(sample_search(40));
  CHECK(flaw(text) == "");
  CHECK(text.find("How far above the least value there is, 0.") != std::string::npos);
  CHECK(text.find(">evaluations</text>") != std::string::npos);
  CHECK(text.find("round 3, 30 evaluations") != std::string::npos);
  CHECK(text.find(">1e-6</text>") != std::string::npos);
  CHECK(occurrences(text, "<polyline") == 2);
}

TEST_CASE("a distance of zero lies at the bottom of the axis") {
  report_input in = sample_search(20);
  for (std::size_t i = 10; i < 20; ++i) in.result.per_round[i].loss = 0;
  const std::string text = convergence_figure(in);
  CHECK(flaw(text) == "");
  CHECK(occurrences(text, "<polyline") == 2);
  CHECK(text.find(",218 ") != std::string::npos);
  CHECK(text.find("best: 0&") != std::string::npos);
}

TEST_CASE("without a known minimum the values themselves are drawn, negative ones too") {
  report_input in = sample_search(12);
  in.objective->minimum.reset();
  for (round_report& r : in.result.per_round) r.loss -= 1;
  const std::string text = convergence_figure(in);
  CHECK(flaw(text) == "");
  CHECK(text.find("the least value there is is not known") != std::string::npos);
  CHECK(text.find(">-1.0</text>") != std::string::npos);
}

TEST_CASE("no round, one and many make well-formed figures, whatever was not measured") {
  for (const std::uint64_t rounds : {0U, 1U, 2U, 2000U}) {
    report_input in = sample_search(rounds);
    CHECK(flaw(convergence_figure(in)) == "");
    CHECK(flaw(diversity_figure(in.result)) == "");
    CHECK(convergence_figure(in).size() < 60'000);
    for (round_report& r : in.result.per_round) r.loss = r.loss_median = r.diversity = not_a_number;
    CHECK(convergence_figure(in).find("nan") == std::string::npos);
    CHECK(diversity_figure(in.result) == "");
  }
}
