#include "transports/datagram/datagram_gate.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "messages/types/random.hpp"
#include "transports/datagram/datagram_session.hpp"

using namespace std::chrono_literals;
using namespace starling::transports;
using starling::messages::time_point;

namespace {

using bytes = std::vector<std::byte>;

constexpr time_point start = time_point{} + 1h;
const bytes alice = {std::byte{1}, std::byte{2}};
const bytes mallory = {std::byte{1}, std::byte{3}};
const datagram_gate gate({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

bytes hello(std::uint64_t nonce) {
  auto session = datagram_session::client({}, nonce, start);
  datagram_effects out;
  session.step(deadline_passed{}, start, out);
  return out.bytes;
}

/// What a client that asked with `nonce` says to a challenge.
bytes open_after(std::uint64_t nonce, const bytes& challenge) {
  auto session = datagram_session::client({}, nonce, start);
  datagram_effects out;
  session.step(datagram_heard{challenge}, start, out);
  return out.bytes;
}

}  // namespace

TEST_CASE("a session is granted to who answers from the address that asked") {
  const auto challenge = gate.hear(hello(7), alice, start);
  REQUIRE_FALSE(challenge.reply.empty());
  CHECK_FALSE(challenge.granted);
  const auto open = open_after(7, challenge.reply);
  CHECK(gate.hear(open, alice, start).granted);
  CHECK_FALSE(gate.hear(open, mallory, start).granted);
  CHECK(gate.hear(open, mallory, start).refused);
}

TEST_CASE("an answer is never longer than the question") {
  starling::messages::random_source random(3);
  CHECK(gate.hear(hello(7), alice, start).reply.size() <= hello(7).size());
  for (int i = 0; i < 20'000; ++i) {
    bytes b(random.below(64));
    for (auto& x : b) x = static_cast<std::byte>(random());
    if (b.size() > 4) {
      b[0] = std::byte{datagram_version};
      b[1] = static_cast<std::byte>(random.below(12));
      b[2] = static_cast<std::byte>(b.size() - datagram_head_size);
      b[3] = std::byte{0};
    }
    const auto a = gate.hear(b, alice, start);
    CHECK(a.reply.size() <= b.size());
    CHECK_FALSE(a.granted);
  }
}

TEST_CASE("a cookie opens for its lifetime and for no more than two") {
  const auto open = open_after(7, gate.hear(hello(7), alice, start).reply);
  CHECK(gate.hear(open, alice, start + datagram_gate::cookie_lifetime).granted);
  CHECK_FALSE(gate.hear(open, alice, start + 2 * datagram_gate::cookie_lifetime).granted);
}

TEST_CASE("data of no session is answered by unknown, and unknown by nothing") {
  bytes data;
  encode(datagram_head{datagram_kind::data, false, 99, 0, 0}, fragment{}, data);
  const auto a = gate.hear(data, alice, start);
  const auto d = decode_datagram(a.reply);
  REQUIRE(d);
  CHECK(d->head.kind == datagram_kind::unknown);
  CHECK(d->head.token == 99);
  CHECK(gate.hear(a.reply, alice, start).reply.empty());
}
