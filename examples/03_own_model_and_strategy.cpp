// A model and a way to learn that the library has never heard of, in one swarm.
//
// Run:    ./03_own_model_and_strategy
// Prints: what the swarm came to. Status 0 when 80 of 100 unseen digits are told apart.

#include <algorithm>
#include <iostream>
#include <numeric>

#include <starling/starling.hpp>

using namespace starling;
using optimizers::batch, optimizers::evaluation, optimizers::learning_task;
using numbers = std::span<const float>;
using slots = std::span<float>;
constexpr std::size_t pixels = 784;

/// A linear support vector machine that tells the even digits from the odd ones (hinge loss).
struct even_or_odd final : optimizers::model {
  std::size_t dimension() const override { return pixels; }
  std::size_t features() const override { return pixels; }
  void initialise(slots w, messages::random_source&) const override { std::ranges::fill(w, 0.0F); }
  double gradient(numbers w, const batch& b, slots g) const override { return judge(w, b, g).loss; }
  evaluation evaluate(numbers w, const batch& b) const override { return judge(w, b, {}); }
  static evaluation judge(numbers w, const batch& b, slots g) {
    std::ranges::fill(g, 0.0F);
    const auto share = 1 / static_cast<float>(b.size());
    evaluation mean;
    for (std::size_t i = 0; i < b.size(); ++i) {
      const float* x = &b.inputs[i * pixels];
      const float sign = static_cast<int>(b.targets[i]) % 2 == 0 ? 1.0F : -1.0F;
      const float margin = sign * std::inner_product(w.begin(), w.end(), x, 0.0F);
      if (margin > 0) mean.accuracy += share;
      if (margin >= 1) continue;
      mean.loss += share * (1 - margin);
      for (std::size_t k = 0; k < g.size(); ++k) g[k] -= share * sign * x[k];
    }
    return mean;
  }
};

/// Gradient descent as a heavy ball rolls (Polyak 1964): its velocity outlives the rounds.
struct heavy_ball final : optimizers::strategy {
  heavy_ball(learning_task t, messages::node_id who)
      : task(std::move(t)), batches(task.examples.size(), 32, who.value), at(task.start) {}
  optimizers::proposal propose(messages::round_number) override {
    const auto start = at;
    double loss = 0;
    for (int step = 0; step < 10; ++step) {
      gather(task.examples, batches.next(), inputs, targets);
      loss += task.learned->gradient(at.values(), {inputs, targets}, slope) / 10;
      for (std::size_t i = 0; i < at.size(); ++i) {
        velocity[i] = 0.8F * velocity[i] - 0.01F * slope[i];
        at.mutate()[i] += velocity[i];
      }
    }
    return {at, start, messages::sample_count{task.examples.size()}, loss};
  }
  void adopt(const messages::combination& c, messages::round_number) override { at = c.parameters; }
  messages::tensor parameters() const override { return at; }
  evaluation evaluate() const override {
    return task.learned->evaluate(at.values(), {task.test->inputs, task.test->targets});
  }
  learning_task task;
  optimizers::shuffled_batches batches;
  messages::tensor at;
  std::vector<float> inputs, targets, velocity = std::vector<float>(at.size()), slope = velocity;
};

int main() {
  const auto learner = [](learning_task task, const optimizers::learner_options& o) {
    return std::make_unique<heavy_ball>(std::move(task), o.node);
  };
  auto swarm = swarm_builder().nodes(10).topology(topology::ring{}).build();
  auto training = swarm.train(std::make_shared<even_or_odd>(), learner, dataset::digits{4'000});
  const auto result = training.max_rounds(60).run();
  std::cout << "loss " << result.loss << ", accuracy " << result.accuracy << '\n';
  return result.accuracy >= 0.8 ? 0 : 1;
}
