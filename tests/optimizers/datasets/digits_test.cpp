#include "optimizers/datasets/digits.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "optimizers/datasets/glyphs.hpp"

using namespace starling::optimizers;

namespace {

std::vector<float> drawn(std::uint64_t seed, std::uint64_t i) {
  std::vector<float> pixels(digit_pixels, -1.0F);
  draw_digit(seed, i, std::span<float, digit_pixels>(pixels.data(), digit_pixels));
  return pixels;
}

/// All images of a set with their labels, in an order that does not depend on the split.
std::vector<std::pair<std::vector<float>, float>> sorted_examples(const data_split& s) {
  std::vector<std::pair<std::vector<float>, float>> out;
  for (const auto& half : {s.train, s.test}) {
    for (std::size_t i = 0; i < half->size(); ++i) {
      const auto x = half->input(i);
      out.emplace_back(std::vector<float>(x.begin(), x.end()), half->targets[i]);
    }
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_CASE("digits: an image depends on its seed and its number only") {
  CHECK(drawn(7, 123) == drawn(7, 123));
  CHECK(drawn(7, 123) != drawn(8, 123));
  CHECK(drawn(7, 123) != drawn(7, 133));
}

TEST_CASE("digits: every pixel is written and lies in [0, 1], and there is ink in the middle") {
  for (std::uint64_t i = 0; i < 500; ++i) {
    const auto pixels = drawn(3, i);
    CHECK(std::ranges::all_of(pixels, [](float p) { return p >= 0 && p <= 1; }));
    CHECK(std::ranges::count_if(pixels, [](float p) { return p > 0.5F; }) >= 15);
    CHECK(std::ranges::count_if(pixels, [](float p) { return p < 0.3F; }) >= 300);
  }
}

TEST_CASE("digits: a set is the first images of the series, with their labels") {
  const auto set = load_digits({.samples = 60, .test_fraction = 0.25}, 7);
  REQUIRE(set);
  std::vector<std::pair<std::vector<float>, float>> series;
  for (std::uint64_t i = 0; i < 60; ++i) {
    series.emplace_back(drawn(7, i), static_cast<float>(i % 10));
  }
  std::ranges::sort(series);
  CHECK(sorted_examples(*set) == series);
  CHECK(set->train->size() == 45);
  CHECK(set->test->size() == 15);
  CHECK(set->train->features == 784);
  CHECK(set->train->classes == 10);
  CHECK(set->test->classes == 10);
}

TEST_CASE("digits: two draws of one seed are the same set in the same order") {
  const auto a = load_digits({.samples = 200}, 11);
  const auto b = load_digits({.samples = 200}, 11);
  REQUIRE((a && b));
  CHECK(a->train->inputs == b->train->inputs);
  CHECK(a->test->targets == b->test->targets);
}

TEST_CASE("digits: labels are balanced") {
  const auto set = load_digits({.samples = 2'000}, 7);
  REQUIRE(set);
  std::array<int, 10> count{};
  for (const auto& half : {set->train, set->test}) {
    for (float y : half->targets) ++count.at(static_cast<std::size_t>(y));
  }
  for (int c : count) CHECK(c == 200);
}

TEST_CASE("digits: the nearest mean image tells more than half of the digits apart, not all") {
  const auto set = load_digits({.samples = 3'000}, 7);
  REQUIRE(set);
  std::vector<std::vector<double>> mean(10, std::vector<double>(digit_pixels));
  for (std::size_t i = 0; i < set->train->size(); ++i) {
    auto& m = mean[static_cast<std::size_t>(set->train->targets[i])];
    for (std::size_t p = 0; p < digit_pixels; ++p) m[p] += set->train->input(i)[p] / 240.0;
  }
  std::size_t right = 0;
  for (std::size_t i = 0; i < set->test->size(); ++i) {
    std::vector<double> distance(10);
    for (std::size_t d = 0; d < 10; ++d) {
      for (std::size_t p = 0; p < digit_pixels; ++p) {
        const double e = set->test->input(i)[p] - mean[d][p];
        distance[d] += e * e;
      }
    }
    const auto best = std::ranges::min_element(distance) - distance.begin();
    right += static_cast<float>(best) == set->test->targets[i] ? 1 : 0;
  }
  const double accuracy = static_cast<double>(right) / static_cast<double>(set->test->size());
  CHECK(accuracy > 0.5);
  CHECK(accuracy < 0.92);
}

TEST_CASE("digits: sizes that cannot be drawn are refused") {
  CHECK_FALSE(load_digits({.samples = 0}, 1));
  CHECK_FALSE(load_digits({.samples = digit_samples_max + 1}, 1));
  CHECK_FALSE(load_digits({.samples = 10, .test_fraction = 1.0}, 1));
}

TEST_CASE("smaller digits are the means of the areas that their pixels cover") {
  const auto whole = load_digits({.samples = 20}, 7);
  const auto quarter = load_digits({.samples = 20, .side = 14}, 7);
  const auto small = load_digits({.samples = 20, .side = 8}, 7);
  REQUIRE(whole);
  REQUIRE(quarter);
  REQUIRE(small);
  CHECK(quarter->train->features == 196);
  CHECK(small->train->features == 64);
  for (std::size_t i = 0; i < whole->train->size(); ++i) {
    const auto large = whole->train->input(i);
    const auto half = quarter->train->input(i);
    float ink = 0;
    for (std::size_t p = 0; p < 196; ++p) {
      const std::size_t at = (p / 14) * 56 + (p % 14) * 2;
      const float mean = (large[at] + large[at + 1] + large[at + 28] + large[at + 29]) / 4;
      CHECK(half[p] == doctest::Approx(mean).epsilon(1e-5));
    }
    for (float x : large) ink += x / 784;
    float shrunk = 0;
    for (float x : small->train->input(i)) shrunk += x / 64;
    CHECK(shrunk == doctest::Approx(ink).epsilon(1e-4));
  }
  CHECK(whole->train->targets == small->train->targets);
  CHECK_FALSE(load_digits({.samples = 20, .side = 29}, 7));
}
