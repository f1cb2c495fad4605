// Ten nodes gossip until all of them can read digits.
//
// Run:    ./01_hello_swarm
// Prints: a line a round. Status 0 when 95 of 100 unseen digits are read correctly.
//
// A node hears two others a round and itself: three proposals. A trimmed mean needs 2 f + 1 of
// them, so 1 is the largest legal byzantine_max here; with 2, `build` throws and says so.

#include <iostream>

#include <starling/starling.hpp>

int main() {
  using namespace starling;
  auto swarm = swarm_builder()
                   .nodes(10)
                   .topology(topology::gossip{.fanout = 2})
                   .aggregation(rule::trimmed_mean{.byzantine_max = 1})
                   .links(link::in_process{})
                   .seed(7)
                   .build();
  auto result = swarm
                    .train(model::mlp{{784, 128, 10}}, strategy::sgd{.learning_rate = 0.1f},
                           dataset::digits{.samples = 20'000})
                    .max_rounds(100)
                    .until_loss_below(0.2)
                    .on_round([](const round_report& r) {
                      std::cout << "round " << r.round << ": loss " << r.loss << ", accuracy "
                                << r.accuracy << ", of the worst node " << r.accuracy_min << '\n';
                    })
                    .run();
  std::cout << to_string(result.stopped_by) << " after " << result.rounds << " rounds and "
            << result.seconds << " s\n";
  return result.succeeded() && result.accuracy >= 0.95 ? 0 : 1;
}
