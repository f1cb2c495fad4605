#include "optimizers/problems/model_objective.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "optimizers/datasets/load.hpp"
#include "optimizers/models/catalogue.hpp"
#include "optimizers/swarm/catalogue.hpp"

using namespace starling::optimizers;
using starling::objective::training_loss;

namespace {

struct task {
  data_split data = *load(starling::dataset::digits{.samples = 100, .side = 8}, 7);
  std::shared_ptr<const model> learned =
      *make_model(starling::model::mlp{{64, 4, 10}}, *data.train);
};

}  // namespace

TEST_CASE("a model's training loss is a function of its parameters, over a box") {
  const task t;
  const model_objective loss(t.learned, t.data.train, {.width = 0.5});
  CHECK(loss.dimension() == t.learned->dimension());
  CHECK(loss.space().low.front() == -0.5);
  CHECK(loss.space().high.back() == 0.5);
  const std::vector<double> zero(loss.dimension());
  CHECK(loss.evaluate(zero) == doctest::Approx(std::log(10.0)));  // ten classes, all alike
}

TEST_CASE("its slope is the model's gradient, over the examples that are asked for") {
  const task t;
  const model_objective loss(t.learned, t.data.train, {.examples = 30});
  starling::messages::random_source random(1);
  std::vector<double> x(loss.dimension());
  loss.space().draw(x, random);
  std::vector<double> slope(x.size());
  CHECK(loss.gradient(x, slope) == doctest::Approx(loss.evaluate(x)).epsilon(1e-5));
  for (std::size_t i = 0; i < x.size(); i += 37) {
    auto up = x;
    auto down = x;
    up[i] += 1e-2;
    down[i] -= 1e-2;
    const double difference = (loss.evaluate(up) - loss.evaluate(down)) / 2e-2;
    // Losses are computed in float32: about 1e-6 over a step of 1e-2.
    CHECK(std::abs(difference - slope[i]) < 1e-3 + 0.02 * std::abs(slope[i]));
  }
  const model_objective whole(t.learned, t.data.train, {});
  CHECK(whole.evaluate(x) != loss.evaluate(x));
}

TEST_CASE("particles train a perceptron of 64, 16 and 10 units as they search anything else") {
  const auto data = *load(starling::dataset::digits{.samples = 200, .side = 8}, 7);
  const auto learned = *make_model(starling::model::mlp{{64, 16, 10}}, *data.train);
  const auto loss = std::make_shared<const model_objective>(
      learned, data.train, training_loss{.width = 1, .examples = 100});
  CHECK(loss->dimension() == 64 * 16 + 16 + 16 * 10 + 10);
  population_task t;
  t.what = loss;
  t.particles = 20;
  const auto swarm = *make_population(starling::strategy::pso{}, t);
  swarm->advance();
  const double before = swarm->best().value;
  for (int generation = 0; generation < 50; ++generation) swarm->advance();
  const auto found = swarm->best();
  CHECK(found.value < 0.75 * before);
  CHECK(found.value == loss->evaluate(found.point.doubles()));
}

TEST_CASE("a point becomes float32 as it stands") {
  const double values[] = {0.5, -1e-3};
  const auto narrow = in_float32(starling::messages::tensor(std::span<const double>(values)));
  CHECK(narrow.values()[0] == 0.5F);
  CHECK(narrow.values()[1] == -1e-3F);
  CHECK(in_float32(narrow).same_storage(narrow));
}
