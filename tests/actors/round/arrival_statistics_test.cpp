#include "actors/round/arrival_statistics.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;
using starling::actors::arrival_statistics;
using starling::messages::duration;

namespace {

duration bound_of(std::initializer_list<int> delays_ms, double deviations) {
  arrival_statistics recent;
  for (int d : delays_ms) recent.add(std::chrono::milliseconds(d));
  return recent.bound(deviations).value();
}

}  // namespace

TEST_CASE("before the first delay there is no bound") {
  CHECK_FALSE(arrival_statistics().bound(3));
}

TEST_CASE("without deviations the bound is the median") {
  CHECK(bound_of({7}, 0) == 7ms);
  CHECK(bound_of({30, 10, 20}, 0) == 20ms);
  CHECK(bound_of({1000, 5, 6, 7, 0}, 0) == 6ms);
}

TEST_CASE("the median of an even number of delays lies half way between the middle two") {
  CHECK(bound_of({10, 20}, 0) == 15ms);
  CHECK(bound_of({40, 10, 30, 20}, 0) == 25ms);
}

TEST_CASE("deviations count in medians of the distance from the median") {
  // Median 30; distances 20 10 0 10 70: their median is 10.
  CHECK(bound_of({10, 20, 30, 40, 100}, 1) == 40ms);
  CHECK(bound_of({10, 20, 30, 40, 100}, 3) == 60ms);
  CHECK(bound_of({10, 20, 30, 40, 100}, 0.5) == 35ms);
  // Median 25; distances 15 5 5 75: their median is 10.
  CHECK(bound_of({10, 20, 30, 100}, 2) == 45ms);
  CHECK(bound_of({8, 8, 8, 8}, 100) == 8ms);
}

TEST_CASE("one slow arrival in ten hardly moves the bound") {
  CHECK(bound_of({9, 10, 10, 11, 10, 9, 11, 10, 10, 10'000}, 3) <= 13ms);
}

TEST_CASE("only the last window of delays counts") {
  arrival_statistics recent;
  for (std::size_t i = 0; i < arrival_statistics::window; ++i) recent.add(1s);
  CHECK(recent.bound(3) == 1s);
  for (std::size_t i = 0; i < arrival_statistics::window / 2 + 1; ++i) recent.add(10ms);
  CHECK(recent.bound(0) == 10ms);
  for (std::size_t i = 0; i < arrival_statistics::window; ++i) recent.add(10ms);
  CHECK(recent.bound(100) == 10ms);
}
