#include "optimizers/particle.hpp"

#include <doctest/doctest.h>

#include "optimizers/problems/standard_functions.hpp"
#include "optimizers/swarm/catalogue.hpp"

using namespace starling::optimizers;
using starling::messages::combination;
using starling::messages::contribution;
using starling::messages::node_id;
using starling::messages::round_number;
using starling::messages::tensor;

namespace {

std::shared_ptr<const objective> sphere() {
  return *make_function({.name = "sphere", .dimension = 2});
}

std::unique_ptr<particle> one(std::uint32_t node, std::size_t generations = 1) {
  const starling::strategy::swarm how = starling::strategy::pso{};
  const auto what = sphere();
  return std::make_unique<particle>(*make_population(how, {what, {node}, 2, 7, 1}), what,
                                    node_id{node}, generations);
}

combination heard(std::vector<contribution> all) {
  combination c;
  c.heard = std::move(all);
  return c;
}

contribution told(const proposal& p, std::uint32_t who) {
  contribution c;
  c.sender = {who};
  c.parameters = p.parameters;
  c.score = p.score;
  return c;
}

}  // namespace

TEST_CASE("a particle proposes a point of float64 with what it is worth") {
  const auto p = one(0)->propose(round_number{1});
  CHECK(p.parameters.precision() == starling::messages::precision::float64);
  CHECK(p.score == sphere()->evaluate(p.parameters.doubles()));
}

TEST_CASE("many generations a round are as many rounds without hearing anybody") {
  const auto slow = one(3);
  const auto fast = one(3, 5);
  for (std::uint64_t r = 1; r <= 5; ++r) slow->propose(round_number{r});
  fast->propose(round_number{1});
  CHECK(slow->parameters() == fast->parameters());
  CHECK(slow->worked() == fast->worked());
  CHECK(fast->worked().value == 5);
}

TEST_CASE("what one's own node said is not heard from others") {
  const auto alone = one(0);
  const auto echoed = one(0);
  for (std::uint64_t r = 1; r <= 10; ++r) {
    alone->propose(round_number{r});
    const auto mine = echoed->propose(round_number{r});
    echoed->adopt(heard({told(mine, 0)}), round_number{r});
  }
  CHECK(alone->parameters() == echoed->parameters());
}

TEST_CASE("a point that comes down a tree is evaluated, and known from then on") {
  const auto p = one(0);
  p->propose(round_number{1});
  combination down;
  const double near[] = {1e-3, 0};
  down.parameters = tensor(std::span<const double>(near));
  p->adopt(down, round_number{1});
  CHECK(p->evaluate().loss == doctest::Approx(1e-6));
  CHECK(p->worked().value == 2);
  const double outside[] = {1e9, 0};
  down.parameters = tensor(std::span<const double>(outside));
  p->adopt(down, round_number{2});
  CHECK(p->evaluate().loss == doctest::Approx(1e-6));
}

TEST_CASE("a particle goes on elsewhere as it would have here") {
  const auto here = one(0);
  for (std::uint64_t r = 1; r <= 7; ++r) here->propose(round_number{r});
  state written;
  CHECK(here->exchange(written));
  const auto there = one(1);
  state packed(written.written());
  CHECK(there->exchange(packed));
  CHECK_FALSE(packed.broken());
  for (std::uint64_t r = 8; r <= 12; ++r) {
    CHECK(here->propose(round_number{r}).parameters == there->propose(round_number{r}).parameters);
  }
}
