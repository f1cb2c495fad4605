#include "optimizers/objective.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

namespace {

using starling::optimizers::search_space;

/// 100 x + y.
class sum final : public starling::optimizers::objective {
 public:
  [[nodiscard]] std::string_view name() const override { return "sum"; }
  [[nodiscard]] const search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> p) const override {
    return 100 * p[0] + p[1];
  }

 private:
  search_space space_{{0, 0}, {1, 1}};
};

}  // namespace

TEST_CASE("an objective that knows points alone takes many, one after the other") {
  const std::array points{1.0, 2.0, 3.0, 4.0, 5.0, 6.0};
  std::array<double, 3> values{};
  sum().evaluate_all(points, values);
  CHECK(values == std::array{102.0, 304.0, 506.0});
  CHECK(sum().dimension() == 2);
  CHECK_FALSE(sum().minimum().has_value());
}

TEST_CASE("a point is a tour where it holds each city once") {
  using starling::optimizers::tour_of;
  CHECK(tour_of(std::array{2.0, 0.0, 1.0}) == std::vector<std::uint32_t>{2, 0, 1});
  for (const double x : {0.0, 2.0, 3.0, -1.0, 0.5, 1e300, std::nan("")}) {
    CHECK(tour_of(std::array{2.0, 0.0, x}).empty());
  }
  CHECK(tour_of({}).empty());
}
