// A bad day on virtual time: lost, late and doubled messages, one crash, one absence. The same seed
// gives the same day to the bit, in less time than it takes to pass.
//
// Run:    ./06_virtual_time
// Prints: what happened, twice. Status 0 when both runs, message for message, were the same, the
//         crashed node came back, and another seed gives another run.

#include <iostream>

#include <starling/starling.hpp>

using namespace starling;
using namespace std::chrono_literals;
using messages::node_id, messages::round_number;

namespace {

run_result live_through(std::uint64_t seed) {
  return swarm_builder()
      .nodes(10)
      .seed(seed)
      .topology(topology::gossip{.fanout = 3})
      .rounds({.quorum = 0.5, .deadline = 500ms, .deadlines_missed_max = 20})
      .links(link::in_process{.emulate = {.loss = 0.1,
                                          .duplicate = 0.02,
                                          .latency = 20ms,
                                          .jitter = 10ms,
                                          .bandwidth_bits_per_second = 54'000'000}})
      .faults({.absences = {{node_id{7}, round_number{5}, round_number{10}}},
               .crashes = {{node_id{3}, round_number{8}}}})
      .build()
      .train(model::mlp{{784, 32, 10}}, strategy::sgd{}, dataset::digits{.samples = 4'000})
      .max_rounds(30)
      .virtual_time()
      .run();
}

void print(const run_result& r) {
  std::cout << r.rounds << " rounds, " << r.virtual_seconds << " virtual seconds in " << r.seconds
            << " s, " << r.restarts << " restart\n  accuracy " << r.accuracy << "\n  model "
            << r.model_hash << "\n  trace " << r.trace_hash << '\n';
}

}  // namespace

int main() {
  const auto once = live_through(7);
  const auto again = live_through(7);
  const auto other = live_through(8);
  print(once);
  print(again);
  const bool same = once.trace_hash == again.trace_hash && once.model_hash == again.model_hash;
  const bool told_apart = once.trace_hash != other.trace_hash;
  return same && told_apart && once.succeeded() && once.restarts == 1 ? 0 : 1;
}
