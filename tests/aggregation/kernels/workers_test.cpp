#include "aggregation/kernels/workers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "aggregation/kernels/nearest_mean.hpp"
#include "aggregation/kernels/rank_mean.hpp"
#include "aggregation/kernels/squared_distances.hpp"
#include "aggregation/kernels/weighted_mean.hpp"
#include "messages/types/random.hpp"

namespace {

using namespace starling::aggregation::kernels;

/// The parts in an order of its own: what threads may do at worst.
class out_of_order final : public workers {
 public:
  explicit out_of_order(std::uint64_t seed) : seed_(seed) {}
  void each(std::size_t count, const std::function<void(std::size_t)>& part) const override {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    starling::messages::random_source random(seed_);
    random.shuffle(std::span(order));
    for (const std::size_t i : order) part(i);
  }

 private:
  std::uint64_t seed_;
};

TEST_CASE("chunks tile the columns, whoever works on them") {
  for (const std::size_t size : {1U, 8191U, 8192U, 8193U, 50'000U}) {
    std::vector<int> touched(size);
    each_chunk(out_of_order(3), size, [&](std::size_t begin, std::size_t columns) {
      for (std::size_t k = begin; k < begin + columns; ++k) ++touched[k];
    });
    CHECK(std::count(touched.begin(), touched.end(), 1) == static_cast<std::ptrdiff_t>(size));
  }
}

TEST_CASE("every kernel gives the same bits in whatever order its parts are done") {
  constexpr std::size_t n = 9;
  constexpr std::size_t d = 100'003;
  starling::messages::random_source random(5);
  std::vector<std::vector<float>> stored(n, std::vector<float>(d));
  rows all;
  all.size = d;
  for (auto& row : stored) {
    for (float& v : row) v = static_cast<float>(random.normal());
    all.stored.push_back(row.data());
  }
  rows mixed = all;
  for (std::size_t i = 0; i < 4 * n; ++i) mixed.mixing.push_back(i % 3 == 0 ? 0.25F : 0.125F);
  const std::vector<double> weights{1, 2, 3, 0, 5, 6, 7, 8, 9};
  const in_order alone;
  const out_of_order others(7);
  const auto both = [&](auto kernel) {
    std::vector<float> a(d);
    std::vector<float> b(d);
    kernel(std::span(a), alone);
    kernel(std::span(b), others);
    CHECK(a == b);
  };
  for (const rows& r : {all, mixed}) {
    const std::size_t m = r.count();
    both([&](auto out, const workers& w) { rank_mean(r, 1, m - 1, out, w); });
    both([&](auto out, const workers& w) { nearest_mean(r, median_ranks(m), 2, out, w); });
    CHECK(squared_distances(r, alone) == squared_distances(r, others));
    CHECK(squared_distances_to(r, stored[2], alone) == squared_distances_to(r, stored[2], others));
  }
  both([&](auto out, const workers& w) { weighted_mean(all.stored, weights, 50, out, w); });
}

}  // namespace
