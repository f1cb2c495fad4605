// A swarm looks for the learning rate and the momentum of another swarm: each evaluation of the
// objective is a training run of five nodes on virtual time.
//
// Run:    ./10_hyper_parameters
// Prints: what was found, and its accuracy beside that of the first guess. Status 0 when it is
//         better.

#include <cmath>
#include <iostream>
#include <memory>
#include <span>
#include <string_view>

#include <starling/starling.hpp>

using namespace starling;

namespace {

/// The loss after ten rounds; the rate on a logarithmic scale.
class training_run final : public optimizers::objective {
 public:
  [[nodiscard]] std::string_view name() const override { return "training_run"; }
  [[nodiscard]] const optimizers::search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> p) const override {
    return result_of(std::pow(10, p[0]), p[1]).loss;
  }

  static run_result result_of(double rate, double momentum) {
    return swarm_builder()
        .nodes(5)
        .topology(topology::ring{})
        .build()
        .train(model::softmax{},
               strategy::sgd{.learning_rate = static_cast<float>(rate),
                             .momentum = static_cast<float>(momentum)},
               dataset::digits{.samples = 400, .side = 8})
        .max_rounds(10)
        .virtual_time()
        .run();
  }

 private:
  optimizers::search_space space_{{-4, 0}, {0, 0.95}};
};

}  // namespace

int main() {
  const auto found = swarm_builder()
                         .nodes(6)
                         .topology(topology::ring{})
                         .build()
                         .minimise(std::make_shared<const training_run>(), strategy::pso{})
                         .max_rounds(6)
                         .virtual_time()
                         .run();
  const double rate = std::pow(10, found.model.doubles()[0]);
  const double momentum = found.model.doubles()[1];
  const auto guess = training_run::result_of(0.001, 0);
  const auto best = training_run::result_of(rate, momentum);
  std::cout << "learning rate " << rate << ", momentum " << momentum << ": accuracy "
            << best.accuracy << "; with 0.001 and none: " << guess.accuracy << '\n';
  return best.accuracy > guess.accuracy ? 0 : 1;
}
