#include "messages/security/envelope/outbound_stream.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/messages/security/peers.hpp"

using namespace starling::messages;
using outside::bytes;
using outside::counting;
using outside::noon;
using outside::peer;

namespace {

struct sender {
  identity self = peer(1);
  outbound_stream stream;
  bytes buffer = bytes(1000);
  bytes payload = outside::plain("hello");

  sender() : stream(self, terms(), noon) {}
  static stream_terms terms() {
    return {"digits", session_tag{4}, aead_suite::xchacha20_poly1305, counting<key_material>(3)};
  }
  std::span<const std::byte> seal(wall_time now = noon, bool always_signed = false) {
    outgoing message{message_kind{1}, payload};
    message.always_signed = always_signed;
    const auto out = stream.seal(peer(2).id(), message, now, buffer);
    REQUIRE(out);
    return *out;
  }
  envelope_header header(wall_time now = noon, bool always_signed = false) {
    const auto read = read_frame(seal(now, always_signed));
    REQUIRE_FALSE(read.refused.has_value());
    return read.header;
  }
};

}  // namespace

TEST_CASE("the header says what was asked for, and the body can be opened with the epoch's key") {
  sender s;
  outgoing message{message_kind{77}, s.payload};
  message.compression = compression_id{3};
  message.deadline = noon + std::chrono::seconds(9);
  message.correlation = correlation_id{12};
  const auto out = s.stream.seal(peer(2).id(), message, noon, s.buffer);
  REQUIRE(out);
  CHECK(out->data() == s.buffer.data());
  const auto read = read_frame(*out);
  REQUIRE_FALSE(read.refused.has_value());
  const auto& h = read.header;
  CHECK(h.swarm == "digits");
  CHECK(h.kind == message_kind{77});
  CHECK(h.by == authentication::signed_by_sender);
  CHECK(h.compression == compression_id{3});
  CHECK(h.session == session_tag{4});
  CHECK(h.sender == peer(1).id());
  CHECK(h.recipient == peer(2).id());
  CHECK(h.topic.empty());
  CHECK(h.time == noon);
  CHECK(h.deadline == message.deadline);
  CHECK(h.correlation == message.correlation);
  bytes body(read.body.begin(), read.body.end());
  CHECK(open_in_place(aead_suite::xchacha20_poly1305, epoch_key(counting<key_material>(3), h.epoch),
                      envelope_nonce(h.sequence, h.time), read.header_bytes, body));
  body.resize(body.size() - aead_tag_size);
  CHECK(bytes(body.begin() + 64, body.end()) == s.payload);
}

TEST_CASE("the numbers begin at the time and rise by one") {
  sender s;
  const auto first = s.header().sequence;
  CHECK(first.value == 1'800'000'000'000'001);
  CHECK(s.header().sequence.value == first.value + 1);
  CHECK(s.header().sequence.value == first.value + 2);
  outbound_stream later(s.self, sender::terms(), noon + std::chrono::seconds(1));
  const auto out = later.seal(peer(2).id(), {message_kind{1}, s.payload}, noon, s.buffer);
  CHECK(read_frame(*out).header.sequence.value > first.value + 900'000);
}

TEST_CASE("the first envelope of each hour is signed, the others where it is asked for") {
  using std::chrono::hours;
  sender s;
  const auto by = [&s](wall_time now, bool always_signed = false) {
    return s.header(now, always_signed).by == authentication::signed_by_sender;
  };
  CHECK(by(noon));
  CHECK_FALSE(by(noon));
  CHECK(by(noon, true));
  CHECK_FALSE(by(noon));
  CHECK(by(noon + hours(1)));
  CHECK_FALSE(by(noon + hours(1)));
  s.stream.introduce_again();
  CHECK(by(noon + hours(1)));
  CHECK_FALSE(by(noon + hours(1)));
}

TEST_CASE("the epoch follows the hour and never goes back") {
  using std::chrono::hours;
  sender s;
  const auto first = s.header().epoch;
  CHECK(first == *first_epoch(noon));
  CHECK(s.header(noon + hours(3)).epoch == *first_epoch(noon + hours(3)));
  CHECK(s.header(noon + hours(2)).epoch == *first_epoch(noon + hours(3)));
}

TEST_CASE("a key seals 2^20 envelopes and then makes room for the next, which signs again") {
  sender s;
  s.payload.clear();
  const auto first = s.header();
  const outgoing message{message_kind{1}, s.payload};
  const peer_id to = peer(2).id();
  std::size_t failed = 0;
  for (std::uint64_t i = 1; i < envelopes_per_key_max; ++i) {
    failed += s.stream.seal(to, message, noon, s.buffer) ? 0 : 1;
  }
  CHECK(failed == 0);
  const auto next = s.header();
  CHECK(next.epoch == first.epoch + epoch_number{1});
  CHECK(next.by == authentication::signed_by_sender);
  CHECK(next.sequence.value == first.sequence.value + envelopes_per_key_max);
  CHECK(s.header().by == authentication::session);
}

TEST_CASE("what is for a topic is always signed") {
  sender s;
  for (int i = 0; i < 3; ++i) {
    const auto out = s.stream.seal("rounds", {message_kind{1}, s.payload}, noon, s.buffer);
    REQUIRE(out);
    const auto h = read_frame(*out).header;
    CHECK(h.by == authentication::signed_by_sender);
    CHECK(h.topic == "rounds");
  }
  const std::string longer(65, 't');
  for (const std::string& topic : {std::string(), longer}) {
    const auto out = s.stream.seal(topic, {message_kind{1}, s.payload}, noon, s.buffer);
    CHECK(out.error() == envelope_refusal::bad_topic);
  }
}

TEST_CASE("what does not fit is refused, uses up no number and is not the first") {
  sender s;
  s.payload = bytes(500);
  const auto whole = s.seal().size();
  const auto before = s.header().sequence;
  s.stream.introduce_again();
  for (std::size_t room = 0; room < whole; ++room) {
    const auto out = s.stream.seal(peer(2).id(), {message_kind{1}, s.payload}, noon,
                                   std::span(s.buffer).first(room));
    REQUIRE_FALSE(out);
    CHECK(out.error() == envelope_refusal::no_room);
  }
  const auto h = s.header();
  CHECK(h.sequence.value == before.value + 1);
  CHECK(h.by == authentication::signed_by_sender);
}

TEST_CASE("an envelope adds no more than its stated overhead") {
  identity self = peer(1);
  const std::string name(64, 's');
  auto terms = sender::terms();
  terms.swarm = name;
  terms.session = session_tag{~std::uint64_t{0}};
  outbound_stream stream(self, std::move(terms), noon);
  const bytes payload(70'000);
  bytes buffer(payload.size() + envelope_overhead_max);
  outgoing message{message_kind{0xffff}, payload};
  message.correlation = correlation_id{~std::uint64_t{0}};
  message.deadline = noon;
  CHECK(stream.seal(name, message, noon, buffer));
}

TEST_CASE("before 1970 there is no key") {
  sender s;
  const auto out = s.stream.seal(peer(2).id(), {message_kind{1}, s.payload},
                                 wall_time(std::chrono::microseconds(-1)), s.buffer);
  CHECK(out.error() == envelope_refusal::exhausted);
}
