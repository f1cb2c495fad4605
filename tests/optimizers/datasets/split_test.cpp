#include "optimizers/datasets/split.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace starling::optimizers;

TEST_CASE("split: every example is in exactly one half, and the halves have the asked-for sizes") {
  for (std::size_t count : {1U, 2U, 7U, 100U, 1001U}) {
    for (double fraction : {0.0, 0.2, 0.34}) {
      const auto order = draw_split(count, fraction, 5);
      REQUIRE(order);
      auto all = order->train;
      all.insert(all.end(), order->test.begin(), order->test.end());
      std::ranges::sort(all);
      REQUIRE(all.size() == count);
      for (std::size_t i = 0; i < count; ++i) CHECK(all[i] == i);
      CHECK(std::abs(static_cast<double>(order->test.size()) -
                     fraction * static_cast<double>(count)) <= 0.5);
    }
  }
}

TEST_CASE("split: the seed decides who is held out") {
  CHECK(draw_split(100, 0.2, 1)->test == draw_split(100, 0.2, 1)->test);
  CHECK(draw_split(100, 0.2, 1)->test != draw_split(100, 0.2, 2)->test);
}

TEST_CASE("split: examples keep their inputs, targets and classes") {
  dataset whole;
  whole.name = "w";
  whole.features = 2;
  whole.classes = 50;
  for (int i = 0; i < 50; ++i) {
    whole.inputs.insert(whole.inputs.end(), {static_cast<float>(i), static_cast<float>(-i)});
    whole.targets.push_back(static_cast<float>(i));
  }
  const auto halves = split(whole, 0.3, 9);
  REQUIRE(halves);
  CHECK(halves->train->size() == 35);
  CHECK(halves->test->size() == 15);
  for (const auto& half : {halves->train, halves->test}) {
    CHECK(half->name == "w");
    CHECK(half->classes == 50);
    for (std::size_t i = 0; i < half->size(); ++i) {
      CHECK(half->input(i)[0] == half->targets[i]);
      CHECK(half->input(i)[1] == -half->targets[i]);
    }
  }
}

TEST_CASE("split: fractions that leave nothing to learn from are refused") {
  for (double fraction : {-0.1, 1.0, 7.0, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_FALSE(draw_split(10, fraction, 1));
  }
  CHECK_FALSE(draw_split(1, 0.6, 1));
  CHECK_FALSE(draw_split(0, 0.2, 1));
}
