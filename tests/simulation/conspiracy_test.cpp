// Liars that know what the honest propose, beside whole swarms. Models are one number, so that what
// a round must come to is a line of arithmetic.

#include <algorithm>
#include <cmath>

#include "aggregation/catalogue.hpp"
#include "tests/actors/adversary/eavesdropper.hpp"
#include "tests/simulation/drawn_swarms.hpp"
#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;
using eavesdropping::eavesdropper;

namespace {

constexpr std::size_t liars = 2;

std::shared_ptr<const aggregation::attack> inner_product(double tau) {
  return std::make_shared<eavesdropper>(
      [tau](const auto& known) { return eavesdropping::against_the_mean(known, tau); });
}

std::shared_ptr<const aggregation::attack> silence() {
  return std::make_shared<eavesdropper>([](const auto&) { return std::nullopt; });
}

run_result beside(const swarm_options& o, one_numbers& swarm,
                  std::shared_ptr<const aggregation::attack> how, std::size_t count = liars) {
  return swarm_builder(o)
      .adversaries(count, std::move(how))
      .build()
      .train(swarm.factory())
      .virtual_time()
      .run();
}

/// The honest start near 1, the liars far off.
std::vector<float> starts() {
  return {0.9F, 1.1F, 1.2F, 0.8F, 1.05F, 1.0F, 0.95F, 1.15F, 500, -300};
}

/// The whole run in double: liars tell -tau times the mean of the honest numbers, and believe
/// themselves.
std::vector<double> expected(const swarm_options& o, double tau) {
  const auto graph = *actors::make_topology(o.topology, o.nodes, o.seed);
  const auto first = starts();
  std::vector<double> now(first.begin(), first.end());
  const auto honest = o.nodes - liars;
  for (std::uint64_t r = 1; r <= o.rounds.max; ++r) {
    double forged = 0;
    for (std::size_t i = 0; i < honest; ++i) forged -= tau * now[i] / static_cast<double>(honest);
    auto next = now;
    for (std::uint32_t i = 0; i < o.nodes; ++i) {
      std::vector<node_id> heard;
      if (graph->aggregators() == 0) graph->sources({i}, {r}, heard);
      for (std::uint32_t j = 0; j < o.nodes && graph->aggregators() > 0; ++j) {
        if (j != i) heard.push_back({j});
      }
      const auto weight = [&](node_id j) {
        return graph->aggregators() > 0 ? 1.0 : graph->mixing_weight({i}, j, {r});
      };
      const bool fooled = graph->aggregators() > 0 && i >= honest;  // the root hears its lie
      double sum = weight({i}) * (fooled ? forged : now[i]);
      double weights = weight({i});
      for (const node_id j : heard) {
        sum += weight(j) * (j.value < honest ? now[j.value] : forged);
        weights += weight(j);
      }
      next[i] = sum / weights;
    }
    now = next;
  }
  return now;
}

const topology::options& drawn(std::size_t i) {
  static const std::vector<topology::options> all = {
      topology::star{}, topology::mesh{}, topology::gossip{.fanout = 3}, topology::ring{}};
  return all[i];
}

}  // namespace

TEST_CASE("inner product manipulation moves every node by exactly what it must") {
  for (std::size_t i = 0; i < 4; ++i) {
    for (const double tau : {0.5, 3.9, 4.1, 8.0}) {
      CAPTURE(i);
      CAPTURE(tau);
      auto o = ten_nodes(drawn(i));
      o.rounds.max = 6;
      one_numbers swarm(10);
      swarm.starts = starts();
      const auto result = beside(o, swarm, inner_product(tau));
      REQUIRE(result.succeeded());
      const auto numbers = expected(o, tau);
      // Six rounds of single precision.
      for (std::size_t n = 0; n < 8; ++n) {
        CHECK(swarm.nodes[n].number == doctest::Approx(numbers[n]).epsilon(1e-5));
      }
    }
  }
}

TEST_CASE("the mean turns round exactly when tau f exceeds n - f; robust rules do not") {
  for (std::size_t i = 0; i < 2; ++i) {  // where each hears all
    CAPTURE(i);
    const auto after = [&](rule::options whom_to_believe, double tau) {
      auto o = ten_nodes(drawn(i));
      o.rounds.max = 1;
      o.aggregation.rule = std::move(whom_to_believe);
      one_numbers swarm(10);
      swarm.starts = starts();
      REQUIRE(beside(o, swarm, inner_product(tau)).succeeded());
      return swarm.nodes[0].number;
    };
    CHECK(after(rule::mean{}, 3.99) > 0);  // 2 tau against 8
    CHECK(after(rule::mean{}, 4.01) < 0);
    for (const double tau : {0.1, 3.99, 4.01, 1000.0}) {
      CAPTURE(tau);
      for (const rule::options& robust :
           {rule::options{rule::trimmed_mean{2}}, {rule::krum{2}}, {rule::median{2}}}) {
        const float held = after(robust, tau);
        CHECK((held >= 0.8F && held <= 1.2F));
      }
    }
  }
}

TEST_CASE("the same liars forge the same on virtual time, and on any number of threads") {
  for (std::size_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    auto o = ten_nodes(drawn(i));
    o.rounds.max = 5;
    const auto learners = [&] {
      return swarm_builder(o)
          .adversaries(liars, inner_product(0.3))
          .build()
          .train(model::softmax{}, strategy::sgd{.work = {.local_steps = 2}}, digits());
    };
    const auto once = learners().virtual_time().run();
    const auto again = learners().virtual_time().run();
    CHECK(once.trace_hash == again.trace_hash);
    CHECK(once.model_hash == again.model_hash);
    for (const std::size_t threads : {1U, 2U, 4U}) {
      CHECK(learners().threads(threads).run().model_hash == once.model_hash);
    }
  }
}

TEST_CASE("rounds without liars who speak close on their quorum") {
  for (std::size_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    auto o = ten_nodes(drawn(i));
    o.rounds.quorum = i == 2 ? 0.5 : 0.8;
    one_numbers swarm(10);
    swarm.starts = starts();
    const auto result = beside(o, swarm, silence());
    CAPTURE(summary(result));
    CHECK(result.succeeded());
    CHECK(result.rounds == 20);
    for (const auto& n : swarm.nodes) CHECK(n.proposed.size() >= 15);
    for (std::size_t n = 0; n < 8; ++n) {
      CHECK(swarm.nodes[n].number == doctest::Approx(1.02).epsilon(0.1));
      CHECK(refused(result, static_cast<std::uint32_t>(n), refusal::wrong_shape) == 0);
    }
  }
}

TEST_CASE("a quorum that needs silent liars is lost, by name") {
  auto o = ten_nodes(topology::star{});
  one_numbers swarm(10);
  const auto result = beside(o, swarm, silence());
  CHECK(result.stopped_by == stop_reason::quorum_lost);
  CHECK(result.detail.find("node 8, 9") != std::string::npos);
}

TEST_CASE("liars do not wait for a crashed node, even without a deadline") {
  for (const topology::options& who : {topology::options{topology::mesh{}}, {topology::star{}}}) {
    for (const std::uint64_t restarts : {0U, 5U}) {
      CAPTURE(who.index());
      CAPTURE(restarts);
      auto o = ten_nodes(who);
      o.rounds.quorum = 0.9;  // the liars are needed
      o.rounds.deadline = 0s;
      o.supervision.restarts_max = restarts;
      o.faults.crashes = {{node_id{2}, round_number{3}}};
      one_numbers swarm(10);
      swarm.starts = starts();
      const auto result = beside(o, swarm, inner_product(0.1));
      CAPTURE(summary(result));
      CHECK(result.succeeded());
      CHECK(result.rounds == 20);
      for (std::size_t n = 8; n < 10; ++n) CHECK(swarm.nodes[n].proposed.size() == 20);
    }
  }
}

TEST_CASE("a liar that crashes asks again when it is back") {
  auto o = ten_nodes(topology::mesh{});
  o.faults.crashes = {{node_id{9}, round_number{4}}};
  one_numbers swarm(10);
  swarm.starts = starts();
  const auto result = beside(o, swarm, inner_product(0.5));
  CAPTURE(summary(result));
  CHECK(result.succeeded());
  CHECK(swarm.nodes[9].made == 2);
  CHECK(swarm.nodes[9].proposed.rbegin()->first == 20);
}

TEST_CASE("what an attack throws ends its liars, and the run says so") {
  auto o = ten_nodes(topology::mesh{});
  one_numbers swarm(10);
  const auto how = std::make_shared<eavesdropper>(
      [](const auto&) -> std::optional<messages::tensor> { throw std::domain_error("no idea"); });
  const auto result = beside(o, swarm, how);
  CHECK(result.stopped_by == stop_reason::node_failed);
  CHECK(result.detail == "node 8 failed for good: no idea");
}

TEST_CASE(
    "any swarm with liars beside any faults ends, for a reason it names, and the same again") {
  std::size_t finished = 0;
  constexpr std::uint64_t swarms = 200;
  for (std::uint64_t seed = 1; seed <= swarms; ++seed) {
    const auto o = draw_swarm(seed);
    const auto run = [&](std::shared_ptr<const aggregation::attack> how) {
      one_numbers swarm(o.nodes);
      messages::random_source random(seed);
      for (std::size_t i = 0; i < o.nodes; ++i) {
        swarm.starts.push_back(static_cast<float>(random.uniform()));
      }
      const auto result = beside(o, swarm, std::move(how), 1 + seed % 3);
      INFO("seed " << seed << ": " << summary(result));
      const bool lost = result.stopped_by == stop_reason::quorum_lost;
      CHECK((result.stopped_by == stop_reason::rounds_done || lost));
      CHECK((result.rounds == o.rounds.max || lost));
      CHECK(result.detail.empty() != lost);
      CHECK(result.virtual_seconds < 25 * 10 * 7 * 1.1);
      for (const auto& n : swarm.nodes) CHECK(std::abs(n.number) <= 1.0001F);
      return result;
    };
    const auto loud = run(inner_product(1));
    finished += loud.succeeded() ? 1 : 0;
    if (seed % 4 == 0) CHECK(run(inner_product(1)).trace_hash == loud.trace_hash);
    if (seed % 2 == 0) run(silence());
  }
  MESSAGE(finished << " of " << swarms << " found their quorums to the end");
  CHECK(finished > swarms / 2);
}
