#include "deploy/report/page/axis.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

using namespace starling::deploy;

namespace {

std::string labels(const axis& a) {
  std::string out;
  for (const tick& t : a.ticks()) out += (out.empty() ? "" : " | ") + t.label;
  return out;
}

}  // namespace

TEST_CASE("ticks stand at 1, 2 or 5 times a power of ten of the unit shown") {
  CHECK(labels(axis(0, 9.3, {})) == "0 | 2 | 4 | 6 | 8 | 10");
  CHECK(labels(axis(0.12, 0.98, {.unit = measure::fraction})) ==
        "0 | 20 % | 40 % | 60 % | 80 % | 100 %");
  CHECK(labels(axis(0.961, 0.983, {.unit = measure::fraction})) ==
        "96.0 % | 96.5 % | 97.0 % | 97.5 % | 98.0 % | 98.5 %");
  CHECK(labels(axis(0, 8.5e6, {.unit = measure::bytes, .from_zero = true})) ==
        "0 | 2 MiB | 4 MiB | 6 MiB | 8 MiB | 10 MiB");
  CHECK(labels(axis(0, 0.0123, {.unit = measure::seconds})) == "0 | 5 ms | 10 ms | 15 ms");
  CHECK(labels(axis(0, 2, {.unit = measure::count, .whole_steps = true})) == "0 | 1 | 2");
  CHECK(labels(axis(0, 35'000, {.unit = measure::count})) == "0 | 10 k | 20 k | 30 k | 40 k");
  CHECK(labels(axis(-0.3, 0.2, {})) == "-0.3 | -0.2 | -0.1 | 0 | 0.1 | 0.2");
}

TEST_CASE("an axis over rounds keeps its ends and puts ticks on whole rounds") {
  const axis a = axis::exact(0.5, 40.5, {.ticks_max = 8, .whole_steps = true});
  CHECK(a.low() == 0.5);
  CHECK(a.high() == 40.5);
  CHECK(labels(a) == "5 | 10 | 15 | 20 | 25 | 30 | 35 | 40");
  CHECK(labels(axis::exact(0.5, 1.5, {.ticks_max = 8, .whole_steps = true})) == "1");
}

TEST_CASE("an axis is logarithmic only where it may be and figures span decades") {
  const axis_options may = {.may_be_log = true};
  CHECK(axis(0.05, 2.3, may).logarithmic());
  CHECK_FALSE(axis(0.05, 2.3, {}).logarithmic());
  CHECK_FALSE(axis(0.5, 2.3, may).logarithmic());
  CHECK_FALSE(axis(0, 2.3, may).logarithmic());
  CHECK(labels(axis(0.06, 2.3, may)) == "0.05 | 0.1 | 0.2 | 0.5 | 1 | 2 | 5");
  CHECK(labels(axis(2e-7, 3, may)) == "1e-7 | 1e-5 | 0.001 | 0.1 | 10");
  const axis a(0.01, 100, may);
  CHECK(a.position(1) == doctest::Approx(0.5));
}

TEST_CASE("one figure, none, or absurd ones still make an axis") {
  CHECK(labels(axis(0, 0, {.unit = measure::bytes, .from_zero = true})) != "");
  CHECK(labels(axis(0.97, 0.97, {.unit = measure::fraction})) ==
        "92 % | 94 % | 96 % | 98 % | 100 %");
  CHECK(labels(axis(1, 1, {.unit = measure::fraction})) ==
        "95 % | 96 % | 97 % | 98 % | 99 % | 100 %");
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> figures = {0.0,    1.0, -1.0, 5e-324,       1e-300, 1e300,
                                 -1e300, inf, -inf, not_a_number, 1e16,   0.1};
  std::mt19937_64 random(3);
  for (int i = 0; i < 40; ++i) {
    figures.push_back(std::ldexp(1.0 + static_cast<double>(random() % 1000) / 1000,
                                 static_cast<int>(random() % 200) - 100));
  }
  for (const double low : figures) {
    for (const double high : figures) {
      for (const auto unit : {measure::real, measure::bytes, measure::seconds, measure::fraction}) {
        for (const bool exact : {false, true}) {
          const axis_options options = {.unit = unit, .may_be_log = true};
          const axis a = exact ? axis::exact(low, high, options) : axis(low, high, options);
          CHECK(a.low() < a.high());
          CHECK(a.ticks().size() <= 20);
          CHECK((exact || a.ticks().size() >= 2));
          for (const tick& t : a.ticks()) {
            CHECK(a.position(t.value) >= 0);
            CHECK(a.position(t.value) <= 1);
          }
        }
      }
    }
  }
}
