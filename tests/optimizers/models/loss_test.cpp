#include "optimizers/models/loss.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

using starling::optimizers::loss_kind;
using starling::optimizers::turn_into_deltas;

TEST_CASE("cross-entropy gives minus the log of the softmax, and softmax minus one-hot") {
  std::vector<float> z = {1, 2, 3, 0, 0, 0};
  const std::vector<float> labels = {2, 0};
  const double e1 = std::exp(1.0), e2 = std::exp(2.0), e3 = std::exp(3.0);
  const auto sums = turn_into_deltas(loss_kind::cross_entropy, z, labels);
  CHECK(sums.loss == doctest::Approx(-std::log(e3 / (e1 + e2 + e3)) + std::log(3.0)));
  CHECK(sums.correct == 2);
  const std::vector<double> expected = {e1 / (e1 + e2 + e3),
                                        e2 / (e1 + e2 + e3),
                                        e3 / (e1 + e2 + e3) - 1,
                                        1.0 / 3 - 1,
                                        1.0 / 3,
                                        1.0 / 3};
  for (std::size_t i = 0; i < z.size(); ++i) {
    CHECK(static_cast<double>(z[i]) == doctest::Approx(expected[i]));
  }
}

TEST_CASE("huge outputs give a finite loss and finite deltas") {
  std::vector<float> z = {1e30F, -1e30F, 0, 1e4F, 1e4F, -1e4F};
  const std::vector<float> labels = {0, 2};
  const auto sums = turn_into_deltas(loss_kind::cross_entropy, z, labels);
  CHECK(sums.loss == doctest::Approx(2e4 + std::log(2.0)));
  CHECK(z == std::vector<float>{0, 0, 0, 0.5F, 0.5F, -1});
}

TEST_CASE("squared loss is half the square of the residual, and the residual") {
  std::vector<float> y = {3, -1};
  const std::vector<float> targets = {1, 1};
  CHECK(turn_into_deltas(loss_kind::squared, y, targets).loss == 4);
  CHECK(y == std::vector<float>{2, -2});
}

TEST_CASE("a label outside the classes is never used as a position") {
  std::vector<float> z = {1, 2, 3};
  for (const float label : {3.0F, -1.0F, std::nanf("")}) {
    const std::vector<float> labels = {label};
    CHECK_THROWS_AS(turn_into_deltas(loss_kind::cross_entropy, z, labels), std::logic_error);
  }
}
