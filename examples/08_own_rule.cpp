// A rule that the library has never heard of: the geometric median, found by Weiszfeld's iteration
// (Pillutla, Kakade, Harchaoui 2022). Registered under a name, it is there for swarm files as well.
//
// Run:    ./08_own_rule
// Prints: what the rule holds against two liars of ten. Status 0 when that is 80 of 100 digits.

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>

#include <starling/starling.hpp>

using namespace starling;
using messages::combination, messages::contribution;

/// The point with the smallest sum of distances to all contributions; a minority cannot move it
/// far.
class geometric_median final : public aggregation::rule {
 public:
  std::string_view name() const override { return "geometric_median"; }
  std::size_t contributions_min(std::size_t f) const override { return 2 * f + 1; }
  messages::result<combination, aggregation::rule_error> combine(
      std::span<const contribution> heard, std::size_t f) override {
    if (heard.size() < contributions_min(f)) {
      return messages::failure{aggregation::rule_error::too_few_contributions};
    }
    for (const auto& c : heard) {
      if (c.parameters.size() == heard[0].parameters.size()) continue;
      return messages::failure{aggregation::rule_error::dimensions_differ};
    }
    std::vector<double> weights(heard.size(), 1.0);
    std::vector<float> centre;
    for (int iteration = 0; iteration < 10; ++iteration) {
      centre = weighted_mean(heard, weights);
      for (std::size_t i = 0; i < heard.size(); ++i) {
        weights[i] = 1 / std::max(1e-6, distance(heard[i].parameters.values(), centre));
      }
    }
    combination found{messages::tensor(centre), {}, 0, {}};
    for (const auto& c : heard) {
      found.samples += c.samples;
      found.score += c.score / static_cast<double>(heard.size());
    }
    return found;
  }

 private:
  static std::vector<float> weighted_mean(std::span<const contribution> heard,
                                          const std::vector<double>& weights) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<float> mean(heard[0].parameters.size());
    for (std::size_t i = 0; i < heard.size(); ++i) {
      const auto w = static_cast<float>(weights[i] / total);
      const auto values = heard[i].parameters.values();
      for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += w * values[k];
    }
    return mean;
  }
  static double distance(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
    return std::sqrt(sum);
  }
};

int main() {
  aggregation::register_rule("geometric_median", std::make_unique<geometric_median>);
  const auto swarm = swarm_builder()
                         .nodes(10)
                         .topology(topology::mesh{})
                         .aggregation(rule::registered{"geometric_median", 2})
                         .adversaries(2, attack::sign_flip{.scale = 4})
                         .build();
  auto training = swarm.train(model::mlp{{784, 32, 10}}, strategy::sgd{}, dataset::digits{8'000});
  const auto result = training.max_rounds(40).run();
  std::cout << "accuracy " << result.accuracy << '\n';
  return result.accuracy >= 0.8 ? 0 : 1;
}
