#include "aggregation/reputation/graph_trust.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "messages/types/random.hpp"

using starling::aggregation::graph_trust;

namespace {

using graph = std::vector<std::vector<std::uint32_t>>;

void join(graph& g, std::uint32_t a, std::uint32_t b) {
  if (a == b || std::find(g[a].begin(), g[a].end(), b) != g[a].end()) return;
  g[a].push_back(b);
  g[b].push_back(a);
}

/// A ring with random chords: connected, and quickly mixed.
void connect(graph& g, std::uint32_t first, std::uint32_t count,
             starling::messages::random_source& random) {
  for (std::uint32_t i = 0; i < count; ++i) {
    join(g, first + i, first + (i + 1) % count);
    join(g, first + i, first + static_cast<std::uint32_t>(random.below(count)));
    join(g, first + i, first + static_cast<std::uint32_t>(random.below(count)));
  }
}

/// 60 honest nodes, and 30 colluders that two edges join to them.
graph attacked(std::uint64_t seed) {
  starling::messages::random_source random(seed);
  graph g(90);
  connect(g, 0, 60, random);
  connect(g, 60, 30, random);
  join(g, 7, 60);
  join(g, 31, 75);
  return g;
}

double mean(const std::vector<double>& values, const std::vector<double>& weights) {
  double sum = 0;
  double total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i] * weights[i];
    total += weights[i];
  }
  return sum / total;
}

}  // namespace

TEST_CASE("trust is a lazy walk of ceil(log2 n) steps, divided by the degree") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto g = attacked(seed);
    const std::size_t start = seed % 60;
    std::vector<double> p(90);
    p[start] = 1;
    for (int step = 0; step < 7; ++step) {  // 2^6 < 90 <= 2^7
      std::vector<double> q(90);
      for (std::size_t i = 0; i < 90; ++i) {
        q[i] += p[i] / 2;
        for (const auto j : g[i]) q[j] += p[i] / 2 / static_cast<double>(g[i].size());
      }
      p = q;
    }
    double most = 0;
    for (std::size_t i = 0; i < 90; ++i) {
      p[i] /= static_cast<double>(g[i].size());
      most = std::max(most, p[i]);
    }
    const auto trust = graph_trust(g, start);
    for (std::size_t i = 0; i < 90; ++i) CHECK(trust[i] == doctest::Approx(p[i] / most));
  }
}

TEST_CASE("weighted by trust, a cluster of colluders with few edges moves the mean less") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const auto g = attacked(seed);
    starling::messages::random_source random(seed + 100);
    std::vector<double> said(90);
    for (std::size_t i = 0; i < 90; ++i) said[i] = i < 60 ? 1 + random.normal() : 100;
    const double plain = std::abs(mean(said, std::vector<double>(90, 1.0)) - 1);
    for (const std::size_t seen_from : {0U, 13U, 45U}) {
      CAPTURE(seen_from);
      CHECK(std::abs(mean(said, graph_trust(g, seen_from)) - 1) < plain / 2);
    }
  }
}

TEST_CASE("on a bipartite graph nobody in reach is without trust, and one node trusts itself") {
  graph ring(16);
  for (std::uint32_t i = 0; i < 16; ++i) join(ring, i, (i + 1) % 16);
  const auto trust = graph_trust(ring, 0);
  for (const std::size_t near : {0U, 1U, 2U, 3U, 4U, 15U, 13U, 12U}) CHECK(trust[near] > 0);
  CHECK(trust[0] == 1);
  CHECK(trust[1] == trust[15]);
  CHECK(trust[5] == 0);  // four steps do not reach it
  const graph pair = {{1}, {0}};
  CHECK(graph_trust(pair, 0) == std::vector<double>{1, 1});
  const graph alone(1);
  CHECK(graph_trust(alone, 0) == std::vector<double>{0});
}
