#include "optimizers/models/mlp.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "messages/types/random.hpp"
#include "tests/optimizers/models/dense_oracle.hpp"

using starling::messages::random_source;
using starling::model::activation;
using starling::optimizers::batch;
using starling::optimizers::loss_kind;
using starling::optimizers::mlp;

namespace {

struct examples {
  std::vector<float> inputs;
  std::vector<float> targets;
  [[nodiscard]] batch all() const { return {inputs, targets}; }
};

/// Normal inputs; labels below `classes`, or normal targets when that is 0.
examples drawn(std::size_t n, std::size_t features, std::size_t classes, random_source& random) {
  examples e{std::vector<float>(n * features), std::vector<float>(n)};
  for (float& x : e.inputs) x = static_cast<float>(random.normal());
  for (float& t : e.targets) {
    t = classes == 0 ? static_cast<float>(random.normal())
                     : static_cast<float>(random.below(classes));
  }
  return e;
}

mlp built(const dense_oracle& o) {
  return {o.layers, o.hidden, o.classes ? loss_kind::cross_entropy : loss_kind::squared};
}

std::vector<float> start(const mlp& m, random_source& random) {
  std::vector<float> w(m.dimension());
  m.initialise(w, random);
  // Biases too, so that a wrong bias cannot hide behind zeros.
  for (float& x : w) x += static_cast<float>(0.1 * random.normal());
  return w;
}

double norm(const auto& v) {
  double sum = 0;
  for (const auto x : v) sum += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(sum);
}

/// |a - b| / |b|.
double distance(const auto& a, const auto& b) {
  std::vector<double> d(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    d[i] = static_cast<double>(a[i]) - static_cast<double>(b[i]);
  }
  return norm(d) / norm(b);
}

const std::vector<dense_oracle> shapes = {
    {{7, 1}, activation::relu, false},        {{9, 4}, activation::relu, true},
    {{6, 5, 3}, activation::relu, true},      {{6, 5, 3}, activation::tanh, true},
    {{8, 6, 5, 4}, activation::relu, true},   {{8, 6, 5, 4}, activation::tanh, true},
    {{5, 7, 6, 1}, activation::tanh, false},  {{5, 7, 6, 1}, activation::relu, false},
    {{40, 33, 17, 5}, activation::relu, true}};

}  // namespace

TEST_CASE("loss and gradient equal a naive forward pass and its central differences") {
  for (const dense_oracle& oracle : shapes) {
    for (const std::size_t n : {1U, 3U, 32U}) {
      random_source random(n + oracle.layers.front());
      const mlp m = built(oracle);
      const auto e =
          drawn(n, oracle.layers.front(), oracle.classes ? oracle.layers.back() : 0, random);
      const auto w = start(m, random);
      const std::vector<double> exact(w.begin(), w.end());
      std::vector<float> g(w.size(), 77.0F);
      const double loss = m.gradient(w, e.all(), g);
      CAPTURE(oracle.layers.size());
      CAPTURE(n);
      // float32 sums of a few hundred terms: 1e-5 is some twenty roundings.
      CHECK(loss == doctest::Approx(oracle.loss(exact, e.all())).epsilon(1e-5));
      CHECK(distance(g, oracle.gradient(exact, e.all())) < 1e-3);
    }
  }
}

TEST_CASE("descend is the gradient step") {
  for (const dense_oracle& oracle : shapes) {
    for (const std::size_t n : {1U, 3U, 32U, 100U}) {
      random_source random(n);
      const mlp m = built(oracle);
      const auto e =
          drawn(n, oracle.layers.front(), oracle.classes ? oracle.layers.back() : 0, random);
      auto apart = start(m, random);
      auto folded = apart;
      std::vector<float> g(apart.size());
      const double loss = m.gradient(apart, e.all(), g);
      for (std::size_t i = 0; i < g.size(); ++i) apart[i] -= 0.3F * g[i];
      CHECK(m.descend(folded, e.all(), 0.3F) == loss);
      CHECK(distance(folded, apart) < 1e-5);
    }
  }
}

TEST_CASE("a layer that is cut into blocks for BLAS equals the naive one") {
  // Wide enough that the products exceed the unpacked path's bounds in every direction.
  const dense_oracle oracle{{900, 170, 11}, activation::relu, true};
  const mlp m = built(oracle);
  for (const std::size_t n : {1U, 9U, 33U, 64U, 65U}) {
    random_source random(n);
    const auto e = drawn(n, 900, 11, random);
    const auto w = start(m, random);
    const std::vector<double> exact(w.begin(), w.end());
    CHECK(m.evaluate(w, e.all()).loss ==
          doctest::Approx(oracle.loss(exact, e.all())).epsilon(1e-4));
    std::vector<float> g(w.size());
    m.gradient(w, e.all(), g);
    // The slope along the gradient itself is its squared length.
    auto moved = exact;
    const double h = 1e-5 / norm(g);
    for (std::size_t i = 0; i < g.size(); ++i) moved[i] += h * static_cast<double>(g[i]);
    const double slope = (oracle.loss(moved, e.all()) - oracle.loss(exact, e.all())) / h;
    CHECK(slope == doctest::Approx(norm(g) * norm(g)).epsilon(1e-3));
  }
}

TEST_CASE("evaluation in chunks equals evaluation one by one") {
  random_source random(5);
  const dense_oracle oracle{{6, 5, 3}, activation::relu, true};
  const mlp m = built(oracle);
  const auto e = drawn(777, 6, 3, random);
  const auto w = start(m, random);
  const std::vector<double> exact(w.begin(), w.end());
  std::size_t correct = 0;
  for (std::size_t i = 0; i < e.targets.size(); ++i) {
    const auto y = oracle.outputs(exact, std::span(e.inputs).subspan(i * 6, 6));
    correct += std::max_element(y.begin(), y.end()) - y.begin() ==
                       static_cast<std::ptrdiff_t>(e.targets[i])
                   ? 1
                   : 0;
  }
  const auto got = m.evaluate(w, e.all());
  CHECK(got.accuracy == doctest::Approx(static_cast<double>(correct) / 777).epsilon(1e-12));
  CHECK(got.loss == doctest::Approx(oracle.loss(exact, e.all())).epsilon(1e-5));
}

TEST_CASE("squared loss has no accuracy, and no examples have no loss") {
  const mlp m({3, 1}, activation::relu, loss_kind::squared);
  const std::vector<float> w(m.dimension());
  const examples e{{1, 2, 3}, {2}};
  CHECK(m.evaluate(w, e.all()).loss == 2);
  CHECK(std::isnan(m.evaluate(w, e.all()).accuracy));
  CHECK(std::isnan(m.evaluate(w, {}).loss));
}

TEST_CASE("one seed gives one start and one training, to the bit") {
  const mlp m({20, 16, 4}, activation::relu, loss_kind::cross_entropy);
  const auto train = [&](std::uint64_t seed) {
    random_source random(seed);
    std::vector<float> w(m.dimension());
    m.initialise(w, random);
    for (int step = 0; step < 20; ++step) m.descend(w, drawn(8, 20, 4, random).all(), 0.1F);
    return w;
  };
  CHECK(train(3) == train(3));
  CHECK(train(3) != train(4));
}

TEST_CASE("weights start as He and Glorot say, biases at zero") {
  const mlp m({300, 200, 10}, activation::relu, loss_kind::cross_entropy);
  random_source random(1);
  std::vector<float> w(m.dimension());
  m.initialise(w, random);
  const auto blocks = m.layout();
  REQUIRE(blocks.size() == 4);
  const auto values = [&](std::size_t b) {
    const std::size_t end = b + 1 < blocks.size() ? blocks[b + 1].offset : w.size();
    return std::span(w).subspan(blocks[b].offset, end - blocks[b].offset);
  };
  // 60,000 draws: the sample deviation is within 1 % with overwhelming probability.
  CHECK(norm(values(0)) / std::sqrt(60'000.0) ==
        doctest::Approx(std::sqrt(2 / 300.0)).epsilon(0.01));
  const float bound = std::sqrt(6.0F / 210);
  CHECK(std::ranges::all_of(values(2), [&](float x) { return std::fabs(x) <= bound; }));
  CHECK(std::ranges::max(values(2)) > 0.95F * bound);
  CHECK(norm(values(1)) == 0);
  CHECK(norm(values(3)) == 0);
}

TEST_CASE("the layout names every parameter once, in order") {
  const mlp m({7, 5, 3}, activation::relu, loss_kind::cross_entropy);
  const auto blocks = m.layout();
  REQUIRE(blocks.size() == 4);
  CHECK(blocks[0].name == "layers.0.weight");
  CHECK(blocks[0].shape == std::vector<std::size_t>{5, 7});
  CHECK(blocks[1].name == "layers.0.bias");
  CHECK(blocks[2].name == "layers.1.weight");
  CHECK(blocks[3].name == "layers.1.bias");
  std::size_t at = 0;
  for (const auto& b : blocks) {
    CHECK(b.offset == at);
    std::size_t size = 1;
    for (const std::size_t side : b.shape) size *= side;
    at += size;
  }
  CHECK(at == m.dimension());
}
