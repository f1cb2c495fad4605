#include "actors/membership/membership.hpp"

#include <doctest/doctest.h>

#include <set>

#include "messages/codec/encoded_size.hpp"
#include "messages/vocabulary/print.hpp"
#include "tests/actors/membership/one_member.hpp"

using namespace people;
using messages::ack;
using messages::compare_lists;
using messages::list_part;
using messages::nack;
using messages::news;
using messages::ping;
using messages::ping_request;

TEST_CASE("whoever starts pings its seeds by address, with its own record") {
  membership_options o;
  o.seeds = {"10.0.0.1:7", "10.0.0.2:7"};
  one_member m(1, o);
  REQUIRE(m.out.letters.size() == 2);
  CHECK(m.out.letters[0].address == "10.0.0.1:7");
  CHECK(m.out.letters[1].address == "10.0.0.2:7");
  CHECK(m.out.letters[0].to == member_id{});
  for (const auto& [_, p] : m.said<ping>()) CHECK(holds(p.rumours, m.self()));
  m.run_until(at(3500ms));
  CHECK(m.said<ping>().size() >= 6);  // each period, as long as it is alone
}

TEST_CASE("one member is probed in each period, all in turn") {
  one_member m(6);
  std::set<member_id> probed;
  for (int period = 1; period <= 5; ++period) {
    m.run_until(at(std::chrono::seconds(period)));
    for (const auto& [to, p] : m.said<ping>()) {
      probed.insert(to);
      m.hear(to.bytes[1], ack{p.sequence, m.core.table().view(), {}},
             at(std::chrono::seconds(period)));
    }
  }
  CHECK(probed.size() == 5);
}

TEST_CASE("a ping is answered under its number, and an introduction with another") {
  one_member m(6);
  m.hear(3, ping{77, 0, {}}, at(10ms));
  const auto answers = m.said<ack>();
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].first == id(3));
  CHECK(answers[0].second.sequence == 77);
  for (int i = 0; i < 9; ++i) m.hear(3, ping{1, 0, {}}, at(10ms));  // its own start is told
  m.said<ack>();
  m.hear(3, ping{78, 0, {}}, at(20ms));
  CHECK_FALSE(holds(m.said<ack>().at(0).second.rumours, m.self()));
  m.hear(3, ping{79, 0, {record(3)}}, at(20ms));
  CHECK(holds(m.said<ack>().at(0).second.rumours, m.self()));
  m.hear(9, ping{80, 0, {record(9)}}, at(20ms));
  CHECK(holds(m.said<ack>().at(0).second.rumours, m.self()));
}

TEST_CASE("a newcomer is a member as soon as its record has come, and is told what it lacks") {
  one_member m(6);
  m.hear(9, ping{1, 0, {record(9)}}, at(10ms));
  CHECK(m.of(9) == standing::alive);
  CHECK(m.out.changes == std::vector{actors::member_change{id(9), std::nullopt, standing::alive}});
  CHECK(m.said<compare_lists>().size() == 1);  // it has another list
  m.hear(9, compare_lists{std::vector<std::uint64_t>(messages::buckets, 0)}, at(20ms));
  std::size_t listed = 0;
  for (const auto& [_, part] : m.said<list_part>()) listed += part.members.size();
  CHECK(listed == 7);
  m.hear(9, list_part{1, 0, {}, {id(2).prefix(), id(4).prefix()}}, at(30ms));
  const auto told = m.said<news>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].second.rumours == std::vector<rumour>{record(2), record(4)});
}

TEST_CASE("whoever does not answer is asked again, then through three others, then accused") {
  one_member m(8);
  const auto begun = m.first_ping();
  const auto first = m.said<ping>().at(0);
  m.run_until(begun + 120ms);
  const auto again = m.said<ping>();
  REQUIRE(again.size() == 1);
  CHECK(again[0].first == first.first);
  CHECK(again[0].second.sequence == first.second.sequence);
  m.run_until(begun + 240ms);
  std::set<member_id> asked;
  for (const auto& [to, request] : m.said<ping_request>()) {
    CHECK(request.subject == first.first);
    asked.insert(to);
  }
  CHECK(asked.size() == 3);
  CHECK_FALSE(asked.contains(first.first));
  m.run_until(begun + 439ms);
  const auto* subject = m.core.table().find(first.first);
  CHECK(subject->status == standing::alive);
  m.run_until(begun + 440ms);
  CHECK(subject->status == standing::suspect);
  REQUIRE(subject->accusations.size() == 1);
  const auto accused = charge(first.first.bytes[1], 0);
  CHECK(subject->accusations[0] == accused);
  const auto told = m.said<news>();  // it can object at once
  REQUIRE(told.size() == 1);
  CHECK(told[0].first == first.first);
  CHECK(told[0].second.rumours == std::vector<rumour>{accused});
}

TEST_CASE("an answer through another is an answer") {
  one_member m(8);
  const auto begun = m.first_ping();
  m.run_until(begun + 240ms);
  const auto requests = m.said<ping_request>();
  REQUIRE(requests.size() == 3);
  const auto& [relay, request] = requests[0];
  m.hear(relay.bytes[1], ack{request.sequence, 0, {}}, begun + 241ms);
  m.run_until(begun + 600ms);
  CHECK(m.core.table().find(request.subject)->status == standing::alive);
}

TEST_CASE("one who is asked pings for the other, and says what came of it") {
  one_member m(8);
  m.hear(3, ping_request{55, id(4), {}}, at(1ms));
  const auto pings = m.said<ping>();
  REQUIRE(pings.size() == 1);
  CHECK(pings[0].first == id(4));
  m.run_until(at(101ms));
  const auto nacks = m.said<nack>();
  REQUIRE(nacks.size() == 1);
  CHECK(nacks[0].first == id(3));
  CHECK(nacks[0].second.sequence == 55);
  m.hear(4, ack{pings[0].second.sequence, m.core.table().view(), {}}, at(110ms));
  const auto acks = m.said<ack>();
  REQUIRE(acks.size() == 1);
  CHECK(acks[0].first == id(3));
  CHECK(acks[0].second.sequence == 55);
}

TEST_CASE("what only members may ask for is refused to strangers, by name") {
  one_member m(4);
  m.said<ping>();
  m.hear(9, ping_request{1, id(2), {}}, at(1ms));
  CHECK(m.refused() == membership_refusal::unknown_sender);
  m.hear(9, compare_lists{std::vector<std::uint64_t>(messages::buckets, 0)}, at(1ms));
  CHECK(m.refused() == membership_refusal::unknown_sender);
  m.hear(9, list_part{0, ~std::uint64_t{0}, {}, {}}, at(1ms));
  CHECK(m.refused() == membership_refusal::unknown_sender);
  CHECK(m.out.letters.empty());
}

TEST_CASE("other things that no honest member says are refused by name") {
  one_member m(4);
  m.hear(0, ping{1, 0, {}}, at(1ms));
  CHECK(m.refused() == membership_refusal::from_oneself);
  m.hear(1, compare_lists{{1, 2}}, at(1ms));
  CHECK(m.refused() == membership_refusal::malformed);
  m.hear(1, ping_request{1, id(0), {}}, at(1ms));
  CHECK(m.refused() == membership_refusal::unknown_subject);
  m.hear(1, ping_request{1, id(9), {}}, at(1ms));
  CHECK(m.refused() == membership_refusal::unknown_subject);
  for (std::uint32_t i = 0; i <= membership_options{}.relaying_max; ++i) {
    m.hear(1, ping_request{i, id(2), {}}, at(1ms));
  }
  CHECK(m.refused() == membership_refusal::relay_busy);
}

TEST_CASE("a suspect is told in the next message to it") {
  one_member m(6);
  m.hear(2, news{{charge(3, 2)}}, at(1ms));
  m.said<news>();
  m.hear(3, ping{1, 0, {}}, at(2ms));
  CHECK(holds(m.said<ack>().at(0).second.rumours, charge(3, 2)));
}

TEST_CASE("a sleeper accuses nobody of having been silent meanwhile, and buries nobody") {
  one_member m(6);
  m.hear(2, news{{charge(3, 2), charge(3, 4)}}, at(1ms));
  m.run_until(at(1000ms));  // a probe is under way
  m.core.wake(at(200s), m.out);
  m.hear(2, ping{1, 0, {}}, at(200s));
  CHECK(m.of(3) == standing::suspect);
  std::size_t suspects = 0;
  for (const auto& [_, known] : m.core.table().all()) {
    suspects += known.status == standing::suspect ? 1 : 0;
  }
  CHECK(suspects == 1);
  CHECK(m.core.health().score() == 1);
}

TEST_CASE("a wait that a further accuser ends at once is not taken for a sleep") {
  one_member m(6);
  m.hear(2, news{{charge(3, 2)}}, at(1ms));
  for (int ms = 100; ms < 15'000; ms += 10) {
    m.run_until(at(std::chrono::milliseconds(ms)));
    for (const auto& [to, p] : m.said<ping>()) {
      m.hear(to.bytes[1], ack{p.sequence, m.core.table().view(), {}},
             at(std::chrono::milliseconds(ms)));
    }
  }
  CHECK(m.of(3) == standing::suspect);
  m.hear(2, news{{charge(3, 4), charge(3, 5)}}, at(15s));
  m.run_until(at(15s));
  CHECK(m.of(3) == standing::dead);
  CHECK(m.core.health().score() == 0);
}

TEST_CASE("whoever leaves says so to some, and nothing afterwards") {
  one_member m(6);
  m.said<ping>();
  m.core.leave(at(10ms), m.out);
  const auto told = m.said<news>();
  CHECK(told.size() >= 3);
  for (const auto& [_, n] : told) {
    CHECK(n.rumours == std::vector<rumour>{record(0, 1, presence::left)});
  }
  m.hear(1, ping{1, 0, {}}, at(20ms));
  m.core.wake(at(5s), m.out);
  CHECK(m.out.letters.empty());
  CHECK_FALSE(m.core.next_deadline());
}

TEST_CASE(
    "whatever is heard, nothing breaks, all that is said fits, and one's list stays bounded") {
  membership_options o;
  o.members_max = 30;
  one_member m(10, o);
  messages::random_source random(17);
  const auto n = [&](std::uint64_t below) {
    return static_cast<std::uint8_t>(random.below(below));
  };
  const auto rumours = [&] {
    std::vector<rumour> all;
    for (auto count = n(18); count > 0; --count) {
      if (n(2) == 0) {
        auto r = record(n(60), random() >> n(64), n(8) == 0 ? presence::left : presence::here);
        if (n(9) == 0) r.address = std::string(n(255), 'x');
        if (n(9) == 0) r.id = id(n(12));
        all.emplace_back(r);
      } else {
        all.emplace_back(charge(n(60), n(60), n(3)));
      }
    }
    return all;
  };
  for (int i = 0; i < 20'000; ++i) {
    const auto now = at(std::chrono::milliseconds(7 * i));
    std::vector<std::uint64_t> numbers(n(4) == 0 ? n(255) : 64);
    for (auto& x : numbers) x = random() >> n(64);
    std::vector<messages::listed_member> listed;
    for (auto c = n(70); c > 0; --c) listed.push_back({random(), n(4), n(9), n(2) == 0});
    const std::uint64_t first = n(2) == 0 ? 0 : random();
    const messages::membership_message any[] = {
        ping{n(99), random(), rumours()},
        ping_request{n(99), id(n(60)), rumours()},
        ack{n(99), random(), rumours()},
        nack{n(99)},
        news{rumours()},
        compare_lists{numbers},
        list_part{first, random() | first, listed, numbers}};
    m.hear(n(40), any[n(7)], now);
    m.run_until(now);
    for (const auto& l : m.out.letters) {
      CHECK(messages::encoded_size(l.what) <= messages::membership_bytes_max);
    }
    CHECK(m.core.table().all().size() <= 30);
    m.out.clear();
  }
}
