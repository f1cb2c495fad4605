#include "optimizers/models/model.hpp"

#include <doctest/doctest.h>

#include <vector>

using starling::optimizers::batch;
using starling::optimizers::evaluation;

namespace {

/// A user's own model: y = a x, squared loss, and nothing but what the interface demands.
class scaling : public starling::optimizers::model {
 public:
  [[nodiscard]] std::size_t dimension() const override { return 1; }
  [[nodiscard]] std::size_t features() const override { return 1; }
  void initialise(std::span<float> w, starling::messages::random_source& /*r*/) const override {
    w[0] = 0;
  }
  double gradient(std::span<const float> w, const batch& b, std::span<float> g) const override {
    const float residual = w[0] * b.inputs[0] - b.targets[0];
    g[0] = residual * b.inputs[0];
    return static_cast<double>(residual * residual / 2);
  }
  [[nodiscard]] evaluation evaluate(std::span<const float> /*w*/,
                                    const batch& /*b*/) const override {
    return {};
  }
};

}  // namespace

TEST_CASE("a model without its own descend steps along its gradient") {
  const scaling m;
  std::vector<float> w = {1};
  const std::vector<float> x = {2}, y = {4};
  CHECK(m.descend(w, {x, y}, 0.5F) == 2);
  CHECK(w[0] == 3);  // 1 - 0.5 · (2 - 4) · 2
}

TEST_CASE("a model without its own layout is one block") {
  const auto blocks = scaling().layout();
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].name == "parameters");
  CHECK(blocks[0].shape == std::vector<std::size_t>{1});
}
