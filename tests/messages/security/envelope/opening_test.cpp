#include "messages/security/envelope/opening.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "messages/security/envelope/session_keys.hpp"
#include "tests/messages/security/envelope/mail.hpp"

using namespace starling::messages;
using namespace outside;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;

namespace {

key_material root_of_1_to_2() {
  auto roots = registered_session(
      peer(1), {peer(2).id(), peer(2).agreement().public_key(), aead_suite::xchacha20_poly1305},
      swarm_name);
  REQUIRE(roots.has_value());
  return std::move(roots->outgoing);
}

envelope_header from_1_to_2() {
  envelope_header h;
  h.swarm = swarm_name;
  h.kind = chatter;
  h.epoch = *first_epoch(noon);
  h.sender = peer(1).id();
  h.recipient = peer(2).id();
  h.sequence = sequence_number{1};
  h.time = noon;
  return h;
}

/// Sealed with all that peer 1 has, whatever the header says, and signed by `signer`.
bytes sealed(const envelope_header& h, unsigned signer = 1, const bytes& payload = plain("hello")) {
  std::array<std::byte, envelope_header_max> buffer{};
  const auto header = write_header(h, buffer);
  bytes body;
  if (h.by == authentication::signed_by_sender) {
    const auto by = sign_envelope(peer(signer).signing(), header, hash_payload(payload));
    body.assign(by.value.begin(), by.value.end());
  }
  body.insert(body.end(), payload.begin(), payload.end());
  body.resize(body.size() + aead_tag_size);
  REQUIRE(seal_in_place(aead_suite::xchacha20_poly1305, epoch_key(root_of_1_to_2(), h.epoch),
                        envelope_nonce(h.sequence, h.time), header, body));
  bytes frame(header.begin(), header.end());
  frame.push_back(std::byte{0xc4});
  frame.push_back(static_cast<std::byte>(body.size()));
  frame.insert(frame.end(), body.begin(), body.end());
  return frame;
}

/// Peer 2, with all that the stages need.
struct receiver {
  peer_registry registry = acquainted(3);
  opening_rules rules{swarm_name, peer(2).id(), {"rounds"}, {update}};
  inbound_stream stream{aead_suite::xchacha20_poly1305, root_of_1_to_2()};

  std::string open(bytes frame, wall_time now = noon) {
    const auto name = [](envelope_refusal r) { return std::string(to_string(r)); };
    const auto framed = take_apart({frame}, rules);
    if (!framed) return name(framed.error());
    const auto timely = check_time(*framed, rules, now);
    if (!timely) return name(timely.error());
    const auto known = identify(*timely, registry);
    if (!known) return name(known.error());
    const auto authentic = authenticate(*known, stream, rules);
    if (!authentic) return name(authentic.error());
    const auto fresh = admit(*authentic);
    return fresh ? "fresh" : name(fresh.error());
  }
  /// What becomes of an envelope whose header was changed before it was sealed.
  std::string open_with(const std::function<void(envelope_header&)>& change, wall_time now = noon) {
    auto h = from_1_to_2();
    change(h);
    return open(sealed(h), now);
  }
};

}  // namespace

TEST_CASE("an envelope that passes every check is fresh, once") {
  receiver r;
  const auto frame = sealed(from_1_to_2());
  CHECK(r.open(frame) == "fresh");
  CHECK(r.open(frame) == "replayed");
}

TEST_CASE("a fresh envelope shows its payload, its header and its proof") {
  receiver r;
  auto frame = sealed(from_1_to_2());
  const auto framed = take_apart({frame}, r.rules);
  const auto timely = check_time(*framed, r.rules, noon);
  const auto known = identify(*timely, r.registry);
  REQUIRE(known);
  CHECK(known->sender().id == peer(1).id());
  const auto authentic = authenticate(*known, r.stream, r.rules);
  const auto fresh = admit(*authentic);
  REQUIRE(fresh);
  CHECK(bytes(fresh->payload().begin(), fresh->payload().end()) == plain("hello"));
  CHECK(fresh->header().kind == chatter);
  const auto proof = fresh->proof();
  REQUIRE(proof.has_value());
  const auto said = proven(*proof, peer(1).signing().public_key());
  REQUIRE(said.has_value());
  CHECK(*said == fresh->header());
  CHECK(proof->payload == hash_payload(plain("hello")));
}

TEST_CASE("what its sender sealed but may not send is refused by name") {
  receiver r;
  CHECK(r.open_with([](auto& h) { h.swarm = "letters"; }) == "wrong_swarm");
  CHECK(r.open_with([](auto& h) { h.recipient = peer(3).id(); }) == "wrong_recipient");
  CHECK(r.open_with([](auto& h) { h.topic = "gossip"; }) == "wrong_recipient");
  CHECK(r.open_with([](auto& h) { h.sender = peer(9).id(); }) == "unknown_peer");
  CHECK(r.open_with([](auto& h) { h.sequence = {}; }) == "replayed");
  CHECK(r.open(sealed(from_1_to_2(), 3)) == "bad_signature");
  CHECK(r.stream.seen() == replay_window{});
}

TEST_CASE("time is checked to the microsecond, on both sides") {
  receiver r;
  const auto at = [&r](microseconds ahead) {
    return r.open_with([ahead](auto& h) {
      h.time += ahead;
      h.sequence.value = static_cast<std::uint64_t>(seconds(100) / microseconds(1) + ahead.count());
    });
  };
  CHECK(at(seconds(60)) == "fresh");
  CHECK(at(seconds(60) + microseconds(1)) == "out_of_time");
  CHECK(at(-seconds(60) - microseconds(1)) == "out_of_time");
  receiver other;
  CHECK(other.open_with([](auto& h) { h.time -= seconds(60); }) == "fresh");
  const auto latest = wall_time(microseconds(std::int64_t{1} << 62U));
  CHECK(r.open_with([latest](auto& h) { h.time = latest; }) == "out_of_time");
  CHECK(r.open_with([](auto& h) { h.time = {}; }) == "out_of_time");
}

TEST_CASE("a deadline counts until it has passed") {
  receiver r;
  const auto due = [](auto& h) { h.deadline = noon + seconds(1); };
  CHECK(r.open_with(due, noon + seconds(1) + microseconds(1)) == "expired");
  CHECK(r.open_with(due, noon + seconds(1)) == "fresh");
}

TEST_CASE("the key of two hours ago or ahead is refused") {
  receiver r;
  const auto shifted = [&r](int hour, std::uint64_t number) {
    return r.open_with([hour, number](auto& h) {
      h.epoch = *first_epoch(noon + hours(hour));
      h.sequence = sequence_number{number};
    });
  };
  CHECK(shifted(-2, 1) == "wrong_epoch");
  CHECK(shifted(-1, 2) == "fresh");
  CHECK(shifted(1, 3) == "fresh");
  CHECK(shifted(2, 4) == "wrong_epoch");
}

TEST_CASE("the session vouches only after a signed envelope, and never for an update or a topic") {
  receiver r;
  std::uint64_t number = 0;
  const auto vouched = [&](message_kind kind) {
    return r.open_with([&](auto& h) {
      h.by = authentication::session;
      h.kind = kind;
      h.sequence = sequence_number{++number};
    });
  };
  CHECK(vouched(chatter) == "unsigned_first");
  CHECK(r.open_with([](auto& h) { h.sequence = sequence_number{100}; }) == "fresh");
  CHECK(vouched(chatter) == "fresh");
  CHECK(vouched(update) == "unsigned_update");
  CHECK(r.open_with([](auto& h) {
    h.by = authentication::session;
    h.topic = "rounds";
  }) == "unsigned_topic");
}

TEST_CASE("an envelope that the session vouches for proves nothing to others") {
  receiver r;
  CHECK(r.open(sealed(from_1_to_2())) == "fresh");
  auto h = from_1_to_2();
  h.by = authentication::session;
  h.sequence = sequence_number{2};
  auto frame = sealed(h);
  const auto framed = take_apart({frame}, r.rules);
  const auto timely = check_time(*framed, r.rules, noon);
  const auto known = identify(*timely, r.registry);
  const auto authentic = authenticate(*known, r.stream, r.rules);
  REQUIRE(authentic);
  const auto fresh = admit(*authentic);
  REQUIRE(fresh);
  CHECK_FALSE(fresh->proof().has_value());
}

TEST_CASE("a signed envelope with no room for its signature is refused") {
  receiver r;
  std::array<std::byte, envelope_header_max> buffer{};
  const auto h = from_1_to_2();
  const auto header = write_header(h, buffer);
  for (const std::size_t size : {0, 15, 16, 79}) {
    bytes body(size);
    if (size >= aead_tag_size) {
      REQUIRE(seal_in_place(aead_suite::xchacha20_poly1305, epoch_key(root_of_1_to_2(), h.epoch),
                            envelope_nonce(h.sequence, h.time), header, body));
    }
    bytes frame(header.begin(), header.end());
    frame.push_back(std::byte{0xc4});
    frame.push_back(static_cast<std::byte>(size));
    frame.insert(frame.end(), body.begin(), body.end());
    CHECK(r.open(frame) == (size < aead_tag_size ? "undecryptable" : "bad_signature"));
  }
}

TEST_CASE("the first thing that is wrong is the one that is named") {
  // Each of these is wrong in all the ways that are named after it; one after the other is put
  // right.
  receiver r;
  REQUIRE(r.registry.ban(peer(3).id()));
  auto h = from_1_to_2();
  h.swarm = "letters";
  h.recipient = peer(3).id();
  h.time = noon + hours(1);
  h.deadline = noon - seconds(1);
  h.epoch = *first_epoch(noon + hours(5));
  h.sender = peer(9).id();
  h.by = authentication::session;
  h.sequence = {};
  const auto version = [](bytes frame) {
    frame[1] = std::byte{2};
    return frame;
  };
  r.rules.frame_max = 100;
  CHECK(r.open(version(sealed(h))) == "oversized");
  r.rules.frame_max = 1000;
  CHECK(r.open(version(sealed(h))) == "wrong_version");
  CHECK(r.open(sealed(h)) == "wrong_swarm");
  h.swarm = swarm_name;
  CHECK(r.open(sealed(h)) == "wrong_recipient");
  h.recipient = peer(2).id();
  CHECK(r.open(sealed(h)) == "out_of_time");
  h.time = noon;
  CHECK(r.open(sealed(h)) == "expired");
  h.deadline = {};
  CHECK(r.open(sealed(h)) == "wrong_epoch");
  h.epoch = *first_epoch(noon);
  CHECK(r.open(sealed(h)) == "unknown_peer");
  h.sender = peer(3).id();
  CHECK(r.open(sealed(h)) == "banned");
  h.sender = peer(1).id();
  auto changed = sealed(h);
  changed.back() ^= std::byte{1};
  CHECK(r.open(changed) == "undecryptable");
  CHECK(r.open(sealed(h)) == "unsigned_first");
  h.by = authentication::signed_by_sender;
  CHECK(r.open(sealed(h, 3)) == "bad_signature");
  CHECK(r.open(sealed(h)) == "replayed");
  h.sequence = sequence_number{1};
  CHECK(r.open(sealed(h)) == "fresh");
}
