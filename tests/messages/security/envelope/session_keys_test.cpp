#include "messages/security/envelope/session_keys.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/messages/security/peers.hpp"

using namespace starling::messages;
using outside::counting;
using outside::peer;

namespace {

constexpr auto chacha = aead_suite::xchacha20_poly1305;
constexpr auto aes = aead_suite::aes_256_gcm;

session_peer public_half(const identity& of, aead_suite suite = chacha) {
  return {of.id(), of.agreement().public_key(), suite};
}

std::string hex_of(const key_material& key) {
  return to_hex(key.bytes());
}

session_roots registered(unsigned self, unsigned other, aead_suite suite = chacha,
                         std::string_view swarm = "digits") {
  auto roots = registered_session(peer(self), public_half(peer(other), suite), swarm);
  REQUIRE(roots.has_value());
  return std::move(*roots);
}

session_roots ephemeral(unsigned self, unsigned own, unsigned other, unsigned theirs) {
  const agreement_pair own_pair(counting<agreement_seed>(own));
  const agreement_pair their_pair(counting<agreement_seed>(theirs));
  auto roots = ephemeral_session(peer(self), own_pair, public_half(peer(other)),
                                 their_pair.public_key(), "digits");
  REQUIRE(roots.has_value());
  return std::move(*roots);
}

}  // namespace

TEST_CASE("what is outgoing on one side is incoming on the other, and the two differ") {
  const auto a = registered(1, 2);
  const auto b = registered(2, 1);
  CHECK(hex_of(a.outgoing) == hex_of(b.incoming));
  CHECK(hex_of(a.incoming) == hex_of(b.outgoing));
  CHECK(hex_of(a.outgoing) != hex_of(a.incoming));
  CHECK(a.tag == session_tag{0});
}

TEST_CASE("the root is HKDF over the agreed secret, for this suite, these peers and this swarm") {
  const auto secret = peer(1).agreement().agree(peer(2).agreement().public_key());
  auto info = outside::plain("starling/session/1");
  info.push_back(std::byte{2});
  for (const auto& id : {peer(1).id(), peer(2).id()}) {
    info.insert(info.end(), id.value.begin(), id.value.end());
  }
  for (const auto b : outside::plain("digits")) info.push_back(b);
  const auto from = hkdf_extract(outside::plain("starling/session/1"), secret->bytes());
  CHECK(hex_of(registered(1, 2, aes).outgoing) == hex_of(hkdf_expand(from, info)));
}

TEST_CASE("another peer, suite or swarm has other keys") {
  const std::set<std::string> all = {
      hex_of(registered(1, 2).outgoing), hex_of(registered(1, 3).outgoing),
      hex_of(registered(1, 2, aes).outgoing), hex_of(registered(1, 2, chacha, "letters").outgoing),
      hex_of(registered(2, 1).outgoing)};
  CHECK(all.size() == 5);
}

TEST_CASE("a session of its own is the same on both sides and unlike every other") {
  for (const auto& [low, high] : {std::pair{1U, 2U}, std::pair{2U, 1U}, std::pair{3U, 4U}}) {
    const auto a = ephemeral(low, 11, high, 12);
    const auto b = ephemeral(high, 12, low, 11);
    CHECK(a.tag == b.tag);
    CHECK(a.tag != session_tag{0});
    CHECK(hex_of(a.outgoing) == hex_of(b.incoming));
    CHECK(hex_of(a.incoming) == hex_of(b.outgoing));
    CHECK(hex_of(a.outgoing) != hex_of(a.incoming));
    CHECK(hex_of(a.outgoing) != hex_of(registered(low, high).outgoing));
  }
  CHECK(ephemeral(1, 11, 2, 12).tag != ephemeral(1, 11, 2, 13).tag);
  CHECK(hex_of(ephemeral(1, 11, 2, 12).outgoing) != hex_of(ephemeral(1, 13, 2, 12).outgoing));
}

TEST_CASE("each of the four secrets counts in a session of its own") {
  // Whoever has the ephemeral pair of one side alone, or its registered pair alone, gets elsewhere.
  const auto real = hex_of(ephemeral(1, 11, 2, 12).outgoing);
  const identity half(counting<signing_seed>(1), counting<agreement_seed>(77));
  const agreement_pair own(counting<agreement_seed>(11));
  const agreement_pair theirs(counting<agreement_seed>(12));
  const auto guessed =
      ephemeral_session(half, own, public_half(peer(2)), theirs.public_key(), "digits");
  CHECK(hex_of(guessed->outgoing) != real);
  const agreement_pair other(counting<agreement_seed>(78));
  const auto also =
      ephemeral_session(peer(1), other, public_half(peer(2)), theirs.public_key(), "digits");
  CHECK(hex_of(also->outgoing) != real);
}

TEST_CASE("a key of small order makes no session") {
  const agreement_pair own(counting<agreement_seed>(11));
  session_peer weak = public_half(peer(2));
  weak.agreement = {};
  CHECK_FALSE(registered_session(peer(1), weak, "digits").has_value());
  CHECK_FALSE(ephemeral_session(peer(1), own, weak, own.public_key(), "digits").has_value());
  CHECK_FALSE(
      ephemeral_session(peer(1), own, public_half(peer(2)), agreement_key{}, "digits").has_value());
}

TEST_CASE("each sender has a topic key of its own, in each swarm another") {
  const auto key = counting<swarm_key>(5);
  CHECK(hex_of(topic_root(key, peer(1).id(), "digits")) ==
        hex_of(topic_root(key, peer(1).id(), "digits")));
  const std::set<std::string> all = {
      hex_of(topic_root(key, peer(1).id(), "digits")),
      hex_of(topic_root(key, peer(2).id(), "digits")),
      hex_of(topic_root(key, peer(1).id(), "letters")),
      hex_of(topic_root(counting<swarm_key>(6), peer(1).id(), "digits"))};
  CHECK(all.size() == 4);
}

TEST_CASE("an epoch is the hour since 1970 and a turn in it") {
  CHECK(first_epoch(outside::noon) == epoch_number{500'000U * 256U});
  CHECK(first_epoch(outside::noon + std::chrono::minutes(59)) == first_epoch(outside::noon));
  CHECK(first_epoch(outside::noon + std::chrono::hours(1)) == epoch_number{500'001U * 256U});
  CHECK_FALSE(first_epoch(wall_time(std::chrono::microseconds(-1))).has_value());
  CHECK_FALSE(first_epoch(wall_time(std::chrono::hours(1 << 24))).has_value());
  CHECK(first_epoch(wall_time(std::chrono::hours((1 << 24) - 1))).has_value());
}

TEST_CASE("this hour, the one before and the one after are near, whatever the turn") {
  using std::chrono::hours;
  const auto epoch = *first_epoch(outside::noon) + epoch_number{255};
  CHECK(near(epoch, outside::noon));
  CHECK(near(epoch, outside::noon + hours(1)));
  CHECK(near(epoch, outside::noon - hours(1)));
  CHECK_FALSE(near(epoch, outside::noon + hours(2)));
  CHECK_FALSE(near(epoch, outside::noon - std::chrono::microseconds(1) - hours(1)));
}

TEST_CASE("each epoch has its own key, and HKDF makes it") {
  const auto root = counting<key_material>(9);
  CHECK(to_hex(epoch_key(root, epoch_number{1}).bytes()) !=
        to_hex(epoch_key(root, epoch_number{2}).bytes()));
  auto info = outside::plain("starling/epoch/1");
  for (const auto b : outside::hex("04030201")) info.push_back(b);
  CHECK(to_hex(epoch_key(root, epoch_number{0x01020304}).bytes()) ==
        hex_of(hkdf_expand(root, info)));
}

TEST_CASE(
    "a nonce is the number and the time, little endian; AES takes the number and half of it") {
  const wall_time time(std::chrono::microseconds(0x1112131415161718));
  CHECK(to_hex(envelope_nonce(sequence_number{0x0102030405060708}, time).bytes()) ==
        "0807060504030201181716151413121100000000000000"
        "00");
}
