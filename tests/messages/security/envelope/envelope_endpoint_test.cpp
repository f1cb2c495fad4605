#include "messages/security/envelope/envelope_endpoint.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "messages/types/random.hpp"
#include "tests/messages/security/envelope/mail.hpp"

using namespace starling::messages;
using namespace outside;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

registration with_capabilities(unsigned number, std::vector<std::string> all, wall_time joined) {
  auto t = terms();
  t.capabilities = std::move(all);
  t.joined = joined;
  return make_registration(peer(number), t);
}

}  // namespace

TEST_CASE("what one peer seals for another, that one opens, in both directions") {
  const auto registry = acquainted(3);
  member a(1, registry);
  member b(2, registry);
  CHECK(b.open(a.seal(b.self.id(), "hello")) == "'hello'");
  CHECK(b.open(a.seal(b.self.id(), "again")) == "'again'");
  CHECK(a.open(b.seal(a.self.id(), "you too")) == "'you too'");
  CHECK(b.open(a.seal(b.self.id(), "")) == "''");
}

TEST_CASE("a third peer neither opens nor reads what is sealed for another") {
  const auto registry = acquainted(3);
  member a(1, registry);
  member b(2, registry);
  member c(3, registry);
  const auto frame = a.seal(b.self.id(), "the model's parameters");
  CHECK(c.open(frame) == "wrong_recipient");
  const auto inside = plain("parameters");
  CHECK(std::search(frame.begin(), frame.end(), inside.begin(), inside.end()) == frame.end());
}

TEST_CASE("a topic is heard by all who have the swarm's key and hear it") {
  const auto registry = acquainted(3);
  member a(1, registry);
  member b(2, registry);
  member c(3, registry);
  const auto frame = a.publish("rounds", "round 4 opens");
  CHECK(b.open(frame) == "'round 4 opens'");
  CHECK(c.open(frame) == "'round 4 opens'");
  CHECK(b.open(frame) == "replayed");
  CHECK(b.open(a.publish("gossip", "psst")) == "wrong_recipient");
  auto o = usual();
  o.shared.reset();
  envelope_endpoint outsider(c.self, registered(3), registry, std::move(o));
  auto copy = frame;
  CHECK(outsider.open({copy}, noon).error() == envelope_refusal::no_session);
  std::array<std::byte, 1000> room{};
  CHECK(outsider.publish("rounds", {chatter, {}}, noon, room).error() ==
        envelope_refusal::no_session);
}

TEST_CASE("one who has the swarm's key cannot speak for another on a topic") {
  // Peer 3 knows all keys of topics; what it seals under the name of peer 1 it cannot sign.
  const auto registry = acquainted(3);
  member b(2, registry);
  const auto root = topic_root(counting<swarm_key>(50), peer(1).id(), swarm_name);
  envelope_header h;
  h.swarm = swarm_name;
  h.kind = chatter;
  h.epoch = *first_epoch(noon);
  h.sender = peer(1).id();
  h.topic = "rounds";
  h.sequence = sequence_number{~std::uint64_t{0}};
  h.time = noon;
  std::array<std::byte, envelope_header_max> buffer{};
  const auto header = write_header(h, buffer);
  const auto by = sign_envelope(peer(3).signing(), header, hash_payload({}));
  bytes frame(header.begin(), header.end());
  frame.insert(frame.end(), {std::byte{0xc4}, std::byte{80}});
  frame.insert(frame.end(), by.value.begin(), by.value.end());
  frame.resize(frame.size() + aead_tag_size);
  REQUIRE(seal_in_place(aead_suite::xchacha20_poly1305, epoch_key(root, h.epoch),
                        envelope_nonce(h.sequence, h.time), header, std::span(frame).last(80)));
  CHECK(b.open(frame) == "bad_signature");
  member a(1, registry);
  CHECK(b.open(a.publish("rounds", "the real one")) == "'the real one'");
}

TEST_CASE("forged packets in a victim's name do not block the victim") {
  const auto registry = acquainted(3);
  member victim(1, registry);
  member b(2, registry);
  const auto before = b.endpoint.save();
  // An attacker saw one envelope, and sends it with every number, time and signature it likes.
  const auto seen = victim.seal(b.self.id(), "first");
  random_source random(4);
  for (int i = 0; i < 20'000; ++i) {
    auto read = read_frame(seen);
    auto h = read.header;
    h.sequence.value = i % 2 == 0 ? ~std::uint64_t{0} - random.below(2000) : random();
    h.epoch.value += static_cast<std::uint32_t>(random.below(256));
    std::array<std::byte, envelope_header_max> buffer{};
    const auto header = write_header(h, buffer);
    bytes forged(header.begin(), header.end());
    forged.insert(forged.end(), seen.end() - static_cast<std::ptrdiff_t>(read.body.size()) - 2,
                  seen.end());
    REQUIRE(b.open(forged) == "undecryptable");
  }
  CHECK(b.open(seen) == "'first'");
  CHECK(b.open(victim.seal(b.self.id(), "second")) == "'second'");
  CHECK(before.empty());
}

TEST_CASE("updates are signed in the midst of a session, chatter is not") {
  const auto registry = acquainted(2);
  member a(1, registry);
  member b(2, registry);
  const auto by = [&](message_kind kind) {
    auto frame = a.seal(b.self.id(), "x", kind);
    const auto opened = b.endpoint.open({frame}, noon);
    REQUIRE(opened);
    CHECK(opened->proof().has_value() == (opened->header().by == authentication::signed_by_sender));
    return opened->header().by;
  };
  CHECK(by(chatter) == authentication::signed_by_sender);
  CHECK(by(chatter) == authentication::session);
  CHECK(by(update) == authentication::signed_by_sender);
  CHECK(by(chatter) == authentication::session);
}

TEST_CASE("a receiver that has started anew hears a sender that introduces itself again") {
  const auto registry = acquainted(2);
  member a(1, registry);
  member b(2, registry);
  CHECK(b.open(a.seal(b.self.id(), "1")) == "'1'");
  member anew(2, registry);
  CHECK(anew.open(a.seal(b.self.id(), "2")) == "unsigned_first");
  a.endpoint.introduce_again(b.self.id());
  CHECK(anew.open(a.seal(b.self.id(), "3")) == "'3'");
  CHECK(anew.open(a.seal(b.self.id(), "4")) == "'4'");
}

TEST_CASE("a sender that has started anew is heard, as its numbers follow the clock") {
  const auto registry = acquainted(2);
  member b(2, registry);
  {
    member a(1, registry);
    for (int i = 0; i < 100; ++i) REQUIRE(b.open(a.seal(b.self.id(), "x")) == "'x'");
  }
  member anew(1, registry);
  CHECK(b.open(anew.seal(b.self.id(), "y", chatter, noon + seconds(1)), noon + seconds(1)) ==
        "'y'");
}

TEST_CASE("strangers and the banned are neither heard nor spoken to") {
  auto registry = acquainted(2);
  member a(1, registry);
  member b(2, registry);
  std::array<std::byte, 1000> room{};
  CHECK(a.endpoint.seal(peer(9).id(), {chatter, {}}, noon, room).error() ==
        envelope_refusal::unknown_peer);
  const auto frame = a.seal(b.self.id(), "x");
  CHECK(registry.ban(a.self.id()));
  CHECK(b.open(frame) == "banned");
  CHECK(b.endpoint.seal(a.self.id(), {chatter, {}}, noon, room).error() ==
        envelope_refusal::banned);
  registry.unban(a.self.id());
  registry.remove(a.self.id());
  CHECK(b.open(frame) == "unknown_peer");
  REQUIRE(registry.admit(registered(1)));
  CHECK(b.open(frame) == "'x'");
}

TEST_CASE("what was seen survives a restart") {
  const auto registry = acquainted(3);
  member a(1, registry);
  member c(3, registry);
  const auto direct = a.seal(peer(2).id(), "direct");
  const auto later = a.seal(peer(2).id(), "later", update);
  const auto topic = c.publish("rounds", "topic");
  bytes saved;
  {
    member b(2, registry);
    CHECK(b.open(direct) == "'direct'");
    CHECK(b.open(topic) == "'topic'");
    saved = b.endpoint.save();
  }
  CHECK(saved.size() == 4 * 177);
  member anew(2, registry);
  REQUIRE(anew.endpoint.restore(saved));
  CHECK(anew.endpoint.save() == saved);
  CHECK(anew.open(direct) == "replayed");
  CHECK(anew.open(topic) == "replayed");
  CHECK(anew.open(later) == "'later'");
}

TEST_CASE("what is no saved state is refused and changes nothing") {
  const auto registry = acquainted(2);
  member b(2, registry);
  member a(1, registry);
  CHECK(b.open(a.seal(b.self.id(), "x")) == "'x'");
  const auto saved = b.endpoint.save();
  member anew(2, registry);
  for (std::size_t size = 1; size < 177; ++size) {
    CHECK_FALSE(anew.endpoint.restore(std::span(saved).first(size)));
  }
  auto wrong = saved;
  wrong[peer_id::size] = std::byte{2};
  CHECK_FALSE(anew.endpoint.restore(wrong));
  CHECK_FALSE(anew.endpoint.restore(bytes(177 * 20'001)));
  CHECK(anew.endpoint.save().empty());
}

TEST_CASE(
    "a session of its own is spoken once both sides have it, and older envelopes still open") {
  const auto registry = acquainted(3);
  member a(1, registry);
  member b(2, registry);
  const agreement_pair of_a(counting<agreement_seed>(11));
  const agreement_pair of_b(counting<agreement_seed>(12));
  const auto older = a.seal(b.self.id(), "older");
  CHECK_FALSE(a.endpoint.upgrade(b.self.id(), of_a, of_b.public_key(), noon).has_value());
  const auto newer = a.seal(b.self.id(), "newer");
  CHECK(b.open(newer) == "no_session");
  CHECK_FALSE(b.endpoint.upgrade(a.self.id(), of_b, of_a.public_key(), noon).has_value());
  CHECK(b.open(newer) == "'newer'");
  CHECK(b.open(newer) == "replayed");
  CHECK(b.open(older) == "'older'");
  CHECK(a.open(b.seal(a.self.id(), "back")) == "'back'");
  CHECK(read_frame(newer).header.session != session_tag{0});
  CHECK(a.endpoint.upgrade(peer(9).id(), of_a, of_b.public_key(), noon) ==
        envelope_refusal::unknown_peer);
  CHECK(a.endpoint.upgrade(b.self.id(), of_a, agreement_key{}, noon) ==
        envelope_refusal::no_session);
}

TEST_CASE("AES is used where both registered it, from the moment that they did") {
  if (!machine_has(aead_suite::aes_256_gcm)) {
    MESSAGE("skipped: this processor has no AES instructions");
    return;
  }
  auto registry = acquainted(2);
  const auto own = with_capabilities(2, {"aes-256-gcm"}, noon + seconds(1));
  REQUIRE(registry.admit(own));
  member a(1, registry);
  const identity self = peer(2);
  envelope_endpoint receiver(self, own, registry, usual());
  const auto opens = [&receiver](bytes frame) { return bool(receiver.open({frame}, noon)); };
  CHECK(opens(a.seal(self.id(), "one side has it")));
  const auto renewed = with_capabilities(1, {"aes-256-gcm"}, noon + seconds(1));
  REQUIRE(registry.admit(renewed));
  const identity sender = peer(1);
  envelope_endpoint with_aes(sender, renewed, registry, usual());
  bytes buffer(1000);
  const auto payload = plain("both have it");
  const auto frame = with_aes.seal(self.id(), {chatter, payload}, noon + seconds(1), buffer);
  REQUIRE(frame);
  CHECK(opens({frame->begin(), frame->end()}));
  CHECK_FALSE(opens({frame->begin(), frame->end()}));
  CHECK_FALSE(opens(a.seal(self.id(), "sealed as before")));
}

TEST_CASE("streams are kept with so many peers and no more; those who left make room") {
  auto registry = acquainted(4);
  auto o = usual();
  o.peers_max = 2;
  const identity self = peer(1);
  envelope_endpoint a(self, registered(1), registry, std::move(o));
  std::array<std::byte, 1000> room{};
  CHECK(a.seal(peer(2).id(), {chatter, {}}, noon, room));
  CHECK(a.seal(peer(3).id(), {chatter, {}}, noon, room));
  CHECK(a.seal(peer(4).id(), {chatter, {}}, noon, room).error() == envelope_refusal::no_session);
  registry.remove(peer(2).id());
  CHECK(a.seal(peer(4).id(), {chatter, {}}, noon, room));
}

TEST_CASE("a frame above the limit is neither made nor opened") {
  const auto registry = acquainted(2);
  member a(1, registry);
  auto o = usual();
  o.frame_max = 1000;
  const identity self = peer(2);
  envelope_endpoint small(self, registered(2), registry, std::move(o));
  auto frame = a.seal(self.id(), std::string(900, 'x'));
  REQUIRE(frame.size() > 1000);
  CHECK(small.open({frame}, noon).error() == envelope_refusal::oversized);
  bytes payload(900);
  bytes buffer(2000);
  CHECK(small.seal(peer(1).id(), {chatter, payload}, noon, buffer).error() ==
        envelope_refusal::no_room);
}
