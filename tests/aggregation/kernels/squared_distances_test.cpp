#include "aggregation/kernels/squared_distances.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "tests/aggregation/kernels/every_instruction_set.hpp"
#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::kernels::squared_distances;

TEST_CASE(
    "squared distances equal the sum of squared differences, on every instruction set alike") {
  starling::messages::random_source random(5);
  for (const std::size_t n : {1U, 2U, 5U, 8U, 9U, 17U, 30U}) {
    for (const std::size_t d : {0U, 1U, 7U, 8U, 513U, 1100U}) {
      std::vector<std::vector<float>> x(n, std::vector<float>(d));
      std::vector<const float*> rows;
      for (auto& row : x) {
        for (float& v : row) v = static_cast<float>(random.normal());
        rows.push_back(row.data());
      }
      std::vector<double> before;
      for_every_instruction_set([&](const char* set) {
        CAPTURE(set);
        const auto distances =
            squared_distances({rows, d}, starling::aggregation::kernels::in_order());
        if (!before.empty()) CHECK(distances == before);
        before = distances;
      });
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          double sum = 0;
          for (std::size_t k = 0; k < d; ++k) {
            const double difference = double{x[i][k]} - double{x[j][k]};
            sum += difference * difference;
          }
          REQUIRE(before[i * n + j] == doctest::Approx(sum).epsilon(1e-13));
        }
      }
    }
  }
}

TEST_CASE("the largest and the smallest floats have finite distances that are not zero") {
  constexpr float most = std::numeric_limits<float>::max();
  constexpr float least = std::numeric_limits<float>::min();
  const std::vector<std::vector<float>> x{{most}, {-most}, {least}, {0}};
  const std::vector<const float*> rows{x[0].data(), x[1].data(), x[2].data(), x[3].data()};
  const auto distances = squared_distances({rows, 1}, starling::aggregation::kernels::in_order());
  CHECK(distances[1] == 4 * double{most} * double{most});
  CHECK(distances[2 * 4 + 3] == double{least} * double{least});
}

}  // namespace
