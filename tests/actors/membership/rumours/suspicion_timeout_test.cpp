#include "actors/membership/rumours/suspicion_timeout.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/actors/membership/people.hpp"

using namespace people;
using actors::suspicion_timeout;

namespace {

membership_options plain(std::size_t confirmations) {
  membership_options o;
  o.suspicion_multiplier = 4;
  o.suspicion_max_multiplier = 6;
  o.confirmations = confirmations;
  return o;
}

}  // namespace

TEST_CASE("one accuser means the longest wait, all confirmations the least") {
  // 4 periods · log10(100) = 8 s, six times as long at most.
  CHECK(suspicion_timeout(plain(3), 100, 1) == 48s);
  CHECK(suspicion_timeout(plain(3), 100, 4) == 8s);
  CHECK(suspicion_timeout(plain(3), 100, 5) == 8s);
}

TEST_CASE("further accusers shorten it by their logarithm") {
  // Lifeguard: max(Min, Max - (Max - Min) · log(C + 1) / log(K + 1)).
  for (std::size_t c = 0; c <= 3; ++c) {
    const double wait = 48 - 40 * std::log(double(c) + 1) / std::log(4.0);
    const auto ms = std::chrono::milliseconds(static_cast<int>(std::floor(wait * 1000 + 1e-9)));
    CHECK(suspicion_timeout(plain(3), 100, c + 1) <= ms);
    CHECK(suspicion_timeout(plain(3), 100, c + 1) >= ms - 1ms);  // floor of a logarithm's rounding
  }
}

TEST_CASE("where nobody can confirm, the wait is the least at once") {
  CHECK(suspicion_timeout(plain(3), 2, 1) == 4s);
  CHECK(suspicion_timeout(plain(0), 100, 1) == 8s);
  CHECK(suspicion_timeout(plain(3), 3, 2) == 4s);  // one can, and has
}

TEST_CASE("it grows with the swarm by its digits, and not below ten members") {
  CHECK(suspicion_timeout(plain(0), 1, 1) == 4s);
  CHECK(suspicion_timeout(plain(0), 10, 1) == 4s);
  CHECK(suspicion_timeout(plain(0), 1000, 1) == 12s);
}
