#include "aggregation/robust/distance_based/krum_scores.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"

namespace {

using namespace starling::aggregation;

TEST_CASE("a krum score is the sum of the n - f - 2 smallest squared distances to others") {
  const auto all = cases::contributions_of({{0.0}, {1.0}, {3.0}, {7.0}, {20.0}});
  round_context context;
  context.byzantine = 1;
  gathering heard(all, context);
  CHECK(krum_scores(heard) == std::vector<double>{1 + 9, 1 + 4, 4 + 9, 16 + 36, 169 + 289});
}

TEST_CASE("a ranking puts equal scores in order of index") {
  CHECK(ranking(std::vector{3.0, 1.0, 3.0, 1.0}) == std::vector<std::size_t>{1, 3, 0, 2});
}

TEST_CASE("those after the chosen are outvoted, with the worst chosen score as limit") {
  const auto all = cases::contributions_of({{0.0}, {0.0}, {0.0}});
  const std::vector scores{5.0, 2.0, 4.0};
  const round_context context;
  gathering heard(all, context);
  judge_outvoted(heard, scores, ranking(scores), 2);
  const auto judgements = heard.combined({}).judgements;
  REQUIRE(judgements.size() == 1);
  CHECK(judgements[0].peer.value == 0);
  CHECK(judgements[0].measured == 5);
  CHECK(judgements[0].limit == 4);
}

}  // namespace
