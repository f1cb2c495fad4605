#include "actors/jury/jury.hpp"

#include <doctest/doctest.h>

#include "tests/actors/small_swarm.hpp"

namespace {

using namespace small_swarm;
using actors::jury;

std::vector<messages::contribution> heard(std::initializer_list<float> values) {
  std::vector<messages::contribution> all;
  for (const float v : values) {
    all.push_back({{static_cast<std::uint32_t>(all.size())}, number(v), {1}, 1, 0});
  }
  return all;
}

std::shared_ptr<actors::plan> believing(aggregation_options o) {
  auto p = plan_of(topology::mesh{}, 10, 10);
  p->live.rules = std::make_shared<actors::rule_schedule>(*actors::in_force(o));
  p->options.aggregation = std::move(o);
  return p;
}

TEST_CASE("a jury applies the rule that is in force in the round") {
  aggregation_options o;
  o.rule = rule::median{0};
  const auto p = believing(o);
  jury j(node_id{0}, p);
  const auto all = heard({0, 1, 8});
  CHECK(number(j.decide(all, {1}, {}).combined->parameters) == 1);
  auto next = *actors::in_force({});
  next.from = round_number{2};
  p->live.rules->change(next);
  CHECK(number(j.decide(all, {1}, {}).combined->parameters) == 1);
  CHECK(number(j.decide(all, {2}, {}).combined->parameters) == 3);
}

TEST_CASE("the rule and the detector of a jury leave their parts to the plan's workers") {
  struct counting final : aggregation::kernels::workers {
    void each(std::size_t count, const std::function<void(std::size_t)>& part) const override {
      ++calls;
      for (std::size_t i = 0; i < count; ++i) part(i);
    }
    mutable std::size_t calls = 0;
  };
  const auto calls = [](aggregation_options o) {
    const auto workers = std::make_shared<counting>();
    const auto p = believing(std::move(o));
    p->workers = workers;
    p->books = actors::empty_books(*p);
    jury(node_id{0}, p).decide(heard({0, 1, 8, 2}), {1}, {});
    return workers->calls;
  };
  const auto alone = calls({});
  CHECK(alone > 0);
  aggregation_options o;
  o.detect = detector::distance;
  CHECK(calls(o) > alone);
}

TEST_CASE("a jury says who was outvoted, with what was measured and what would have passed") {
  aggregation_options o;
  o.rule = rule::krum{1};
  jury j(node_id{0}, believing(o));
  const auto decided = j.decide(heard({0, 1, 2, 1, 50}), {1}, {});
  REQUIRE(decided.combined);
  REQUIRE(decided.refused.size() == 4);
  CHECK(decided.refused[3].peer == node_id{4});
  CHECK(decided.refused[3].why == messages::refusal::outvoted);
  CHECK(decided.refused[3].measured == doctest::Approx(48 * 48 + 49 * 49));
  CHECK(decided.refused[3].limit == doctest::Approx(1));
}

TEST_CASE("a round with too few proposals fails by name and with the largest legal f") {
  aggregation_options o;
  o.rule = rule::trimmed_mean{2};
  jury j(node_id{0}, believing(o));
  const auto decided = j.decide(heard({0, 1, 2, 3}), {1}, {});
  CHECK_FALSE(decided.combined);
  CHECK(decided.failure ==
        "too_few_contributions: trimmed_mean needs n >= 2 f + 1: with 4 nodes the largest legal "
        "byzantine is 1, not 2");
  CHECK(number(j.decide_leniently(heard({0, 1, 3, 9}), {1}, {}).combined->parameters) == 2);
}

TEST_CASE("a ratio of liars follows the number of proposals") {
  aggregation_options o;
  o.rule = rule::trimmed_mean{};
  o.byzantine_ratio = 0.34;
  jury j(node_id{0}, believing(o));
  CHECK(number(j.decide(heard({0, 1, 80}), {1}, {}).combined->parameters) == 1);
  CHECK(number(j.decide(heard({0, 2}), {1}, {}).combined->parameters) == 1);
  CHECK(j.contributions_min({1}, 3) == 3);
  CHECK(j.contributions_min({1}, 2) == 1);
}

}  // namespace
