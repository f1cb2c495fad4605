#include "actors/membership/wire/member_line.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "messages/codec/encoded_size.hpp"
#include "tests/actors/host/identities.hpp"

namespace {

using namespace starling;
using namespace std::chrono_literals;
using actors::datagram_refusal;
using actors::heard_introduction;
using actors::heard_message;
using actors::member_line;
using identities::noon;
using identities::who;
using messages::envelope_refusal;

std::shared_ptr<const actors::own_identity> host(unsigned n) {
  return who(50 * n + 1);
}

/// Two of a roster of three, who have not met.
struct two_members {
  std::shared_ptr<const actors::own_identity> a = host(0), b = host(1), c = host(2);
  std::array<messages::peer_id, 3> roster = {a->keys.id(), b->keys.id(), c->keys.id()};
  member_line at_a{a, roster, "127.0.0.1:7600"}, at_b{b, roster, "127.0.0.1:7700"};
  messages::member_id id_a = actors::member_of(a->keys.id());
  messages::member_id id_b = actors::member_of(b->keys.id());

  void meet() {
    auto from_a = at_a.introduction(true, noon);
    REQUIRE(at_b.open(from_a, noon));
    auto from_b = at_b.introduction(false, noon);
    REQUIRE(at_a.open(from_b, noon));
  }
};

messages::membership_message question() {
  return messages::ping{7, 99, {}};
}

/// What a line refuses a datagram for.
actors::member_refusal refusal(member_line& at, std::vector<std::byte> datagram,
                               messages::wall_time now = noon) {
  const auto said = at.open(datagram, now);
  REQUIRE_FALSE(said);
  return said.error();
}

TEST_CASE("an introduction says who is there and where, once it is new and then again") {
  two_members m;
  CHECK_FALSE(m.at_b.knows(m.id_a));
  auto datagram = m.at_a.introduction(true, noon);
  CHECK(datagram.size() < 700);
  auto again = datagram;
  const auto first = m.at_b.open(datagram, noon);
  REQUIRE(first);
  const auto& said = std::get<heard_introduction>(*first);
  CHECK(said.who == m.id_a);
  CHECK(said.listens_at == "127.0.0.1:7600");
  CHECK(said.answer_wanted);
  CHECK(said.news);
  CHECK(m.at_b.knows(m.id_a));
  const auto second = m.at_b.open(again, noon + 1s);
  REQUIRE(second);
  CHECK_FALSE(std::get<heard_introduction>(*second).news);
}

TEST_CASE("members who have met hear each other, and nobody twice") {
  two_members m;
  CHECK(m.at_a.sealed(m.id_b, question(), noon).empty());
  m.meet();
  auto datagram = m.at_a.sealed(m.id_b, question(), noon);
  auto copy = datagram;
  const auto said = m.at_b.open(datagram, noon);
  REQUIRE(said);
  CHECK(std::get<heard_message>(*said).from == m.id_a);
  CHECK(std::get<messages::ping>(std::get<heard_message>(*said).what).sequence == 7);
  CHECK(refusal(m.at_b, copy) == actors::member_refusal(envelope_refusal::replayed));
}

TEST_CASE("the fullest message and its envelope fit into 1,280 bytes with UDP and IPv6 around") {
  two_members m;
  m.meet();
  messages::news all;
  messages::member_record one;
  one.display_name = std::string(messages::member_name_max, 'x');
  one.address = std::string(messages::member_address_max, 'y');
  while (messages::encoded_size(messages::membership_message(all)) + 240 <
         messages::membership_bytes_max) {
    all.rumours.emplace_back(one);
  }
  const auto datagram = m.at_a.sealed(m.id_b, all, noon);
  CHECK(datagram.size() > 900);
  CHECK(datagram.size() <= 1280 - 48);
}

TEST_CASE("no bit of an introduction can be changed, and no part left out") {
  two_members m;
  const auto sound = m.at_a.introduction(false, noon);
  for (std::size_t i = 1; i < sound.size(); ++i) {
    auto bent = sound;
    bent[i] ^= std::byte{1};
    CHECK_FALSE(m.at_b.open(bent, noon));
    CHECK_FALSE(m.at_b.open(std::span(bent = sound).first(i), noon));
  }
  CHECK_FALSE(m.at_b.knows(m.id_a));
}

TEST_CASE("an introduction is good for a minute") {
  two_members m;
  const auto sound = m.at_a.introduction(false, noon);
  const actors::member_refusal old = datagram_refusal::old_introduction;
  CHECK(refusal(m.at_b, sound, noon + 61s) == old);
  CHECK(refusal(m.at_b, sound, noon - 61s) == old);
  auto copy = sound;
  CHECK(m.at_b.open(copy, noon + 60s));
}

TEST_CASE("who is not of the roster, or of another swarm, is not heard") {
  two_members m;
  const auto stranger = who(200);
  const std::array<messages::peer_id, 2> theirs = {stranger->keys.id(), m.b->keys.id()};
  const member_line outside(stranger, theirs, "");
  const actors::member_refusal turned_away = datagram_refusal::not_of_the_swarm;
  CHECK(refusal(m.at_b, outside.introduction(true, noon)) == turned_away);
  const member_line elsewhere(who(1, "starlings"), m.roster, "");
  CHECK(refusal(m.at_b, elsewhere.introduction(true, noon)) == turned_away);
}

TEST_CASE("what is no datagram of a member is refused by name") {
  two_members m;
  const actors::member_refusal unknown = datagram_refusal::unknown_datagram;
  CHECK(refusal(m.at_b, {}) == unknown);
  CHECK(refusal(m.at_b, {std::byte{0}}) == unknown);
  CHECK(refusal(m.at_b, {std::byte{3}, std::byte{1}}) == unknown);
  CHECK(refusal(m.at_b, {std::byte{1}}) ==
        actors::member_refusal(datagram_refusal::bad_introduction));
  CHECK(refusal(m.at_b, {std::byte{2}}) == actors::member_refusal(envelope_refusal::malformed));
}

TEST_CASE("one who starts anew is heard again once it has introduced itself") {
  two_members m;
  m.meet();
  auto before = m.at_a.sealed(m.id_b, question(), noon);
  REQUIRE(m.at_b.open(before, noon));
  member_line anew(m.b, m.roster, "127.0.0.1:7700");
  auto lost = m.at_a.sealed(m.id_b, question(), noon + 1s);
  CHECK(refusal(anew, lost, noon + 1s) == actors::member_refusal(envelope_refusal::unknown_peer));
  auto from_a = m.at_a.introduction(true, noon + 1s);
  REQUIRE(anew.open(from_a, noon + 1s));
  auto from_b = anew.introduction(false, noon + 1s);
  REQUIRE(m.at_a.open(from_b, noon + 1s));
  auto after = m.at_a.sealed(m.id_b, question(), noon + 1s);
  CHECK(anew.open(after, noon + 1s));
}

TEST_CASE("a rumour counts when whoever it is from has signed it, and its key is known") {
  two_members m;
  m.meet();
  messages::member_record record;
  record.id = m.id_a;
  record.incarnation = 3;
  const auto sealed = actors::sealed(record, m.at_a.seal());
  const auto said = actors::statement(sealed);
  CHECK(m.at_a.seal().verify(m.id_a, said, sealed.signature));
  CHECK(m.at_b.seal().verify(m.id_a, said, sealed.signature));
  CHECK_FALSE(m.at_b.seal().verify(m.id_b, said, sealed.signature));
  CHECK_FALSE(m.at_b.seal().verify(actors::member_of(m.c->keys.id()), said, sealed.signature));
  record.incarnation = 4;
  CHECK_FALSE(m.at_b.seal().verify(m.id_a, actors::statement(record), sealed.signature));
}

TEST_CASE("nothing sealed here opens on the connections of the same hosts") {
  two_members m;
  m.meet();
  constexpr std::size_t frame_max = 1U << 20U;
  actors::sealed_line to_b(m.a, messages::to_hex(m.b->keys.id().value), frame_max);
  actors::sealed_line to_a(m.b, messages::to_hex(m.a->keys.id().value), frame_max);
  REQUIRE(to_a.meet(to_b.introduction()));
  const auto datagram = m.at_a.sealed(m.id_b, question(), noon);
  std::vector<std::uint8_t> frame;
  for (const auto b : std::span(datagram).subspan(1))
    frame.push_back(std::to_integer<std::uint8_t>(b));
  const auto said = to_a.open(std::move(frame), noon);
  REQUIRE_FALSE(said);
  CHECK(std::get<envelope_refusal>(said.error()) == envelope_refusal::wrong_swarm);
}

}  // namespace
