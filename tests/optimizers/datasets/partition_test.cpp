#include "optimizers/datasets/partition.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "messages/types/random.hpp"

using namespace starling;
using optimizers::partition_indices;
using optimizers::shares;

namespace {

/// `count` examples of `classes` random labels.
optimizers::dataset labelled(std::size_t count, std::size_t classes, std::uint64_t seed = 1) {
  optimizers::dataset d;
  d.classes = classes;
  messages::random_source random(seed);
  for (std::size_t i = 0; i < count; ++i) {
    d.targets.push_back(static_cast<float>(random.below(std::max<std::size_t>(classes, 1))));
  }
  return d;
}

shares divide(const optimizers::dataset& d, const partition::options& options, std::size_t nodes,
              std::uint64_t seed = 7) {
  auto out = partition_indices(d, options, nodes, seed);
  REQUIRE(out);
  return *out;
}

std::vector<std::size_t> sizes(const shares& s) {
  std::vector<std::size_t> out;
  for (const auto& mine : s) out.push_back(mine.size());
  return out;
}

/// For each class the shares' part of its examples.
std::vector<std::vector<double>> proportions(const optimizers::dataset& d, const shares& s) {
  std::vector<std::vector<double>> out(d.classes, std::vector<double>(s.size()));
  std::vector<double> total(d.classes);
  for (std::size_t n = 0; n < s.size(); ++n) {
    for (auto i : s[n]) {
      out[static_cast<std::size_t>(d.targets[i])][n] += 1;
      total[static_cast<std::size_t>(d.targets[i])] += 1;
    }
  }
  for (std::size_t c = 0; c < d.classes; ++c) {
    for (double& p : out[c]) p /= total[c];
  }
  return out;
}

}  // namespace

TEST_CASE("partition: every example goes to exactly one node and every node has one") {
  const std::vector<partition::options> all = {
      partition::iid{},
      partition::dirichlet{0.5},
      partition::dirichlet{1e-3},
      partition::dirichlet{1e-300},
      partition::dirichlet{100},
      partition::labels_per_node{1},
      partition::labels_per_node{2},
      partition::quantity_skew{0.5},
      partition::quantity_skew{1e-3},
      partition::quantity_skew{1e-300},
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const auto& [count, nodes] : std::vector<std::pair<std::size_t, std::size_t>>{
             {40, 1}, {40, 20}, {101, 7}, {1000, 10}, {1000, 500}}) {
      const auto d = labelled(count, 10, seed);
      for (const auto& options : all) {
        CAPTURE(options.index());
        const shares s = divide(d, options, nodes, seed);
        REQUIRE(s.size() == nodes);
        std::vector<std::uint32_t> together;
        for (const auto& mine : s) {
          CHECK_FALSE(mine.empty());
          CHECK(std::ranges::is_sorted(mine));
          together.insert(together.end(), mine.begin(), mine.end());
        }
        std::ranges::sort(together);
        REQUIRE(together.size() == count);
        for (std::size_t i = 0; i < count; ++i) REQUIRE(together[i] == i);
      }
    }
  }
}

TEST_CASE("partition: one example for each node works for every kind") {
  const auto d = labelled(30, 3);
  CHECK(sizes(divide(d, partition::iid{}, 30)) == std::vector<std::size_t>(30, 1));
  CHECK(sizes(divide(d, partition::dirichlet{0.1}, 30)) == std::vector<std::size_t>(30, 1));
  CHECK(sizes(divide(d, partition::labels_per_node{1}, 30)) == std::vector<std::size_t>(30, 1));
  CHECK(sizes(divide(d, partition::quantity_skew{0.1}, 30)) == std::vector<std::size_t>(30, 1));
}

TEST_CASE("partition: the seed decides") {
  const auto d = labelled(500, 10);
  for (const partition::options& options :
       {partition::options{partition::iid{}}, partition::options{partition::dirichlet{}},
        partition::options{partition::labels_per_node{}},
        partition::options{partition::quantity_skew{}}}) {
    CHECK(divide(d, options, 10, 1) == divide(d, options, 10, 1));
    CHECK(divide(d, options, 10, 1) != divide(d, options, 10, 2));
  }
}

TEST_CASE("partition: iid sizes differ by at most one, and real targets are fine") {
  for (std::size_t nodes : {1U, 3U, 7U, 100U}) {
    const auto s = sizes(divide(labelled(1003, 0), partition::iid{}, nodes));
    CHECK(*std::ranges::max_element(s) - *std::ranges::min_element(s) <= 1);
  }
}

TEST_CASE("partition: Dirichlet proportions have the variance of the distribution") {
  // Var of one proportion of n: (1/n)(1 - 1/n) / (n alpha + 1).
  constexpr std::size_t nodes = 5;
  for (double alpha : {0.2, 1.0, 10.0}) {
    double squares = 0;
    double count = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const auto d = labelled(5000, 10, seed);
      for (const auto& row : proportions(d, divide(d, partition::dirichlet{alpha}, nodes, seed))) {
        for (double p : row) {
          squares += (p - 0.2) * (p - 0.2);
          count += 1;
        }
      }
    }
    const double expected = 0.2 * 0.8 / (nodes * alpha + 1);
    CAPTURE(alpha);
    CHECK(squares / count == doctest::Approx(expected).epsilon(0.08));
  }
}

TEST_CASE("partition: k labels per node gives equal sizes and at most 2k labels") {
  const auto d = labelled(6000, 10);
  for (std::size_t labels : {1U, 2U, 3U}) {
    const auto s = divide(d, partition::labels_per_node{labels}, 100);
    double kinds = 0;
    for (const auto& mine : s) {
      CHECK(mine.size() == 60);
      std::set<float> held;
      for (auto i : mine) held.insert(d.targets[i]);
      CHECK(held.size() <= 2 * labels);
      kinds += static_cast<double>(held.size()) / 100;
    }
    CHECK(kinds <= static_cast<double>(labels) + 0.5);
  }
}

TEST_CASE("partition: quantity skew has uneven sizes but even labels") {
  const auto d = labelled(20'000, 2);
  const auto s = divide(d, partition::quantity_skew{0.5}, 10);
  const auto n = sizes(s);
  CHECK(*std::ranges::max_element(n) > 3 * *std::ranges::min_element(n));
  for (const auto& mine : s) {
    if (mine.size() < 500) continue;
    const auto ones = std::ranges::count_if(mine, [&d](auto i) { return d.targets[i] == 1; });
    CHECK(static_cast<double>(ones) / static_cast<double>(mine.size()) ==
          doctest::Approx(0.5).epsilon(0.2));
  }
}

TEST_CASE("partition: what cannot be done is refused") {
  const auto d = labelled(20, 10);
  CHECK_FALSE(partition_indices(d, partition::iid{}, 0, 1));
  CHECK_FALSE(partition_indices(d, partition::iid{}, 21, 1));
  CHECK_FALSE(partition_indices(optimizers::dataset{}, partition::iid{}, 1, 1));
  for (double alpha : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_FALSE(partition_indices(d, partition::dirichlet{alpha}, 2, 1));
    CHECK_FALSE(partition_indices(d, partition::quantity_skew{alpha}, 2, 1));
  }
  CHECK_FALSE(partition_indices(d, partition::labels_per_node{0}, 2, 1));
  CHECK_FALSE(partition_indices(d, partition::labels_per_node{11}, 1, 1));
  CHECK_FALSE(partition_indices(d, partition::labels_per_node{3}, 10, 1));
  CHECK_FALSE(partition_indices(
      d, partition::labels_per_node{std::numeric_limits<std::size_t>::max()}, 2, 1));
  const auto real = labelled(20, 0);
  CHECK_FALSE(partition_indices(real, partition::dirichlet{}, 2, 1));
  CHECK_FALSE(partition_indices(real, partition::labels_per_node{}, 2, 1));
  CHECK(partition_indices(real, partition::quantity_skew{}, 2, 1));
  auto stray = d;
  stray.targets[3] = 10;
  CHECK_FALSE(partition_indices(stray, partition::dirichlet{}, 2, 1));
}

TEST_CASE("partition: a hundred thousand nodes are quick") {
  const auto d = labelled(200'000, 10);
  const auto s = divide(d, partition::dirichlet{0.05}, 100'000);
  CHECK(std::ranges::none_of(s, [](const auto& mine) { return mine.empty(); }));
}
