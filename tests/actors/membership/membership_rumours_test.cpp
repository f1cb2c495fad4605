#include <doctest/doctest.h>

#include "tests/actors/membership/one_member.hpp"

using namespace people;
using messages::ack;
using messages::compare_lists;
using messages::news;
using messages::ping;

TEST_CASE("an accusation of oneself is outdone by a later incarnation, and whoever told is told") {
  one_member m(6);
  m.hear(2, news{{charge(0, 3)}}, at(1ms));
  CHECK(m.self() == record(0, 1));
  CHECK(m.core.health().score() == 1);
  const auto told = m.said<news>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].first == id(2));
  CHECK(holds(told[0].second.rumours, record(0, 1)));
  m.hear(4, news{{charge(0, 4)}}, at(2ms));  // of the incarnation before
  CHECK(m.self().incarnation == 1);
  m.hear(4, ping{1, 0, {}}, at(3ms));
  CHECK(holds(m.said<ack>().at(0).second.rumours, record(0, 1)));
}

TEST_CASE("only what a known accuser has signed makes one outdo it") {
  one_member m(6);
  auto forged = charge(0, 3);
  forged.signature = charge(0, 2).signature;
  m.hear(2, news{{forged}}, at(1ms));
  CHECK(m.refused() == membership_refusal::bad_signature);
  m.hear(2, news{{charge(0, 9)}}, at(1ms));
  CHECK(m.refused() == membership_refusal::unknown_accuser);
  CHECK(m.self().incarnation == 0);
}

TEST_CASE("whoever has lived before goes on above its former incarnation") {
  one_member m(4);
  m.hear(2, news{{record(0, 7)}}, at(1ms));
  CHECK(m.self() == record(0, 8));
  m.hear(2, news{{record(0, 7)}}, at(1ms));
  CHECK(m.self() == record(0, 8));
  m.hear(2, news{{actors::sealed(record(0, 90), seal(2))}}, at(1ms));
  CHECK(m.refused() == membership_refusal::bad_signature);
  CHECK(m.self() == record(0, 8));
}

TEST_CASE("a former address of oneself is outdone too") {
  one_member m(4);
  auto former = record(0);
  former.address = "elsewhere";
  former = actors::sealed(former, seal(0));
  m.hear(2, news{{former}}, at(1ms));
  CHECK(m.self() == record(0, 1));
}

TEST_CASE("whoever comes back as if for the first time is told who it has been") {
  one_member m(4);
  m.hear(2, news{{record(3, 6)}}, at(1ms));
  m.hear(3, ping{1, 0, {record(3)}}, at(2ms));
  const auto told = m.said<news>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].first == id(3));
  CHECK(told[0].second.rumours == std::vector<rumour>{record(3, 6)});
}

TEST_CASE("what is new is passed on, what is known is not") {
  one_member m(6);
  for (int i = 0; i < 9; ++i) m.hear(1, ping{1, 0, {}}, at(1ms));  // its own start is told
  m.said<ack>();
  m.hear(2, ping{1, 0, {charge(3, 2)}}, at(2ms));
  m.said<ack>();
  m.hear(4, ping{1, 0, {charge(3, 2)}}, at(3ms));
  CHECK(holds(m.said<ack>().at(0).second.rumours, charge(3, 2)));
  for (int i = 0; i < 9; ++i) m.hear(4, ping{1, 0, {charge(3, 2)}}, at(3ms));
  m.said<ack>();
  m.hear(4, ping{1, 0, {charge(3, 2)}}, at(4ms));
  CHECK(m.said<ack>().at(0).second.rumours.empty());
}

TEST_CASE("accusations beyond those that matter are not passed on") {
  one_member m(9);
  for (int i = 0; i < 9; ++i) m.hear(1, ping{1, 0, {}}, at(1ms));
  m.said<ack>();
  for (std::uint8_t who = 3; who <= 6; ++who) m.hear(1, ping{1, 0, {charge(2, who)}}, at(2ms));
  m.said<ack>();
  m.hear(1, ping{1, 0, {}}, at(3ms));
  const auto rumours = m.said<ack>().at(0).second.rumours;
  CHECK(holds(rumours, charge(2, 5)));
  CHECK_FALSE(holds(rumours, charge(2, 6)));  // three are known, which shorten the wait most
}

TEST_CASE("what was asked for about strangers is not passed on") {
  one_member m(4);
  for (int i = 0; i < 9; ++i) m.hear(1, ping{1, 0, {}}, at(1ms));
  m.said<ack>();
  m.hear(2, news{{record(9)}}, at(2ms));
  CHECK(m.of(9) == standing::alive);
  m.hear(1, ping{1, 0, {}}, at(3ms));
  CHECK(m.said<ack>().at(0).second.rumours.empty());
}

TEST_CASE("when lists are compared, whoever is accused in the other is told at once") {
  one_member m(6);
  m.said<ping>();
  m.hear(2, news{{charge(3, 2)}}, at(1ms));
  const auto told = m.said<news>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].first == id(3));
  CHECK(told[0].second.rumours == std::vector<rumour>{charge(3, 2)});
  m.hear(2, news{{charge(3, 4)}}, at(1ms));
  CHECK(m.said<news>().empty());  // it has been told
}

TEST_CASE(
    "the dead are tried again, about once a period by somebody, and told what they must know") {
  one_member m(9);
  m.hear(1, news{{charge(2, 1), charge(2, 3), charge(2, 4)}}, at(1ms));
  std::size_t tried = 0;
  bool died = false;
  for (int ms = 0; ms < 400'000; ms += 10) {
    const auto now = at(std::chrono::milliseconds(ms));
    m.run_until(now);
    died = died || m.of(2) == standing::dead;
    for (const auto& [to, p] : m.said<ping>()) {
      if (to == id(2)) {
        if (!died) continue;
        ++tried;
        CHECK(holds(p.rumours, m.self()));
        CHECK(holds(p.rumours, charge(2, 1)));
      } else {
        m.hear(to.bytes[1], ack{p.sequence, m.core.table().view(), {}}, now);
      }
    }
  }
  CHECK(died);
  CHECK(tried > 25);  // 1 of 8 present, about 390 periods: 49 expected, deviation 6.5
  CHECK(tried < 75);
}

TEST_CASE("with whoever comes back from the dead lists are compared at once") {
  membership_options o;
  o.suspicion_multiplier = 0.1;
  one_member m(6, o);
  m.hear(1, news{{charge(2, 1), charge(2, 3), charge(2, 4)}}, at(1ms));
  m.run_until(at(900ms));
  REQUIRE(m.of(2) == standing::dead);
  m.said<ping>();
  m.hear(2, news{{record(2, 1)}}, at(901ms));
  CHECK(m.of(2) == standing::alive);
  const auto compared = m.said<compare_lists>();
  REQUIRE(compared.size() == 1);
  CHECK(compared[0].first == id(2));
}

TEST_CASE("a seed at whose address nobody lives is tried now and then") {
  membership_options o;
  o.seeds = {"h1", "elsewhere"};
  one_member m(4, o);
  std::size_t elsewhere = 0;
  std::size_t known = 0;
  m.out.letters.clear();
  for (int ms = 0; ms < 300'000; ms += 50) {
    const auto now = at(std::chrono::milliseconds(ms));
    m.run_until(now);
    for (const auto& l : m.out.letters) {
      elsewhere += l.address == "elsewhere" ? 1 : 0;
      known += l.to == member_id{} && l.address == "h1" ? 1 : 0;
    }
    for (const auto& [to, p] : m.said<ping>()) {
      if (to != member_id{}) m.hear(to.bytes[1], ack{p.sequence, m.core.table().view(), {}}, now);
    }
  }
  CHECK(elsewhere == 10);  // each 30 s of 300
  CHECK(known == 0);
}
