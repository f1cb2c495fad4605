#include "tests/actors/small_swarm.hpp"

#include <chrono>
#include <string>

#include "actors/swarm/progress.hpp"

using namespace std::chrono_literals;
using namespace small_swarm;

namespace {

constexpr time_point zero{};

/// Whether the run is over within an hour, whatever its end.
bool ends(const std::shared_ptr<actors::plan>& plan, double loss, std::uint64_t seed) {
  swarm all(plan, shuffled(seed));
  messages::random_source random(messages::substream(seed, "loss"));
  all.lose = [&](const letter&) { return random.uniform() < loss; };
  actors::progress run(plan, zero);
  std::size_t told = 0;
  const auto over = [&] {
    for (; told < all.reports.size(); ++told) (void)run.add(all.reports[told], all.now);
    (void)run.wake(all.now);
    return run.over() || all.now > zero + 1h;
  };
  all.start();
  (void)all.run(over);
  (void)over();
  return run.over();
}

/// Every combination of quorum, loss, samples and absences.
void check_all_end(const topology::options& graph, std::size_t nodes, round_mode mode) {
  for (unsigned which = 0; which < 24; ++which) {
    auto plan = plan_of(graph, nodes, 20);
    auto& o = plan->options;
    o.rounds.mode = mode;
    o.rounds.quorum = which % 2 == 0 ? 1.0 : 0.6;
    o.rounds.sample = which / 2 % 2 == 0 ? 1.0 : 0.5;
    o.faults.absent = which / 4 % 2 == 0 ? 0.0 : 0.2;
    const double loss = which / 8 == 0 ? 0.0 : which / 8 == 1 ? 0.05 : 0.2;
    for (o.seed = 1; o.seed <= 2; ++o.seed) {
      plan->graph = *actors::make_topology(graph, nodes, o.seed);
      INFO("quorum " << o.rounds.quorum << ", sample " << o.rounds.sample << ", absent "
                     << o.faults.absent << ", loss " << loss << ", seed " << o.seed);
      CHECK(ends(plan, loss, o.seed));
    }
  }
}

}  // namespace

TEST_CASE("whatever is lost, drawn or away, no swarm waits for ever") {
  for (const auto mode :
       {round_mode::synchronous, round_mode::semi_synchronous, round_mode::asynchronous}) {
    check_all_end(topology::mesh{}, 5, mode);
    check_all_end(topology::ring{}, 8, mode);
    check_all_end(topology::gossip{.fanout = 1}, 6, mode);
    check_all_end(topology::gossip{.fanout = 2, .pull = true}, 10, mode);
    check_all_end(topology::star{}, 6, mode);
    if (mode == round_mode::asynchronous) continue;  // One aggregator at most.
    check_all_end(topology::hierarchical{2, 0}, 9, mode);
  }
}
