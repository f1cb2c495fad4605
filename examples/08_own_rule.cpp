// A rule that the library has never heard of: the medoid, the proposal with the smallest sum of
// distances to all others. Registered under a name, it is there for swarm files as well, also
// behind the library's pre-steps.
//
// Run:    ./08_own_rule
// Prints: what the rule holds against two liars of ten. Status 0 when that is 80 of 100 digits.

#include <cmath>
#include <iostream>

#include <starling/starling.hpp>

using namespace starling;

class medoid final : public aggregation::rule {
 public:
  std::string_view name() const override { return "medoid"; }
  std::size_t contributions_min(std::size_t f) const override { return 2 * f + 1; }
  messages::result<messages::combination, aggregation::rule_error> decide(
      aggregation::gathering& heard) override {
    std::size_t best = 0;
    double least = INFINITY;
    for (std::size_t i = 0; i < heard.size(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < heard.size(); ++j) {
        sum += std::sqrt(heard.squared_distances()[i * heard.size() + j]);
      }
      if (sum < least) {
        least = sum;
        best = i;
      }
    }
    return heard.combined(heard.row(best), std::span(&best, 1));
  }
};

int main() {
  aggregation::register_rule("medoid", std::make_unique<medoid>);
  const auto swarm = swarm_builder()
                         .nodes(10)
                         .topology(topology::mesh{})
                         .aggregation(rule::registered{"medoid", 2})
                         .adversaries(2, attack::sign_flip{.scale = 4})
                         .build();
  auto training = swarm.train(model::mlp{{784, 32, 10}}, strategy::sgd{}, dataset::digits{8'000});
  const auto result = training.max_rounds(40).run();
  std::cout << "accuracy " << result.accuracy << '\n';
  return result.accuracy >= 0.8 ? 0 : 1;
}
