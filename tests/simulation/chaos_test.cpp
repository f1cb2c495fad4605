#include <stdexcept>

#include "tests/simulation/drawn_swarms.hpp"
#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

TEST_CASE("any swarm beside any faults ends, for a reason it names, with models in between") {
  std::size_t finished = 0;
  constexpr std::uint64_t swarms = 500;
  for (std::uint64_t seed = 1; seed <= swarms; ++seed) {
    const auto o = draw_swarm(seed);
    one_numbers swarm(o.nodes);
    messages::random_source random(seed);
    for (std::size_t i = 0; i < o.nodes; ++i) {
      swarm.starts.push_back(static_cast<float>(random.uniform()));
    }
    const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
    INFO("seed " << seed << ": " << summary(result));
    const bool lost = result.stopped_by == stop_reason::quorum_lost;
    CHECK((result.stopped_by == stop_reason::rounds_done || lost));
    CHECK((result.rounds == o.rounds.max || lost));
    CHECK(result.detail.empty() != lost);
    // No round can take longer than all its deadlines, each ten times, and a slow node's work.
    CHECK(result.virtual_seconds < 25 * 10 * 7 * 1.1);
    for (const auto& n : swarm.nodes) CHECK((n.number >= -1e-4F && n.number <= 1.0001F));
    finished += result.succeeded() ? 1 : 0;
  }
  MESSAGE(finished << " of " << swarms << " found their quorums to the end");
  CHECK(finished > swarms / 2);
}

TEST_CASE("any swarm is the same again") {
  for (std::uint64_t seed = 1000; seed < 1050; ++seed) {
    CAPTURE(seed);
    const auto run = [&] {
      const auto o = draw_swarm(seed);
      one_numbers swarm(o.nodes);
      return swarm_builder(o).build().train(swarm.factory()).virtual_time().run().trace_hash;
    };
    CHECK(run() == run());
  }
}

TEST_CASE("a node that comes back does the work of its round before it closes it") {
  // Its work takes longer than it listens: a round closed early left it with a timer in the past.
  swarm_options o;
  o.nodes = 4;
  o.topology = topology::mesh{};
  o.rounds.max = 25;
  o.rounds.mode = round_mode::asynchronous;
  o.rounds.quorum = 0.5;
  o.rounds.deadline = 500ms;
  o.faults = {.absent = 0.38, .work = 97ms, .slow = 1};
  one_numbers swarm(4);
  const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
  CAPTURE(summary(result));
  CHECK(result.succeeded());
  CHECK(swarm.nodes[0].proposed.size() >= 2);
}

TEST_CASE("what the program's own callback or evaluator throws comes out where the run began") {
  for (const bool simulated : {true, false}) {
    CAPTURE(simulated);
    auto o = ten_nodes(topology::mesh{});
    o.evaluation.every = 1;
    one_numbers swarm(10);
    const auto swarms = swarm_builder(o).build();
    const auto refuse = [](const round_report&) { throw std::domain_error("no such column"); };
    auto shown = swarms.train(swarm.factory()).on_round(refuse).virtual_time(simulated).threads(1);
    CHECK_THROWS_AS(shown.run(), std::domain_error);
    auto judged = swarms
                      .train(swarm.factory(),
                             [](const messages::tensor&) -> optimizers::evaluation {
                               throw std::domain_error("no such picture");
                             })
                      .virtual_time(simulated)
                      .threads(1);
    CHECK_THROWS_AS(judged.run(), std::domain_error);
  }
}
