#include "aggregation/robust/before/bucketing.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/aggregation/robust/before/stepped.hpp"

namespace {

using starling::aggregation::bucketing;

TEST_CASE("bucketing makes means of groups that hold each row once") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const std::size_t s = 1 + seed % 4;
    auto c = cases::random_case(seed, 2 * s, 1);
    for (auto& one : c.all) one.weight = 1 + one.sender.value;  // to no effect
    const auto out = stepped::apply(bucketing(s), c.all, stepped::context_of(c.f, {}, seed));
    const auto x = cases::rows_of(c.all);
    oracle::rows expected;
    std::set<std::size_t> seen;
    for (std::size_t i = 0; i < out.owners.size(); ++i) {
      const auto& members = out.owners[i];
      const bool last = i + 1 == out.owners.size();
      CHECK(members.size() == (last && c.n % s != 0 ? c.n % s : s));
      oracle::rows group;
      for (const std::size_t j : members) group.push_back(x[j]);
      expected.push_back(oracle::mean(group, oracle::row(group.size(), 1.0)));
      seen.insert(members.begin(), members.end());
    }
    CHECK(seen.size() == c.n);
    stepped::check_equal(out.rows, expected);
  }
}

TEST_CASE("the groups are drawn from the seed: the same from one, others from another") {
  const auto all = cases::contributions_of(oracle::rows(12, oracle::row(1, 1.0)));
  const auto drawn = [&](std::uint64_t seed) {
    return stepped::apply(bucketing(2), all, stepped::context_of(1, {}, seed)).owners;
  };
  CHECK(drawn(1) == drawn(1));
  std::set<std::vector<std::vector<std::size_t>>> all_drawn;
  for (std::uint64_t seed = 0; seed < 20; ++seed) all_drawn.insert(drawn(seed));
  CHECK(all_drawn.size() == 20);  // of 12! / 2^6 orders: a repetition has odds of 1 to 40,000
}

TEST_CASE("any two rows share a bucket as often as chance says") {
  const auto all = cases::contributions_of(oracle::rows(6, oracle::row(1, 1.0)));
  constexpr int draws = 6000;
  std::size_t together[6][6] = {};
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const auto out = stepped::apply(bucketing(2), all, stepped::context_of(0, {}, seed));
    for (const auto& members : out.owners) ++together[members[0]][members[1]];
  }
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = i + 1; j < 6; ++j) {
      CHECK(together[i][j] == doctest::Approx(draws / 5.0).epsilon(0.13));  // five deviations
    }
  }
}

TEST_CASE("bucketing needs bucket · f < n / 2") {
  for (std::size_t s = 1; s < 5; ++s) {
    for (std::size_t f = 0; f < 5; ++f) {
      const std::size_t least = bucketing(s).rows_min(f);
      CHECK(2 * s * f < least);
      CHECK(2 * s * f >= least - 1);
    }
  }
  CHECK(bucketing(3).rows_after(9) == 3);
  CHECK(bucketing(3).rows_after(10) == 4);
}

TEST_CASE("buckets of one are the rows, and one bucket for all is their mean") {
  const auto all = cases::contributions_of({{1.0}, {2.0}, {6.0}});
  const auto ones = stepped::apply(bucketing(1), all, stepped::context_of(1));
  for (std::size_t i = 0; i < 3; ++i) {
    REQUIRE(ones.owners[i].size() == 1);
    CHECK(ones.rows[i] == cases::row_of(all[ones.owners[i][0]].parameters));
  }
  CHECK(stepped::apply(bucketing(1'000'000), all, stepped::context_of(0)).rows ==
        oracle::rows{{3.0}});
}

}  // namespace
