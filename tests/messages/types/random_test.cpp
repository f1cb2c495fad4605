#include "messages/types/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <set>
#include <utility>
#include <vector>

using namespace starling::messages;

namespace {

struct moments {
  double mean = 0;
  double variance = 0;
  double skewness = 0;
  double kurtosis = 0;
};

template <class Draw>
moments moments_of(std::size_t count, Draw draw) {
  std::vector<double> xs(count);
  for (auto& x : xs) x = draw();
  moments m;
  const auto n = static_cast<double>(count);
  for (double x : xs) m.mean += x / n;
  double third = 0;
  double fourth = 0;
  for (double x : xs) {
    const double d = x - m.mean;
    m.variance += d * d / n;
    third += d * d * d / n;
    fourth += d * d * d * d / n;
  }
  m.skewness = third / std::pow(m.variance, 1.5);
  m.kurtosis = fourth / (m.variance * m.variance);
  return m;
}

constexpr std::size_t many = 1'000'000;

}  // namespace

TEST_CASE("splitmix64 from state 0 gives its published first numbers") {
  // The generator adds its constant to the state before it mixes, as `mix` does to its argument.
  CHECK(mix(0) == 0xe220a8397b1dcdafU);
  CHECK(mix(0x9e3779b97f4a7c15U) == 0x6e789e6aa1b965f4U);
  CHECK(mix(2 * 0x9e3779b97f4a7c15U) == 0x06c45d188009454fU);
}

TEST_CASE("one seed gives one sequence, another seed another") {
  random_source a(7);
  random_source b(7);
  random_source c(8);
  int equal = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto x = a();
    CHECK(x == b());
    equal += x == c() ? 1 : 0;
  }
  CHECK(equal == 0);
}

TEST_CASE("each of the 64 bits is set half the time, seed 0 included") {
  for (const std::uint64_t seed : {0U, 1U, 12345U}) {
    random_source random(seed);
    std::array<int, 64> ones{};
    constexpr int draws = 20'000;
    for (int i = 0; i < draws; ++i) {
      const auto x = random();
      for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += static_cast<int>((x >> bit) & 1U);
    }
    // 5 deviations of a fair coin: sqrt(20000) / 2 = 70.7.
    for (const int n : ones) CHECK(std::abs(n - draws / 2) < 354);
  }
}

TEST_CASE("below is uniform: chi-square over bounds that do not divide 2^64") {
  for (const std::uint64_t bound : {3U, 7U, 10U, 100U}) {
    random_source random(substream(7, "below", bound));
    std::vector<double> seen(bound, 0.0);
    for (std::size_t i = 0; i < many; ++i) {
      const auto x = random.below(bound);
      REQUIRE(x < bound);
      seen[x] += 1;
    }
    const double expected = static_cast<double>(many) / static_cast<double>(bound);
    double chi_square = 0;
    for (double s : seen) chi_square += (s - expected) * (s - expected) / expected;
    const auto freedom = static_cast<double>(bound - 1);
    CHECK(chi_square < freedom + 5 * std::sqrt(2 * freedom) + 5);
  }
}

TEST_CASE("below is unbiased where a plain multiplication would favour every third number") {
  // Of 2^64 values over 3 · 2^62 bins one bin in three gets two: multiplying alone would draw a
  // number divisible by 3 half the time.
  constexpr std::uint64_t bound = 3ULL << 62U;
  random_source random(11);
  int divisible = 0;
  constexpr int draws = 100'000;
  for (int i = 0; i < draws; ++i) divisible += random.below(bound) % 3 == 0 ? 1 : 0;
  CHECK(std::abs(divisible - draws / 3) < 5 * 149);
  CHECK(random.below(1) == 0);
}

TEST_CASE("uniform numbers have the moments of their distribution and stay in range") {
  random_source random(3);
  const auto m = moments_of(many, [&] {
    const double x = random.uniform();
    REQUIRE(x >= 0);
    REQUIRE(x < 1);
    return x;
  });
  CHECK(m.mean == doctest::Approx(0.5).epsilon(0.003));
  CHECK(m.variance == doctest::Approx(1.0 / 12).epsilon(0.005));
  CHECK(m.kurtosis == doctest::Approx(1.8).epsilon(0.01));
  for (int i = 0; i < 1000; ++i) {
    const double x = random.uniform(-2, 5);
    CHECK(x >= -2);
    CHECK(x < 5);
  }
}

TEST_CASE("normal numbers have mean 0, deviation 1, no skew, kurtosis 3") {
  random_source random(5);
  const auto m = moments_of(many, [&] { return random.normal(); });
  CHECK(std::abs(m.mean) < 0.005);
  CHECK(m.variance == doctest::Approx(1).epsilon(0.007));
  CHECK(std::abs(m.skewness) < 0.0125);
  CHECK(m.kurtosis == doctest::Approx(3).epsilon(0.01));
}

TEST_CASE("two normal numbers in a row are uncorrelated, in size too") {
  random_source random(6);
  double product = 0;
  double squares = 0;
  for (std::size_t i = 0; i < many; ++i) {
    const double a = random.normal();
    const double b = random.normal();
    product += a * b;
    squares += (a * a - 1) * (b * b - 1);
  }
  CHECK(std::abs(product / static_cast<double>(many)) < 0.005);
  CHECK(std::abs(squares / static_cast<double>(many)) < 0.01);
}

TEST_CASE("a copy of its bytes goes on with the same numbers, half a pair of normals included") {
  static_assert(sizeof(random_source) == 5 * sizeof(std::uint64_t));
  random_source a(5);
  for (int drawn = 0; drawn < 4; ++drawn) {
    random_source b(6);
    std::memcpy(static_cast<void*>(&b), &a, sizeof a);
    random_source c = a;
    for (int i = 0; i < 5; ++i) {
      CHECK(b.normal() == c.normal());
      CHECK(b() == c());
    }
    a.normal();
  }
}

TEST_CASE("gamma numbers have mean and variance equal to their shape, below 1 too") {
  for (const double shape : {0.1, 0.5, 1.0, 2.5, 30.0}) {
    random_source random(substream(9, "gamma", static_cast<std::uint64_t>(shape * 10)));
    const auto m = moments_of(many, [&] {
      const double x = random.gamma(shape);
      REQUIRE(x >= 0);
      return x;
    });
    INFO("shape " << shape);
    CHECK(m.mean == doctest::Approx(shape).epsilon(0.02));
    CHECK(m.variance == doctest::Approx(shape).epsilon(0.04));
    CHECK(m.skewness == doctest::Approx(2 / std::sqrt(shape)).epsilon(0.05));
  }
}

TEST_CASE("substreams differ by root, name, each index, their order and number") {
  std::set<std::uint64_t> seeds;
  std::size_t made = 0;
  const auto add = [&](std::uint64_t seed) {
    seeds.insert(seed);
    ++made;
  };
  for (std::uint64_t root = 0; root < 10; ++root) {
    for (const char* name : {"a", "b", "ab", "ba", "sample"}) {
      add(substream(root, name));
      for (std::uint64_t i = 0; i < 10; ++i) {
        add(substream(root, name, i));
        for (std::uint64_t j = 0; j < 10; ++j) add(substream(root, name, i, j));
      }
    }
  }
  CHECK(seeds.size() == made);
  static_assert(substream(7, "x", 1) == substream(7, "x", std::uint64_t{1}));
}

TEST_CASE("neighbouring substreams are uncorrelated") {
  double product = 0;
  constexpr std::uint64_t pairs = 200'000;
  for (std::uint64_t i = 0; i < pairs; ++i) {
    random_source a(substream(7, "node", i));
    random_source b(substream(7, "node", i + 1));
    product += (a.uniform() - 0.5) * (b.uniform() - 0.5);
  }
  // Deviation of the mean product: 1 / (12 sqrt(pairs)).
  CHECK(std::abs(product / static_cast<double>(pairs)) < 5.0 / (12 * std::sqrt(pairs)));
}

TEST_CASE("a shuffle keeps the items and makes every order equally likely") {
  random_source random(13);
  std::vector<int> seen(6 * 6 * 6, 0);
  constexpr int shuffles = 60'000;
  for (int i = 0; i < shuffles; ++i) {
    std::array<std::size_t, 3> items{0, 1, 2};
    random.shuffle(std::span<std::size_t>(items));
    REQUIRE(items[0] + items[1] + items[2] == 3);
    ++seen[items[0] * 36 + items[1] * 6 + items[2]];
  }
  int orders = 0;
  for (const int n : seen) {
    if (n == 0) continue;
    ++orders;
    CHECK(std::abs(n - shuffles / 6) < 5 * 92);
  }
  CHECK(orders == 6);
}
