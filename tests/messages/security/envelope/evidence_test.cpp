#include "messages/security/envelope/evidence.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "tests/messages/security/peers.hpp"

using namespace starling::messages;
using outside::peer;

namespace {

evidence example(authentication by = authentication::signed_by_sender) {
  const auto self = peer(1);
  envelope_header h;
  h.swarm = outside::swarm_name;
  h.kind = message_kind{3};
  h.by = by;
  h.sender = self.id();
  h.recipient = peer(2).id();
  h.sequence = sequence_number{9};
  h.time = outside::noon;
  std::array<std::byte, envelope_header_max> buffer{};
  const auto header = write_header(h, buffer);
  const auto payload = hash_payload(outside::plain("one plus one is three"));
  return {{header.begin(), header.end()}, payload, sign_envelope(self.signing(), header, payload)};
}

}  // namespace

TEST_CASE("whoever knows the key sees who said what to whom and when") {
  const auto e = example();
  const auto said = proven(e, peer(1).signing().public_key());
  REQUIRE(said.has_value());
  CHECK(said->sender == peer(1).id());
  CHECK(said->recipient == peer(2).id());
  CHECK(said->time == outside::noon);
  CHECK(e.payload == hash_payload(outside::plain("one plus one is three")));
}

TEST_CASE("what is signed is the tag, the header and the hash, one after the other") {
  const auto e = example();
  auto all = outside::plain("starling/envelope/1");
  all.insert(all.end(), e.header.begin(), e.header.end());
  all.insert(all.end(), e.payload.value.begin(), e.payload.value.end());
  CHECK(verify(peer(1).signing().public_key(), all, e.by));
}

TEST_CASE("a payload's hash is BLAKE2b-256") {
  CHECK(to_hex(hash_payload(outside::plain("abc")).bytes()) ==
        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_CASE("nothing is proven by another key, another payload or a changed header") {
  const auto e = example();
  CHECK_FALSE(proven(e, peer(2).signing().public_key()).has_value());
  auto changed = e;
  changed.payload = hash_payload(outside::plain("one plus one is two"));
  CHECK_FALSE(proven(changed, peer(1).signing().public_key()).has_value());
  for (std::size_t bit = 0; bit < 8 * e.header.size(); ++bit) {
    changed = e;
    changed.header[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    CHECK_FALSE(proven(changed, peer(1).signing().public_key()).has_value());
  }
}

TEST_CASE("nobody frames another: a signature of one's own under another's name proves nothing") {
  auto e = example();
  e.by = sign_envelope(peer(3).signing(), e.header, e.payload);
  CHECK_FALSE(proven(e, peer(1).signing().public_key()).has_value());
  CHECK_FALSE(proven(e, peer(3).signing().public_key()).has_value());
}

TEST_CASE("a header that says the session vouches is no evidence, nor is one that is too long") {
  CHECK_FALSE(proven(example(authentication::session), peer(1).signing().public_key()).has_value());
  auto e = example();
  e.header.resize(10'000);
  CHECK_FALSE(proven(e, peer(1).signing().public_key()).has_value());
  CHECK_FALSE(verify_envelope(peer(1).signing().public_key(), e.header, e.payload, e.by));
}
