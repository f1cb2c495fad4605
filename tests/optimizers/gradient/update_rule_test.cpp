#include "optimizers/gradient/update_rule.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tests/optimizers/gradient/parabola.hpp"

using starling::optimizers::make_update_rule;

namespace {

const std::vector<float> input = {0};
const std::vector<float> target = {1};
const std::vector<float> adopted = {4, -2};

/// Where `steps` steps on the parabola around 1 lead from (3, -1).
std::vector<float> after(int steps, const starling::strategy::gradient& o) {
  const auto rule = make_update_rule(o);
  std::vector<float> w = {3, -1};
  for (int i = 0; i < steps; ++i) rule->step(parabola(), w, adopted, {input, target});
  return w;
}

void check(const std::vector<float>& got, const std::vector<double>& expected) {
  for (std::size_t k = 0; k < got.size(); ++k) {
    CHECK(static_cast<double>(got[k]) == doctest::Approx(expected[k]).epsilon(1e-6));
  }
}

}  // namespace

TEST_CASE("plain SGD subtracts rate times gradient and returns the loss before") {
  check(after(1, starling::strategy::sgd{.learning_rate = 0.1F}), {3 - 0.1 * 2, -1 + 0.1 * 2});
  std::vector<float> w = {3, -1};
  const auto rule = make_update_rule(starling::strategy::sgd{});
  CHECK(rule->step(parabola(), w, adopted, {input, target}) == 4);
}

TEST_CASE("momentum and weight decay follow v = m v + g + decay w, w = w - rate v") {
  std::vector<double> w = {3, -1}, v = {0, 0};
  for (int i = 0; i < 5; ++i) {
    for (std::size_t k = 0; k < 2; ++k) {
      v[k] = 0.9 * v[k] + (w[k] - 1) + 0.05 * w[k];
      w[k] -= 0.1 * v[k];
    }
  }
  check(after(5,
              starling::strategy::sgd{
                  .learning_rate = 0.1F, .momentum = 0.9F, .weight_decay = 0.05F}),
        w);
}

TEST_CASE("weight decay alone adds decay w to the gradient") {
  check(after(1, starling::strategy::sgd{.learning_rate = 0.1F, .weight_decay = 0.5F}),
        {3 - 0.1 * (2 + 1.5), -1 - 0.1 * (-2 - 0.5)});
}

TEST_CASE("FedProx adds mu (w - adopted) to the gradient") {
  check(after(1, starling::strategy::fedprox{.learning_rate = 0.1F, .mu = 0.5F}),
        {3 - 0.1 * (2 + 0.5 * (3 - 4)), -1 - 0.1 * (-2 + 0.5 * (-1 + 2))});
  check(after(3, starling::strategy::fedprox{.learning_rate = 0.1F, .mu = 0}),
        {1 + 2 * std::pow(0.9, 3), 1 - 2 * std::pow(0.9, 3)});
}

TEST_CASE("Adam follows Algorithm 1 of its paper") {
  std::vector<double> w = {3, -1}, m = {0, 0}, v = {0, 0};
  for (int t = 1; t <= 5; ++t) {
    for (std::size_t k = 0; k < 2; ++k) {
      const double g = w[k] - 1;
      m[k] = 0.9 * m[k] + 0.1 * g;
      v[k] = 0.999 * v[k] + 0.001 * g * g;
      const double m_hat = m[k] / (1 - std::pow(0.9, t));
      const double v_hat = v[k] / (1 - std::pow(0.999, t));
      w[k] -= 0.2 * m_hat / (std::sqrt(v_hat) + 1e-8);
    }
  }
  const auto got = after(5, starling::strategy::adam{.learning_rate = 0.2F});
  // 1 - 0.999F loses three of float32's seven digits.
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(static_cast<double>(got[k]) == doctest::Approx(w[k]).epsilon(1e-4));
  }
}

TEST_CASE("Adam's first step has the length of the rate, whatever the gradient's") {
  check(after(1, starling::strategy::adam{.learning_rate = 0.2F}), {2.8, -0.8});
}
