#include "actors/membership/rumours/member_table.hpp"

#include <doctest/doctest.h>

#include "tests/actors/membership/people.hpp"

using namespace people;

namespace {

/// Member 0 and those that it trusts.
struct fixture {
  explicit fixture(std::uint8_t members, membership_options o = {})
      : options(std::move(o)), own(seal(0)), table(options, own, record(0)) {
    table.trust(records(1, static_cast<std::uint8_t>(members - 1)), {});
  }
  [[nodiscard]] standing of(std::uint8_t who) const { return table.find(id(who))->status; }
  [[nodiscard]] std::vector<std::uint8_t> dead_after(messages::duration t) {
    std::vector<std::uint8_t> dead;
    for (const auto& c : table.wake(at(t))) {
      if (c.after == standing::dead) dead.push_back(c.who.bytes[1]);
    }
    return dead;
  }
  membership_options options;
  deploy::simulated_seal own;
  member_table table;
};

/// Far beyond every timeout, and before anybody is forgotten.
constexpr auto long_after = 300s;

}  // namespace

TEST_CASE("a record of a stranger makes it a member, once") {
  fixture f(2);
  const auto v = f.table.hear(record(7), at(1s));
  CHECK(v.news);
  CHECK(v.change == actors::member_change{id(7), std::nullopt, standing::alive});
  CHECK(f.table.present_count() == 3);
  const auto again = f.table.hear(record(7), at(2s));
  CHECK_FALSE(again.news);
  CHECK_FALSE(again.change);
}

TEST_CASE("a record counts only when its subject has signed it") {
  fixture f(3);
  auto forged = actors::sealed(record(1, 5), seal(2));
  CHECK(f.table.hear(forged, at(1s)).refused == membership_refusal::bad_signature);
  forged = record(7);
  forged.address = "elsewhere";
  CHECK(f.table.hear(forged, at(1s)).refused == membership_refusal::bad_signature);
  CHECK(f.table.find(id(1))->record == record(1));
  CHECK(f.table.find(id(7)) == nullptr);
}

TEST_CASE("an incarnation never goes backwards, and jumps only so far") {
  fixture f(2);
  CHECK(f.table.hear(record(1, 5), at(1s)).news);
  CHECK_FALSE(f.table.hear(record(1, 4), at(1s)).news);
  CHECK(f.table.find(id(1))->record.incarnation == 5);
  const auto far = f.options.incarnation_jump_max + 6;
  CHECK(f.table.hear(record(1, far), at(1s)).refused == membership_refusal::incarnation_jump);
  CHECK(f.table.hear(record(1, far - 1), at(1s)).news);
  CHECK(f.table.hear(record(9, far), at(1s)).refused == membership_refusal::incarnation_jump);
}

TEST_CASE("of two records of one incarnation all members keep the same one, whichever came first") {
  auto other = record(1);
  other.address = "elsewhere";
  other = actors::sealed(other, seal(1));
  fixture a(1);
  fixture b(1);
  a.table.hear(record(1), at(1s));
  a.table.hear(other, at(1s));
  b.table.hear(other, at(1s));
  b.table.hear(record(1), at(1s));
  CHECK(a.table.find(id(1))->record == b.table.find(id(1))->record);
  CHECK(a.table.view() == b.table.view());
}

TEST_CASE("there is room for members_max members, and the next is refused") {
  membership_options o;
  o.members_max = 3;
  fixture f(2, o);
  CHECK(f.table.hear(record(7), at(1s)).news);
  CHECK(f.table.hear(record(8), at(1s)).refused == membership_refusal::list_full);
}

TEST_CASE("an accusation makes a suspect, a later incarnation clears it") {
  fixture f(5);
  const auto v = f.table.hear(charge(1, 2), at(1s));
  CHECK(v.change == actors::member_change{id(1), standing::alive, standing::suspect});
  CHECK(f.table.hear(record(1, 1), at(2s)).change ==
        actors::member_change{id(1), standing::suspect, standing::alive});
  CHECK(f.table.find(id(1))->accusations.empty());
  CHECK_FALSE(f.table.hear(charge(1, 2), at(3s)).news);  // of the incarnation before
  CHECK(f.of(1) == standing::alive);
}

TEST_CASE("accusations that cannot be are refused by name") {
  fixture f(3);
  const auto why = [&](const accusation& a) { return f.table.hear(a, at(1s)).refused; };
  CHECK(why(charge(1, 1)) == membership_refusal::self_accusation);
  CHECK(why(charge(9, 1)) == membership_refusal::unknown_subject);
  CHECK(why(charge(1, 9)) == membership_refusal::unknown_accuser);
  CHECK(why(charge(1, 2, 1)) == membership_refusal::not_yet);
  auto forged = charge(1, 2);
  forged.signature = charge(1, 9).signature;
  CHECK(why(forged) == membership_refusal::bad_signature);
  CHECK(f.of(1) == standing::alive);
}

TEST_CASE("one accuser evicts nobody where there are three others, however often it accuses") {
  fixture f(4);
  for (std::uint8_t victim = 1; victim <= 2; ++victim) {
    for (int i = 0; i < 5; ++i) f.table.hear(charge(victim, 3), at(1s));
  }
  CHECK(f.dead_after(long_after).empty());
  CHECK(f.of(1) == standing::suspect);
  CHECK_FALSE(f.table.next_deadline());
}

TEST_CASE("that one accuses everybody does not make the swarm a small one") {
  fixture f(6);
  for (std::uint8_t victim = 1; victim <= 4; ++victim) f.table.hear(charge(victim, 5), at(1s));
  CHECK(f.dead_after(long_after).empty());
}

TEST_CASE("two accusers evict, when the time is up and not before") {
  fixture f(4);
  f.table.hear(charge(1, 2), at(1s));
  f.table.hear(charge(1, 3), at(2s));
  const auto due = f.table.next_deadline();
  REQUIRE(due);
  CHECK(f.dead_after(*due - at(0s) - 1ns).empty());
  CHECK(f.dead_after(*due - at(0s)) == std::vector<std::uint8_t>{1});
  CHECK(f.of(1) == standing::dead);
  CHECK(f.table.present_count() == 3);
  CHECK(f.table.dead_count() == 1);
}

TEST_CASE("in a swarm of three one accuser is enough") {
  fixture f(3);
  f.table.hear(charge(1, 2), at(1s));
  CHECK(f.dead_after(long_after) == std::vector<std::uint8_t>{1});
}

TEST_CASE("when two of four are gone, the two that are left can bury both") {
  fixture f(4);
  for (std::uint8_t accuser = 0; accuser < 2; ++accuser) {
    f.table.hear(charge(2, accuser), at(1s));
    f.table.hear(charge(3, accuser), at(1s));
  }
  CHECK(f.dead_after(long_after) == std::vector<std::uint8_t>{2, 3});
}

TEST_CASE("the list of accusers is cut at accusers_max") {
  fixture f(9);
  for (std::uint8_t accuser = 2; accuser < 9; ++accuser) f.table.hear(charge(1, accuser), at(1s));
  CHECK(f.table.find(id(1))->accusations.size() == actors::accusers_max);
}

TEST_CASE("the dead are accused on, so that others may hear of it, and come back when renewed") {
  fixture f(5);
  f.table.hear(charge(1, 2), at(1s));
  f.table.hear(charge(1, 3), at(1s));
  REQUIRE(f.dead_after(long_after).size() == 1);
  CHECK(f.table.hear(charge(1, 4), at(long_after)).news);
  CHECK(f.of(1) == standing::dead);
  CHECK(f.table.hear(record(1, 1), at(long_after)).change ==
        actors::member_change{id(1), standing::dead, standing::alive});
  CHECK(f.table.dead_count() == 0);
}

TEST_CASE("whoever leaves is not accused any more, and may return") {
  fixture f(5);
  CHECK(f.table.hear(record(1, 1, presence::left), at(1s)).change ==
        actors::member_change{id(1), standing::alive, standing::left});
  CHECK_FALSE(f.table.hear(charge(1, 2, 1), at(2s)).news);
  CHECK(f.table.hear(record(1, 2), at(3s)).change ==
        actors::member_change{id(1), standing::left, standing::alive});
  CHECK_FALSE(f.table.hear(record(9, 1, presence::left), at(1s)).news);  // a stranger
}

TEST_CASE("those who are gone are forgotten in time, unless they have come back") {
  fixture f(5);
  f.table.hear(record(1, 1, presence::left), at(1s));
  f.table.hear(record(2, 1, presence::left), at(1s));
  f.table.hear(record(2, 2), at(2s));
  CHECK(f.table.wake(at(f.options.forget_after)).empty());
  const auto gone = f.table.wake(at(f.options.forget_after + 1s));
  CHECK(gone == std::vector{actors::member_change{id(1), standing::left, std::nullopt}});
  CHECK(f.table.find(id(1)) == nullptr);
  CHECK(f.of(2) == standing::alive);
}

TEST_CASE("of too many who are gone the first are forgotten first") {
  membership_options o;
  o.departed_max = 2;
  fixture f(6, o);
  for (std::uint8_t who = 1; who <= 3; ++who) f.table.hear(record(who, 1, presence::left), at(1s));
  f.table.wake(at(2s));
  CHECK(f.table.find(id(1)) == nullptr);
  CHECK(f.of(2) == standing::left);
  CHECK(f.of(3) == standing::left);
}

TEST_CASE("a sleep does not count against suspects") {
  fixture f(4);
  f.table.hear(charge(1, 2), at(1s));
  f.table.hear(charge(1, 3), at(1s));
  const auto due = *f.table.next_deadline();
  f.table.postpone(60s);
  CHECK(*f.table.next_deadline() == due + 60s);
}

TEST_CASE("the views are those of the members that are there, however they came to be") {
  fixture a(5);
  fixture b(1);
  for (const auto who : std::vector<std::uint8_t>{3, 1, 4, 2}) b.table.hear(record(who), at(5s));
  CHECK(a.table.view() == b.table.view());
  CHECK(a.table.views() == b.table.views());
  a.table.hear(record(3, 1), at(6s));
  CHECK(a.table.view() != b.table.view());
  for (std::size_t i = 0; i < messages::buckets; ++i) {
    CHECK((a.table.views()[i] == b.table.views()[i]) == (i != member_table::bucket_of(id(3))));
  }
  b.table.hear(record(3, 1), at(6s));
  a.table.hear(record(2, 1, presence::left), at(7s));
  b.table.hear(record(2, 1, presence::left), at(7s));
  CHECK(a.table.views() == b.table.views());
  CHECK(member_table::bucket_of(id(3)) == member_table::bucket_of(id(3).prefix()));
}

TEST_CASE("whatever is heard, every member is in one state, and the counts are right") {
  messages::random_source random(11);
  fixture f(20);
  std::map<member_id, std::uint64_t> highest;
  for (int i = 0; i < 20'000; ++i) {
    const auto now = at(std::chrono::milliseconds(20 * i));
    const auto who = static_cast<std::uint8_t>(1 + random.below(24));
    const auto* known = f.table.find(id(who));
    const auto incarnation = (known == nullptr ? 0 : known->record.incarnation) + random.below(3);
    const auto kind = random.below(20);
    if (kind < 3) f.table.hear(record(who, incarnation), now);
    if (kind == 3) f.table.hear(record(who, incarnation, presence::left), now);
    if (kind > 3) {
      f.table.hear(charge(who, static_cast<std::uint8_t>(random.below(24)), incarnation), now);
    }
    f.table.wake(now);
    std::size_t here = 0;
    std::size_t dead = 0;
    for (const auto& [name, m] : f.table.all()) {
      here += present(m.status) ? 1 : 0;
      dead += m.status == standing::dead ? 1 : 0;
      if (m.status == standing::suspect) CHECK_FALSE(m.accusations.empty());
      if (m.status == standing::alive) CHECK(m.accusations.empty());
      CHECK(m.record.incarnation >= highest[name]);
      highest[name] = m.record.incarnation;
    }
    CHECK(f.table.present_count() == here);
    CHECK(f.table.dead_count() == dead);
    for (auto h = highest.begin(); h != highest.end();) {  // whoever is forgotten may begin again
      h = f.table.find(h->first) == nullptr ? highest.erase(h) : std::next(h);
    }
  }
}
