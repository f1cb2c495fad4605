#include "actors/host/muster.hpp"

#include <chrono>
#include <deque>
#include <tuple>

#include <doctest/doctest.h>

#include "messages/types/random.hpp"

namespace {

using namespace starling;
using namespace std::chrono_literals;
using actors::muster;
using messages::host_phase;
using messages::host_status;
using messages::time_point;
using state = muster::state;

actors::muster_options three(std::size_t here, double quorum = 1) {
  return {.hosts = {"a", "b", "c"},
          .nodes = {2, 2, 2},
          .here = here,
          .quorum = quorum,
          .start_within = 60s,
          .finish_within = 10s};
}

/// Three hosts and what is on its way between them, delivered in an order that a seed draws.
struct three_hosts {
  explicit three_hosts(std::uint64_t seed, double quorum = 1) : random(seed) {
    for (std::size_t i = 0; i < 3; ++i) all.emplace_back(three(i, quorum), now);
  }
  void carry_out(std::size_t who, const muster::effects& e) {
    if (e.begin) begun.push_back({who, e.late});
    for (const auto& [to, what] : e.tell) {
      if (joined[who][to]) under_way.push_back({who, to, what});
    }
  }
  void connect(std::size_t a, std::size_t b) {
    joined[a][b] = joined[b][a] = true;
    carry_out(a, all[a].connected(b, now));
    carry_out(b, all[b].connected(a, now));
  }
  void cut(std::size_t a, std::size_t b) {
    joined[a][b] = joined[b][a] = false;
    std::erase_if(under_way, [&](const auto& m) {
      const auto [from, to, what] = m;
      return (from == a && to == b) || (from == b && to == a);
    });
    carry_out(a, all[a].lost(b, now));
    carry_out(b, all[b].lost(a, now));
  }
  void deliver_all() {
    while (!under_way.empty()) {
      // Any of the first in line between two hosts.
      std::vector<std::size_t> first;
      for (std::size_t i = 0; i < under_way.size(); ++i) {
        bool earlier = false;
        for (std::size_t k = 0; k < i; ++k) {
          earlier = earlier || (std::get<0>(under_way[k]) == std::get<0>(under_way[i]) &&
                                std::get<1>(under_way[k]) == std::get<1>(under_way[i]));
        }
        if (!earlier) first.push_back(i);
      }
      const auto at = first[random.below(first.size())];
      const auto [from, to, what] = under_way[at];
      under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(at));
      carry_out(to, all[to].heard(from, what, now));
    }
  }

  messages::random_source random;
  time_point now{};
  std::deque<muster> all;
  bool joined[3][3] = {};
  std::vector<std::tuple<std::size_t, std::size_t, host_status>> under_way;
  std::vector<std::pair<std::size_t, bool>> begun;  ///< Who, and whether it came late.
};

TEST_CASE("hosts begin together, none of them late, in whatever order they meet") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    three_hosts hosts(seed);
    hosts.connect(0, 1);
    if (seed % 2 == 0) hosts.deliver_all();
    hosts.connect(1, 2);
    if (seed % 3 == 0) hosts.deliver_all();
    // The one in the middle has met both.
    for (const auto& [who, late] : hosts.begun) CHECK(who == 1);
    hosts.connect(0, 2);
    hosts.deliver_all();
    REQUIRE(hosts.begun.size() == 3);
    for (const auto& [who, late] : hosts.begun) CHECK_FALSE(late);
  }
}

TEST_CASE("a run begins without those who are missing when the rest are a quorum") {
  three_hosts hosts(1, 0.6);
  hosts.connect(0, 1);
  hosts.deliver_all();
  CHECK(hosts.all[0].next_deadline() == time_point{} + 60s);
  CHECK_FALSE(hosts.all[0].wake(time_point{} + 59s).begin);
  CHECK(hosts.all[0].missing() == "c");
  hosts.carry_out(0, hosts.all[0].wake(time_point{} + 60s));
  hosts.carry_out(1, hosts.all[1].wake(time_point{} + 60s));
  CHECK(hosts.begun.size() == 2);
  // The third comes, and is told that the run is under way.
  hosts.connect(0, 2);
  hosts.connect(1, 2);
  hosts.deliver_all();
  REQUIRE(hosts.begun.size() == 3);
  CHECK(hosts.begun.back() == std::pair{std::size_t{2}, true});
}

TEST_CASE("without a quorum nothing begins") {
  three_hosts hosts(1);
  hosts.connect(0, 1);
  hosts.deliver_all();
  CHECK_FALSE(hosts.all[0].wake(time_point{} + 60s).begin);
  CHECK(hosts.all[0].now() == state::failed);
  CHECK(hosts.all[0].missing() == "c");
  CHECK_FALSE(hosts.all[0].next_deadline());
}

TEST_CASE("a host that comes back is told that the run went on without it") {
  three_hosts hosts(7);
  hosts.connect(0, 1);
  hosts.connect(0, 2);
  hosts.connect(1, 2);
  hosts.deliver_all();
  hosts.cut(0, 2);
  hosts.cut(1, 2);
  hosts.all[2] = muster(three(2), hosts.now);  // a new process
  hosts.begun.clear();
  hosts.connect(1, 2);
  hosts.deliver_all();
  CHECK(hosts.begun == std::vector{std::pair{std::size_t{2}, true}});
}

TEST_CASE("hosts end when all are done, and one that is gone is not waited for") {
  three_hosts hosts(3);
  hosts.connect(0, 1);
  hosts.connect(0, 2);
  hosts.connect(1, 2);
  hosts.deliver_all();
  hosts.carry_out(0, hosts.all[0].finish(false, hosts.now));
  hosts.deliver_all();
  CHECK(hosts.all[0].now() == state::finishing);
  hosts.carry_out(1, hosts.all[1].finish(false, hosts.now));
  hosts.deliver_all();
  CHECK(hosts.all[0].now() == state::finishing);
  SUBCASE("the last is done, too") {
    hosts.carry_out(2, hosts.all[2].finish(false, hosts.now));
    hosts.deliver_all();
  }
  SUBCASE("the last dies") {
    hosts.cut(0, 2);
    hosts.cut(1, 2);
  }
  SUBCASE("the last hangs") {
    CHECK(hosts.all[0].next_deadline() == time_point{} + 10s);
    hosts.carry_out(0, hosts.all[0].wake(time_point{} + 10s));
    hosts.carry_out(1, hosts.all[1].wake(time_point{} + 10s));
  }
  CHECK(hosts.all[0].now() == state::over);
  CHECK(hosts.all[1].now() == state::over);
}

TEST_CASE("whoever leaves says so and waits for nobody") {
  three_hosts hosts(3);
  hosts.connect(0, 1);
  hosts.connect(0, 2);
  hosts.connect(1, 2);
  hosts.deliver_all();
  const auto goodbye = hosts.all[0].finish(true, hosts.now);
  CHECK(hosts.all[0].now() == state::over);
  REQUIRE(goodbye.tell.size() == 2);
  CHECK(goodbye.tell[0].second.phase == host_phase::leaving);
}

}  // namespace
