#include "actors/membership/probing/prober.hpp"

#include <doctest/doctest.h>

#include "tests/actors/membership/people.hpp"

using namespace people;
using action = actors::prober::action;
using stage = actors::prober::stage;

namespace {

struct fixture {
  membership_options options;
  actors::prober p{options};
  std::uint32_t sequence = p.begin(id(1), at(0s));
  /// Up to the moment at which others have been asked.
  void ask_others(const std::vector<member_id>& relays) {
    p.wake(at(120ms));
    p.wake(at(240ms));
    p.asked(relays);
  }
};

}  // namespace

TEST_CASE("an unanswered probe asks, asks again, asks others, accuses") {
  fixture f;
  CHECK(f.p.next_deadline() == at(120ms));
  CHECK(f.p.wake(at(119ms)) == action::nothing);
  CHECK(f.p.wake(at(120ms)) == action::ping);
  CHECK(f.p.wake(at(239ms)) == action::nothing);
  CHECK(f.p.wake(at(240ms)) == action::ask_others);
  f.p.asked({id(2), id(3)});
  CHECK(f.p.next_deadline() == at(440ms));
  CHECK(f.p.wake(at(440ms)) == action::accuse);
  CHECK(f.p.at() == stage::idle);
  CHECK_FALSE(f.p.next_deadline());
  CHECK(f.p.wake(at(10s)) == action::nothing);
}

TEST_CASE("an answer to the first or the second ping ends the probe") {
  for (const bool late : {false, true}) {
    fixture f;
    if (late) f.p.wake(at(120ms));
    CHECK(f.p.hear_ack(id(1), f.sequence));
    CHECK(f.p.at() == stage::idle);
    CHECK_FALSE(f.p.hear_ack(id(1), f.sequence));
  }
}

TEST_CASE("an answer counts only from the subject or one who was asked, with the right number") {
  fixture f;
  CHECK_FALSE(f.p.hear_ack(id(2), f.sequence));
  CHECK_FALSE(f.p.hear_ack(id(1), f.sequence + 1));
  f.ask_others({id(2)});
  CHECK_FALSE(f.p.hear_ack(id(3), f.sequence));
  CHECK(f.p.hear_ack(id(2), f.sequence));
}

TEST_CASE("one who said no may still say yes") {
  fixture f;
  f.ask_others({id(2)});
  CHECK(f.p.hear_nack(id(2), f.sequence));
  CHECK_FALSE(f.p.hear_nack(id(2), f.sequence));
  CHECK(f.p.hear_ack(id(2), f.sequence));
}

TEST_CASE("a no counts only from one who was asked, while it is awaited") {
  fixture f;
  CHECK_FALSE(f.p.hear_nack(id(2), f.sequence));
  f.ask_others({id(2)});
  CHECK_FALSE(f.p.hear_nack(id(3), f.sequence));
  CHECK_FALSE(f.p.hear_nack(id(2), f.sequence + 1));
}

TEST_CASE(
    "the silence of all who were asked, and not the subject's, makes a member distrust itself") {
  const auto score_after = [](std::size_t nacks) {
    fixture f;
    f.ask_others({id(2), id(3), id(4)});
    for (std::size_t i = 0; i < nacks; ++i) {
      f.p.hear_nack(id(static_cast<std::uint8_t>(2 + i)), f.sequence);
    }
    f.p.wake(at(440ms));
    return f.p.health().score();
  };
  CHECK(score_after(0) == 3);
  CHECK(score_after(1) == 0);
  CHECK(score_after(2) == 0);
  CHECK(score_after(3) == 0);
}

TEST_CASE("where there is nobody to ask, silence is held against oneself") {
  fixture f;
  f.ask_others({});
  f.p.wake(at(440ms));
  CHECK(f.p.health().score() == 1);
}

TEST_CASE("bad health stretches every stage") {
  fixture f;
  for (int i = 0; i < 3; ++i) f.p.health().probe_failed();
  f.p.begin(id(1), at(0s));
  CHECK(f.p.next_deadline() == at(480ms));
  f.p.wake(at(480ms));
  f.p.wake(at(960ms));
  CHECK(f.p.next_deadline() == at(1760ms));
}

TEST_CASE("a sleeper gives up its probe, and distrusts itself") {
  fixture f;
  f.p.abandon();
  CHECK(f.p.wake(at(10s)) == action::nothing);
  CHECK(f.p.health().score() == 1);
}
