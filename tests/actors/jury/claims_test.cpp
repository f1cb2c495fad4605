#include "actors/jury/claims.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "optimizers/problems/standard_functions.hpp"

using namespace starling;
using actors::claims;
using messages::contribution;
using messages::node_id;
using messages::refusal;

namespace {

std::shared_ptr<const optimizers::objective> sphere() {
  return *optimizers::make_function({.name = "sphere", .dimension = 1});
}

contribution claim(std::uint32_t who, double x, double score) {
  contribution c;
  c.sender = {who};
  c.parameters = messages::tensor(std::span<const double>(&x, 1));
  c.score = score;
  return c;
}

contribution truth(std::uint32_t who, double x) {
  return claim(who, x, x * x);
}

std::vector<std::uint32_t> senders(const std::vector<contribution>& heard) {
  std::vector<std::uint32_t> out;
  for (const auto& c : heard) out.push_back(c.sender.value);
  return out;
}

using ids = std::vector<std::uint32_t>;
constexpr verify_options best_alone{.best = true, .share = 0};

}  // namespace

TEST_CASE(
    "claims that are better than one's own are looked into from the best on, until one holds") {
  claims look(sphere(), best_alone);
  std::vector<contribution> heard = {truth(0, 3),      claim(1, 9, -5),  truth(2, 2),
                                     claim(3, 8, 0.5), claim(4, 7, 3.5), claim(5, 6, 8)};
  const auto refused = look.sift(heard, node_id{0}, 1);
  CHECK(senders(heard) == ids{0, 2, 5});
  REQUIRE(refused.size() == 3);
  CHECK(refused[0].peer == node_id{1});
  CHECK(refused[0].why == refusal::false_claim);
  CHECK(refused[0].measured == 81);
  CHECK(refused[0].limit == -5);
  CHECK(refused[1].peer == node_id{3});
  CHECK(look.evaluations() == 3 + 1);  // nobody asks for the sixth: the third holds
}

TEST_CASE("whoever is no better than oneself is not looked into, and nobody looks into himself") {
  claims look(sphere(), best_alone);
  std::vector<contribution> heard = {claim(0, 3, 1), claim(1, 9, 2), claim(2, 9, 1)};
  CHECK(look.sift(heard, node_id{0}, 1).empty());
  CHECK(look.evaluations() == 0);
  CHECK(heard.size() == 3);
}

TEST_CASE("what was found true is not evaluated again while the same tensor is told") {
  claims look(sphere(), best_alone);
  const auto told = truth(1, 2);
  for (int round = 0; round < 5; ++round) {
    std::vector<contribution> heard = {truth(0, 3), told};
    CHECK(look.sift(heard, node_id{0}, 1).empty());
  }
  CHECK(look.evaluations() == 1);
  auto lie = told;
  lie.score = 1;
  std::vector<contribution> heard = {truth(0, 3), lie};
  CHECK(look.sift(heard, node_id{0}, 1).size() == 1);
}

TEST_CASE("a share of the other claims is drawn from the seed") {
  std::size_t caught = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    claims look(sphere(), {.best = true, .share = 0.3});
    std::vector<contribution> heard = {truth(0, 1), claim(1, 9, 5)};
    caught += look.sift(heard, node_id{0}, seed).size();
    claims again(sphere(), {.best = true, .share = 0.3});
    std::vector<contribution> same = {truth(0, 1), claim(1, 9, 5)};
    again.sift(same, node_id{0}, seed);
    CHECK(senders(same) == senders(heard));
  }
  CHECK(caught > 240);  // four standard deviations of a binomial around 300
  CHECK(caught < 360);
}

TEST_CASE("a point outside the box, and a score that is no number, are worth nothing") {
  claims look(sphere(), {.best = true, .share = 1});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<contribution> heard = {truth(0, 3), claim(1, 1000, 1), claim(2, 2, nan)};
  CHECK(look.sift(heard, node_id{0}, 1).size() == 2);
  CHECK(senders(heard) == ids{0});
}

TEST_CASE("another machine's rounding is no lie") {
  claims look(sphere(), {.best = true, .share = 1});
  std::vector<contribution> heard = {truth(0, 3), claim(1, 2, 4 * (1 + 1e-12))};
  CHECK(look.sift(heard, node_id{0}, 1).empty());
}
