#include "deploy/attack/scores.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/deploy/attack/sample_grid.hpp"

namespace deploy = starling::deploy;
using namespace starling::deploy::testing;
using outcome = deploy::cell_result::outcome;

TEST_CASE("a score is the mean over the seeds, with the range") {
  const auto g = sample_grid();
  auto results = sample_results(g);
  results[g.index(1, 2, 1, 0)]->accuracy = 0.5;
  results[g.index(1, 2, 1, 1)]->accuracy = 0.75;
  const auto table = deploy::scores_of(g, results, 1);
  const auto& score = table.scores[1][2];
  CHECK(*score.mean == 0.625);
  CHECK(score.low == 0.5);
  CHECK(score.high == 0.75);
  CHECK(score.by_seed == std::vector{0.5, 0.75});
  CHECK(shown(score) == "62.5 ± 12.5");
  CHECK(*table.worst[1] == 0.625);
}

TEST_CASE("where there is a backdoor its success stands in brackets") {
  const auto g = sample_grid();
  auto results = sample_results(g);
  for (std::size_t seed = 0; seed < 2; ++seed) {
    auto& one = *results[g.index(0, 1, 0, seed)];
    one.accuracy = 0.9;
    one.backdoor_success = seed == 0 ? 0.2 : 0.3;
  }
  const auto score = deploy::scores_of(g, results, 0).scores[0][1];
  CHECK(*score.backdoor == doctest::Approx(0.25));
  CHECK(shown(score) == "90.0 ± 0.0 (25.0)");
  CHECK_FALSE(deploy::scores_of(g, results, 0).scores[0][0].backdoor);
}

TEST_CASE("a rule's worst is the lowest of its row") {
  const auto g = sample_grid();
  auto results = sample_results(g);
  for (std::size_t seed = 0; seed < 2; ++seed) {
    results[g.index(0, 0, 0, seed)]->accuracy = 0.9;
    results[g.index(0, 1, 0, seed)]->accuracy = 0.2;
    results[g.index(0, 2, 0, seed)]->accuracy = 0.8;
  }
  CHECK(*deploy::scores_of(g, results, 0).worst[0] == 0.2);
}

TEST_CASE("a refused rule has no figure, and a run that ended early has a dagger") {
  const auto g = sample_grid();
  auto results = sample_results(g);
  for (std::size_t attack = 0; attack < 3; ++attack) {
    for (std::size_t seed = 0; seed < 2; ++seed) {
      auto& one = *results[g.index(0, attack, 0, seed)];
      one.how = outcome::refused;
      one.why = "too few";
    }
  }
  auto& early = *results[g.index(1, 0, 0, 1)];
  early.how = outcome::stopped;
  early.why = "quorum_lost";
  early.accuracy = std::numeric_limits<double>::quiet_NaN();
  results[g.index(1, 0, 0, 0)]->accuracy = 0.5;
  const auto table = deploy::scores_of(g, results, 0);
  CHECK_FALSE(table.scores[0][0].mean);
  CHECK_FALSE(table.worst[0]);
  CHECK(shown(table.scores[0][0]) == "refused");
  CHECK(table.scores[0][0].refused == "too few");
  CHECK(shown(table.scores[1][0]) == "50.0 †");
  CHECK(table.scores[1][0].stopped_seeds == 1);
  CHECK(std::isnan(table.scores[1][0].by_seed[1]));
}

TEST_CASE("the best of a column are all that look like the highest") {
  using means = std::vector<std::optional<double>>;
  const means column = {0.94312, std::nullopt, 0.94308, 0.9429};
  CHECK(deploy::is_best(column[0], column));
  CHECK_FALSE(deploy::is_best(column[1], column));
  CHECK(deploy::is_best(column[2], column));  // 94.3 as well
  CHECK(deploy::is_best(column[3], column));
  CHECK_FALSE(deploy::is_best(0.942, column));
  CHECK_FALSE(deploy::is_best(std::nullopt, means{std::nullopt}));
}
