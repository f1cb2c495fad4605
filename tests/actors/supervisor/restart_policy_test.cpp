#include "actors/supervisor/restart_policy.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;
using starling::supervision_options;
using starling::actors::restart_policy;
using starling::messages::node_id;
using starling::messages::time_point;

namespace {

constexpr time_point zero{};
constexpr node_id member{3};

}  // namespace

TEST_CASE("a member that crashes more often than allowed within the window stays down") {
  restart_policy policy({.restarts_max = 3, .window = 60s});
  CHECK(policy.crashed(member, zero));
  CHECK(policy.crashed(member, zero + 10s));
  CHECK(policy.crashed(member, zero + 20s));
  CHECK_FALSE(policy.crashed(member, zero + 30s));
}

TEST_CASE("crashes that lie further apart than the window are forgiven") {
  restart_policy policy({.restarts_max = 1, .window = 60s});
  for (int i = 0; i < 100; ++i) CHECK(policy.crashed(member, zero + i * 61s));
  CHECK_FALSE(policy.crashed(member, zero + 99 * 61s + 60s));
}

TEST_CASE("one for one: a member's crashes do not count against another") {
  restart_policy policy({.restarts_max = 1, .window = 60s});
  for (std::uint32_t i = 0; i < 100; ++i) CHECK(policy.crashed({i}, zero));
  CHECK_FALSE(policy.crashed(member, zero + 1s));
}

TEST_CASE("with no restarts allowed the first crash is the last") {
  restart_policy policy({.restarts_max = 0, .window = 60s});
  CHECK_FALSE(policy.crashed(member, zero));
}

TEST_CASE("incarnations count all crashes, forgiven or not") {
  restart_policy policy({.restarts_max = 2, .window = 1s});
  CHECK(policy.crashes(member) == 0);
  for (std::size_t i = 1; i <= 5; ++i) {
    (void)policy.crashed(member, zero + static_cast<int>(i) * 10s);
    CHECK(policy.crashes(member) == i);
  }
  CHECK(policy.crashes({9}) == 0);
}
