#include "optimizers/swarm/particle_swarm/informants.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "optimizers/options.hpp"

using namespace starling::optimizers;
using kinds = enum starling::strategy::pso::neighbourhood;
using list = std::vector<std::uint32_t>;

namespace {

list of(const informants& who, std::size_t i) {
  const auto found = who.of(i);
  return {found.begin(), found.end()};
}

}  // namespace

TEST_CASE("in a ring the neighbours are on both sides, the odd one to the right") {
  const informants two(kinds::ring, 2, 6, 0);
  CHECK(of(two, 0) == list{0, 1, 5});
  CHECK(of(two, 3) == list{2, 3, 4});
  const informants three(kinds::ring, 3, 6, 0);
  CHECK(of(three, 0) == list{0, 1, 2, 5});
  const informants four(kinds::ring, 4, 6, 0);
  CHECK(of(four, 5) == list{0, 1, 3, 4, 5});
}

TEST_CASE("a ring with more neighbours than there are particles is everybody") {
  const informants ring(kinds::ring, 9, 4, 0);
  for (std::size_t i = 0; i < 4; ++i) CHECK(of(ring, i) == list{0, 1, 2, 3});
  CHECK(of(informants(kinds::ring, 2, 1, 0), 0) == list{0});
}

TEST_CASE("where they are drawn, lists ascend and hold the particle itself once") {
  informants drawn(kinds::adaptive_random, 3, 20, 5);
  for (int t = 0; t < 100; ++t) {
    std::size_t links = 0;
    for (std::size_t i = 0; i < 20; ++i) {
      const auto l = of(drawn, i);
      CHECK(std::ranges::adjacent_find(l, std::greater_equal{}) == l.end());
      CHECK(std::ranges::binary_search(l, i));
      CHECK(l.back() < 20);
      links += l.size() - 1;
    }
    CHECK(links <= 3 * 20);
    drawn.redraw();
  }
}

TEST_CASE("a particle is informed by another with probability 1 - (1 - 1/n)^k") {
  constexpr std::size_t n = 20;
  informants drawn(kinds::adaptive_random, 3, n, 6);
  constexpr int draws = 4000;
  double links = 0;
  double from_7_to_3 = 0;
  for (int t = 0; t < draws; ++t) {
    for (std::size_t i = 0; i < n; ++i) links += static_cast<double>(of(drawn, i).size() - 1);
    from_7_to_3 += std::ranges::binary_search(of(drawn, 3), 7U);
    drawn.redraw();
  }
  const double expected = 1 - std::pow(1 - 1.0 / n, 3);
  // Four standard errors of a share.
  const auto error = [&](double count) { return 4 * std::sqrt(expected * (1 - expected) / count); };
  CHECK(std::abs(links / (draws * n * (n - 1)) - expected) < error(draws * n * (n - 1.0)));
  CHECK(std::abs(from_7_to_3 / draws - expected) < error(draws));
}

TEST_CASE("who informs whom is a matter of the seed and of how often it was drawn") {
  informants a(kinds::adaptive_random, 3, 12, 1);
  informants b(kinds::adaptive_random, 3, 12, 1);
  const informants other(kinds::adaptive_random, 3, 12, 2);
  bool same = true;
  for (std::size_t i = 0; i < 12; ++i) same = same && of(a, i) == of(other, i);
  CHECK_FALSE(same);
  for (int t = 0; t < 5; ++t) a.redraw();
  state written;
  a.exchange(written);
  state read(written.written());
  b.exchange(read);
  CHECK_FALSE(read.broken());
  a.redraw();
  b.redraw();
  for (std::size_t i = 0; i < 12; ++i) CHECK(of(a, i) == of(b, i));
}
