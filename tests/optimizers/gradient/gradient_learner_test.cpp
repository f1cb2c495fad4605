#include "optimizers/gradient/gradient_learner.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/models/mlp.hpp"
#include "tests/optimizers/gradient/parabola.hpp"

using starling::messages::combination;
using starling::messages::node_id;
using starling::messages::random_source;
using starling::messages::round_number;
using starling::messages::sample_count;
using starling::messages::tensor;
using starling::optimizers::initial_parameters;
using starling::optimizers::learner_options;
using starling::optimizers::learning_task;
using starling::optimizers::make_learner;
using starling::strategy::sgd;

namespace {

using data_pointer = std::shared_ptr<const starling::optimizers::dataset>;
using model_pointer = std::shared_ptr<const starling::optimizers::model>;

constexpr round_number first{1};

/// Three classes around three random points.
data_pointer clusters(std::size_t n, std::uint64_t seed) {
  auto d = std::make_shared<starling::optimizers::dataset>();
  d->name = "clusters";
  d->features = 12;
  d->classes = 3;
  random_source centre(1), noise(seed);
  std::vector<double> centres(36);
  for (double& c : centres) c = centre.normal();
  for (std::size_t i = 0; i < n; ++i) {
    d->targets.push_back(static_cast<float>(i % 3));
    for (std::size_t k = 0; k < 12; ++k) {
      d->inputs.push_back(static_cast<float>(centres[i % 3 * 12 + k] + noise.normal()));
    }
  }
  return d;
}

model_pointer network() {
  return std::make_shared<const starling::optimizers::mlp>(
      std::vector<std::size_t>{12, 16, 3}, starling::model::activation::relu,
      starling::optimizers::loss_kind::cross_entropy);
}

starling::optimizers::shard part(const data_pointer& data, std::uint32_t from, std::uint32_t n) {
  starling::optimizers::shard s{.data = data, .indices = std::vector<std::uint32_t>(n)};
  std::iota(s.indices.begin(), s.indices.end(), from);
  return s;
}

learning_task task(const model_pointer& m, const data_pointer& data, std::uint32_t n) {
  return {m, part(data, 0, n), data, initial_parameters(*m, 1)};
}

/// Targets 0 and 2, so that the parabola's minimum over both is 1.
data_pointer two_numbers() {
  auto d = std::make_shared<starling::optimizers::dataset>();
  d->features = 1;
  d->inputs = {0, 0};
  d->targets = {0, 2};
  return d;
}

}  // namespace

TEST_CASE("the mean of equal nodes after one local step is one node with the whole batch") {
  constexpr std::uint32_t nodes = 8, each = 16;
  const auto m = network();
  const auto data = clusters(nodes * each, 2);
  const tensor start = initial_parameters(*m, 7);
  const auto one_step = [&](std::uint32_t node, std::uint32_t from, std::uint32_t n) {
    const sgd how{.learning_rate = 0.5F, .work = {.batch = n, .local_steps = 1}};
    return make_learner(how, {m, part(data, from, n), nullptr, start}, {.node = {node}, .seed = 3})
        ->propose(first)
        .parameters;
  };
  std::vector<double> mean(m->dimension());
  for (std::uint32_t i = 0; i < nodes; ++i) {
    const tensor p = one_step(i, i * each, each);
    for (std::size_t k = 0; k < mean.size(); ++k) {
      mean[k] += static_cast<double>(p.values()[k]) / nodes;
    }
  }
  const tensor whole = one_step(99, 0, nodes * each);
  CHECK_FALSE(whole == start);
  double worst = 0;
  for (std::size_t k = 0; k < mean.size(); ++k) {
    worst = std::fmax(worst, std::fabs(mean[k] - static_cast<double>(whole.values()[k])));
  }
  CHECK(worst < 1e-5);
}

TEST_CASE("a proposal says where it began, how many examples it owns and the loss on the way") {
  const auto m = std::make_shared<const parabola>();
  const auto data = two_numbers();
  tensor start(2);
  const sgd how{.learning_rate = 0.5F, .work = {.batch = 2, .local_steps = 2}};
  const auto learner = make_learner(how, {m, part(data, 0, 2), data, start}, {});
  const auto p = learner->propose(first);
  CHECK(p.base.same_storage(start));
  CHECK(p.samples == sample_count{2});
  CHECK(p.parameters.values()[0] == 0.75F);  // 0, then ½, then ¾ of the way to 1
  CHECK(p.score == doctest::Approx((1 + 0.25) / 2));
  CHECK(learner->worked() == sample_count{4});
  CHECK(start.values()[0] == 0);
}

TEST_CASE("adopting shares storage and the next proposal starts there") {
  const auto m = std::make_shared<const parabola>();
  const auto data = two_numbers();
  const auto learner = make_learner(sgd{}, {m, part(data, 0, 2), data, tensor(2)}, {});
  const std::vector<float> values = {1, 1};
  const tensor heard{std::span<const float>(values)};
  learner->adopt({.parameters = heard, .samples = {}, .score = 0, .judgements = {}}, first);
  CHECK(learner->parameters().same_storage(heard));
  CHECK(learner->propose({2}).base.same_storage(heard));
  CHECK(learner->evaluate().loss == 0);
  CHECK_THROWS_AS(
      learner->adopt({.parameters = tensor(3), .samples = {}, .score = 0, .judgements = {}}, first),
      std::logic_error);
}

TEST_CASE("epochs work through the whole shard, steps through batches") {
  const auto m = network();
  const auto data = clusters(50, 2);
  const auto worked = [&](const starling::strategy::local_work& work) {
    const auto learner = make_learner(sgd{.work = work}, task(m, data, 50), {});
    learner->propose(first);
    return learner->worked().value;
  };
  CHECK(worked({.batch = 8, .local_steps = 3, .local_epochs = 0}) == 24);
  CHECK(worked({.batch = 8, .local_steps = 3, .local_epochs = 2}) == 100);
  CHECK(worked({.batch = 0, .local_steps = 1, .local_epochs = 0}) == 50);
}

TEST_CASE("one seed and node give one proposal, to the bit; another node gives another") {
  const auto m = network();
  const auto data = clusters(50, 2);
  const auto run = [&](std::uint32_t node, const starling::strategy::gradient& how) {
    const auto learner = make_learner(how, task(m, data, 50), {.node = {node}, .seed = 4});
    for (std::uint64_t r = 1; r < 4; ++r) {
      learner->adopt({.parameters = learner->propose({r}).parameters,
                      .samples = {},
                      .score = 0,
                      .judgements = {}},
                     {r});
    }
    return learner->parameters();
  };
  CHECK(run(1, sgd{}) == run(1, sgd{}));
  CHECK(run(1, starling::strategy::adam{}) == run(1, starling::strategy::adam{}));
  CHECK_FALSE(run(1, sgd{}) == run(2, sgd{}));
}

TEST_CASE("every strategy learns the clusters") {
  const auto m = network();
  const auto data = clusters(300, 2);
  const auto test = clusters(300, 3);
  for (const starling::strategy::gradient& how :
       {starling::strategy::gradient(sgd{}), starling::strategy::gradient(sgd{.momentum = 0.5F}),
        starling::strategy::gradient(starling::strategy::adam{.learning_rate = 0.01F}),
        starling::strategy::gradient(starling::strategy::fedprox{})}) {
    const auto learner =
        make_learner(how, {m, part(data, 0, 300), test, initial_parameters(*m, 1)}, {});
    const double before = learner->evaluate().loss;
    for (std::uint64_t r = 1; r <= 20; ++r) {
      learner->adopt({.parameters = learner->propose({r}).parameters,
                      .samples = {},
                      .score = 0,
                      .judgements = {}},
                     {r});
    }
    CHECK(learner->evaluate().loss < before / 3);
    CHECK(learner->evaluate().accuracy > 0.9);
  }
}

TEST_CASE("a node without examples proposes what it adopted, with no samples") {
  const auto m = network();
  const auto data = clusters(10, 2);
  const auto learner = make_learner(sgd{.work = {.local_epochs = 3}}, task(m, data, 0), {});
  const auto p = learner->propose(first);
  CHECK(p.parameters.same_storage(p.base));
  CHECK(p.samples == sample_count{0});
  CHECK(learner->worked() == sample_count{0});
}

TEST_CASE("evaluation looks at the first examples that the option allows") {
  const auto m = std::make_shared<const parabola>();  // its accuracy is the number it was shown
  const auto data = two_numbers();
  const auto shown = [&](std::size_t most) {
    return make_learner(sgd{}, {m, part(data, 0, 2), data, tensor(2)}, {.test_examples_max = most})
        ->evaluate()
        .accuracy;
  };
  CHECK(shown(0) == 2);
  CHECK(shown(1) == 1);
  CHECK(shown(5) == 2);
  CHECK(starling::optimizers::test_evaluator(m, data, 1)(tensor(2)).accuracy == 1);
  const auto blind = make_learner(sgd{}, {m, part(data, 0, 2), nullptr, tensor(2)}, {});
  CHECK(std::isnan(blind->evaluate().loss));
}

TEST_CASE("a node whose labels are flipped climbs where others descend") {
  const auto m = network();
  const auto data = clusters(300, 2);
  auto poisoned = task(m, data, 300);
  poisoned.examples.flip_labels = true;
  const auto liar = make_learner(sgd{.work = {.local_epochs = 20}}, poisoned, {});
  liar->adopt(
      {.parameters = liar->propose(first).parameters, .samples = {}, .score = 0, .judgements = {}},
      first);
  CHECK(liar->evaluate().accuracy < 0.5);
}
