#include "aggregation/attacks/omniscient/honest_moments.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/aggregation/attacks/eavesdropper.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("mean and deviation of each coordinate equal their definitions") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 2);
    const auto x = cases::rows_of(c.all);
    const auto proposals = honest_proposals(cases::eavesdropper(c.all, 1));
    const auto h = static_cast<double>(c.n);
    const auto sample = moments_of(proposals);
    const auto population = moments_of(proposals, true);
    CHECK(cases::relative_error(cases::tensor_of(sample.mean), oracle::mean(x)) <
          cases::float_error_max);
    CHECK(cases::relative_error(cases::tensor_of(sample.deviation), oracle::deviation(x, h - 1)) <
          cases::float_error_max);
    CHECK(cases::relative_error(cases::tensor_of(population.deviation), oracle::deviation(x, h)) <
          cases::float_error_max);
    CHECK(population.mean == sample.mean);
  }
}

TEST_CASE("coordinates far beyond one block are summed like the first") {
  constexpr std::size_t d = 5'000;
  oracle::rows x(3, oracle::row(d));
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < d; ++k) x[i][k] = static_cast<double>(k + i);
  }
  const auto all = cases::contributions_of(x);
  const auto m = moments_of(honest_proposals(cases::eavesdropper(all, 1)));
  CHECK(m.mean == x[1]);
  CHECK(m.deviation == oracle::row(d, 1.0));
}

TEST_CASE("one proposal is its own mean and has no deviation") {
  const std::vector proposals = {cases::tensor_of({3, -4})};
  CHECK(moments_of(proposals).mean == std::vector<double>{3, -4});
  CHECK(moments_of(proposals).deviation == std::vector<double>{0, 0});
}

TEST_CASE("what is not finite or of another shape is left out, and one's own stands for none") {
  auto all = cases::contributions_of({{1, 2}, {3, 4}, {5, 6}});
  all[0].parameters.mutate()[1] = std::numeric_limits<float>::infinity();
  all[2].parameters = tensor(3);
  auto known = cases::eavesdropper(all, 1);
  known.honest = cases::tensor_of({8, 9});
  CHECK(honest_proposals(known) == std::vector{cases::tensor_of({3, 4})});
  known.overheard = {};
  CHECK(honest_proposals(known) == std::vector{cases::tensor_of({8, 9})});
}

}  // namespace
