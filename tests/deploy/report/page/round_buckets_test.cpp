#include "deploy/report/page/round_buckets.hpp"

#include <doctest/doctest.h>

#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::not_a_number;
using testing::sample_run;
using testing::sample_search;

TEST_CASE("every round is in one bucket, and there are no more buckets than asked for") {
  for (const std::uint64_t rounds : {0U, 1U, 89U, 90U, 91U, 1000U}) {
    const run_result r = sample_run(rounds).result;
    std::size_t next = 0;
    const auto parts = buckets(r, 90);
    CHECK(parts.size() <= 90);
    for (const bucket& b : parts) {
      CHECK(b.first == next);
      CHECK(b.last > b.first);
      next = b.last;
    }
    CHECK(next == rounds);
  }
}

TEST_CASE("a bucket has the mean, the least, the greatest or the last of its figures") {
  run_result r = sample_run(7).result;
  const double losses[] = {1, 5, not_a_number, not_a_number, not_a_number, not_a_number, 2};
  for (std::size_t i = 0; i < 7; ++i) r.per_round[i].loss = losses[i];
  const auto parts = buckets(r, 3);  // three rounds each, and the last alone
  const auto loss = [](const round_report& x) { return x.loss; };
  CHECK(figures(r, parts, merged::mean, loss)[0] == 3);
  CHECK(figures(r, parts, merged::least, loss)[0] == 1);
  CHECK(figures(r, parts, merged::greatest, loss)[0] == 5);
  CHECK(figures(r, parts, merged::last, loss)[0] == 5);
  CHECK(std::isnan(figures(r, parts, merged::last, loss)[1]));
  CHECK(figures(r, parts, merged::mean, loss)[2] == 2);
}

TEST_CASE("buckets lie at the middle of their rounds, or at the evaluations up to their end") {
  const run_result r = sample_search(8).result;
  const auto parts = buckets(r, 4);
  const abscissa rounds = along_rounds(r, parts);
  CHECK(rounds.at == std::vector<double>{1.5, 3.5, 5.5, 7.5});
  CHECK(rounds.title == "round");
  const abscissa evaluations = along_evaluations(r, parts);
  CHECK(evaluations.at == std::vector<double>{20, 40, 60, 80});
  CHECK(evaluations.names[3] == "rounds 7–8, 80 evaluations");
  CHECK(evaluations.title == "evaluations");
  CHECK_FALSE(evaluations.regular);
}

TEST_CASE("without evaluations buckets lie along rounds") {
  const run_result r = sample_run(3).result;
  CHECK(along_evaluations(r, buckets(r, 9)).at == along_rounds(r, buckets(r, 9)).at);
  CHECK(along_evaluations(r, buckets(r, 9)).names[0] == "round 1");
}

TEST_CASE("how many rounds share a point is said where more than one does") {
  CHECK(shared("point", buckets(sample_run(3).result, 9)) == "");
  CHECK(shared("bar", buckets(sample_run(30).result, 10)) == " Each bar is the mean of 3 rounds.");
  CHECK(shared("point", {}) == "");
}
