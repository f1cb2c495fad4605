// A program outside the tree: four nodes on a ring learn from each other for three rounds.
#include <iostream>
#include <starling/starling.hpp>

int main() {
  using namespace starling;
  auto swarm =
      swarm_builder().nodes(4).topology(topology::ring{}).aggregation(rule::mean{}).seed(7).build();
  const auto result =
      swarm.train(model::softmax{}, strategy::sgd{}, dataset::digits{.samples = 1'000})
          .max_rounds(3)
          .run();
  std::cout << "rounds " << result.rounds << ", accuracy " << result.accuracy << '\n';
  return result.succeeded() && result.rounds == 3 ? 0 : 1;
}
