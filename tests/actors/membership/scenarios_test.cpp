// Whole swarms on a virtual clock; the seed of each is in the test.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "actors/membership/majority.hpp"
#include "deploy/bench/membership/simulated_swarm.hpp"

using namespace std::chrono_literals;
using namespace starling;
using actors::member_change;
using actors::standing;
using deploy::simulated_swarm;
using deploy::swarm_conditions;

namespace {

swarm_conditions conditions(std::size_t members, std::uint64_t seed, double loss = 0) {
  swarm_conditions c;
  c.members = members;
  c.seed = seed;
  c.loss = loss;
  return c;
}

/// Deaths of members that had not crashed, as any other has declared them.
std::size_t& count_false_deaths(simulated_swarm& s, std::size_t& count) {
  s.on_change = [&](std::size_t, const member_change& c) {
    if (c.after == standing::dead && s.running(s.index(c.who))) ++count;
  };
  return count;
}

std::size_t observers(const simulated_swarm& s, std::size_t subject,
                      const std::function<bool(std::optional<standing>)>& holds) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (i != subject && s.running(i) && holds(s.sees(i, subject))) ++count;
  }
  return count;
}

bool alive(std::optional<standing> s) {
  return s == standing::alive;
}
bool dead(std::optional<standing> s) {
  return s == standing::dead;
}

auto apart(std::size_t first_of_second) {
  return
      [=](std::size_t a, std::size_t b) { return (a < first_of_second) != (b < first_of_second); };
}

bool leads(const simulated_swarm& s, std::size_t who) {
  const auto roster = s.roster();
  return !s.member(who).cut_off() &&
         actors::may_lead(s.size(), s.member(who).list().reachable(roster));
}

}  // namespace

TEST_CASE("members that join through one seed soon know each other") {
  auto c = conditions(32, 1, 0.02);
  c.acquainted = false;
  simulated_swarm s(c);
  CHECK(s.run_until([&] { return s.all_agree(); }, 20s));
}

TEST_CASE("the same seed gives the same trace, another one another") {
  const auto trace = [](std::uint64_t seed) {
    simulated_swarm s(conditions(16, seed, 0.1));
    s.run_for(20s);
    s.crash(3);
    s.run_for(20s);
    return s.trace();
  };
  CHECK(trace(5) == trace(5));
  CHECK(trace(5) != trace(6));
}

TEST_CASE("whoever crashes is suspected, then dead for all, and soon") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    simulated_swarm s(conditions(32, seed));
    s.run_for(10s);
    s.crash(7);
    CHECK(s.run_until([&] { return observers(s, 7, alive) < 31; }, 10s));
    CHECK(s.run_until([&] { return observers(s, 7, dead) == 31; }, 20s));
    CHECK(s.all_agree());
  }
}

TEST_CASE("whoever leaves has left for all, and is never dead") {
  simulated_swarm s(conditions(32, 3));
  std::size_t buried = 0;
  s.on_change = [&](std::size_t, const member_change& c) {
    buried += c.after == standing::dead ? 1 : 0;
  };
  s.run_for(10s);
  s.leave(7);
  s.run_for(10s);
  CHECK(observers(s, 7, [](auto x) { return x == standing::left; }) == 31);
  CHECK(buried == 0);
}

TEST_CASE("whoever restarts with no memory is a member again, in a later incarnation") {
  simulated_swarm s(conditions(16, 4));
  s.run_for(10s);
  s.crash(5);
  s.run_for(30s);
  CHECK(observers(s, 5, dead) == 15);
  s.restart(5);
  CHECK(s.run_until([&] { return s.all_agree(); }, 10s));
  CHECK(s.member(5).table().self().record.incarnation >= 1);
}

TEST_CASE("whoever restarts at once is not taken for dead") {
  simulated_swarm s(conditions(16, 4));
  std::size_t deaths = 0;
  count_false_deaths(s, deaths);
  s.run_for(10s);
  s.crash(5);
  s.restart(5);
  s.run_for(30s);
  CHECK(deaths == 0);
  CHECK(s.all_agree());
}

TEST_CASE("whoever freezes for ten seconds is suspected, and a member of all again soon after") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    simulated_swarm s(conditions(32, seed));
    s.run_for(10s);
    std::size_t accused_by_sleeper = 0;
    s.on_change = [&](std::size_t observer, const member_change& c) {
      if (observer == 9 && c.after != standing::alive) ++accused_by_sleeper;
    };
    s.freeze(9, 10s);
    s.run_for(8s);
    CHECK(observers(s, 9, alive) < 31);
    s.run_for(2s);
    CHECK(s.run_until([&] { return s.all_agree(); }, 5s));
    CHECK(accused_by_sleeper == 0);
  }
}

TEST_CASE("nobody dies for a tenth of the messages lost, nor for a third of one member's") {
  simulated_swarm s(conditions(32, 6, 0.1));
  std::size_t deaths = 0;
  count_false_deaths(s, deaths);
  s.run_for(600s);
  messages::random_source random(8);
  s.on_send = [&](std::size_t from, std::size_t to, messages::membership_message&) {
    return (from != 4 && to != 4) || random.below(3) > 0;
  };
  s.run_for(300s);
  CHECK(deaths == 0);
}

TEST_CASE(
    "one who cannot be heard is suspected; one link that is cut, in one way or both, is not") {
  simulated_swarm s(conditions(16, 2));
  s.run_for(5s);
  std::size_t changes = 0;
  s.on_change = [&](std::size_t, const member_change&) { ++changes; };
  s.partition([](std::size_t a, std::size_t b) {
    return (a == 1 && b == 2) || (a == 3 && b == 4) || (a == 4 && b == 3);
  });
  s.run_for(120s);
  CHECK(changes == 0);
  s.partition([](std::size_t a, std::size_t) { return a == 6; });
  s.run_for(30s);
  CHECK(observers(s, 6, dead) == 15);
}

TEST_CASE(
    "after a partition in two halves all agree within five periods, and do not both lead once it "
    "is noticed") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    simulated_swarm s(conditions(32, seed));
    s.run_for(10s);
    s.partition(apart(16));
    s.run_for(40s);  // until all on the other side are suspected at least
    for (int i = 0; i < 20; ++i) {
      s.run_for(1s);
      bool first = false;
      bool second = false;
      for (std::size_t m = 0; m < 16; ++m) first = first || leads(s, m);
      for (std::size_t m = 16; m < 32; ++m) second = second || leads(s, m);
      CHECK_FALSE((first && second));
    }
    CHECK(s.member(0).table().present_count() == 16);
    CHECK(s.member(31).table().present_count() >= 16);
    s.partition(nullptr);
    CHECK(s.run_until([&] { return s.all_agree(); }, 5s));
  }
}

TEST_CASE("a few that are cut off do not lead, and all agree within five periods afterwards") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    simulated_swarm s(conditions(32, seed));
    s.run_for(10s);
    s.partition(apart(4));
    s.run_for(30s);
    for (std::size_t m = 0; m < 4; ++m) CHECK_FALSE(leads(s, m));
    CHECK(leads(s, 31));
    s.run_for(60s);
    s.partition(nullptr);
    CHECK(s.run_until([&] { return s.all_listed(); }, 5s));
    CHECK(s.run_until([&] { return s.all_agree(); }, 5s));
  }
}

TEST_CASE("after a partition in one way only all agree within five periods") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    simulated_swarm s(conditions(32, seed));
    s.run_for(10s);
    s.partition([](std::size_t a, std::size_t b) { return a < 16 && b >= 16; });
    s.run_for(60s);
    CHECK_FALSE(s.all_agree());
    s.partition(nullptr);
    CHECK(s.run_until([&] { return s.all_agree(); }, 5s));
  }
}

TEST_CASE("a liar that accuses everybody in every message evicts nobody") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    simulated_swarm s(conditions(16, seed));
    constexpr std::size_t liar = 3;
    std::size_t deaths = 0;
    count_false_deaths(s, deaths);
    s.run_for(5s);
    for (int period = 0; period < 60; ++period) {
      for (std::size_t subject = 0; subject < s.size(); ++subject) {
        const auto* known = s.member(liar).table().find(s.id(subject));
        const messages::accusation lie{s.id(subject), s.id(liar), known->record.incarnation, {}};
        const auto sealed = actors::sealed(lie, s.seal(liar));
        auto forged = sealed;  // and says that others accuse it too
        forged.accuser = s.id((subject + 1) % s.size());
        for (std::size_t to = 0; to < s.size(); ++to) {
          if (to != liar) s.say(liar, to, messages::news{{sealed, forged}});
        }
      }
      s.run_for(1s);
    }
    CHECK(deaths == 0);
    CHECK(s.run_until([&] { return s.all_agree(); }, 60s));
  }
}

TEST_CASE("a liar that keeps a victim's objections from itself cannot evict it alone") {
  // The victim hears nothing of the liar, and refutes what others pass on.
  simulated_swarm s(conditions(8, 2));
  s.run_for(5s);
  std::size_t deaths = 0;
  count_false_deaths(s, deaths);
  s.partition(
      [](std::size_t a, std::size_t b) { return (a == 3 && b == 5) || (a == 5 && b == 3); });
  for (int period = 0; period < 120; ++period) {
    const auto incarnation = s.member(5).table().self().record.incarnation;
    const auto lie =
        actors::sealed(messages::accusation{s.id(5), s.id(3), incarnation, {}}, s.seal(3));
    for (std::size_t to = 0; to < 8; ++to) {
      if (to != 3) s.say(3, to, messages::news{{lie}});
    }
    s.run_for(1s);
  }
  CHECK(deaths == 0);
}

TEST_CASE("one that comes and goes every few seconds does not harm the others") {
  simulated_swarm s(conditions(16, 9));
  s.run_for(5s);
  std::size_t others = 0;
  s.on_change = [&](std::size_t observer, const member_change& c) {
    if (observer != 2 && s.index(c.who) != 2 && c.after != standing::alive) ++others;
  };
  for (int i = 0; i < 30; ++i) {
    s.freeze(2, 4s);
    s.run_for(6s);
  }
  CHECK(others == 0);
  CHECK(s.run_until([&] { return s.all_agree(); }, 5s));
}

TEST_CASE("an incarnation never goes backwards, through crashes, partitions and loss") {
  simulated_swarm s(conditions(16, 12, 0.2));
  messages::random_source random(4);
  std::map<std::pair<std::size_t, messages::member_id>, std::uint64_t> highest;
  for (int i = 0; i < 120; ++i) {
    const auto who = static_cast<std::size_t>(random.below(16));
    if (i % 7 == 0) s.freeze(who, 5s);
    if (i % 20 == 5) s.partition(apart(1 + static_cast<std::size_t>(random.below(14))));
    if (i % 20 == 15) s.partition(nullptr);
    s.run_for(1s);
    for (std::size_t m = 0; m < s.size(); ++m) {
      for (const auto& [id, known] : s.member(m).table().all()) {
        auto& before = highest[{m, id}];
        CHECK(known.record.incarnation >= before);
        before = known.record.incarnation;
      }
    }
  }
  s.partition(nullptr);
  CHECK(s.run_until([&] { return s.all_agree(); }, 120s));
}

TEST_CASE("a member and a period cost two messages, and little more where some are lost") {
  const auto rate = [](std::size_t members, double loss) {
    simulated_swarm s(conditions(members, 1, loss));
    s.run_for(20s);
    const auto before = s.messages_sent();
    s.run_for(100s);
    return static_cast<double>(s.messages_sent() - before) / static_cast<double>(members) / 100;
  };
  CHECK(rate(32, 0) < 2.01);
  CHECK(rate(256, 0) < 2.01);
  CHECK(rate(32, 0.05) < 2.3);
  CHECK(rate(256, 0.05) < 2.3);
}
