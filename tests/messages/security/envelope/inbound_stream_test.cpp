#include "messages/security/envelope/inbound_stream.hpp"

#include <doctest/doctest.h>

#include <array>

#include "tests/messages/security/peers.hpp"

using namespace starling::messages;
using outside::bytes;
using outside::counting;

namespace {

constexpr auto suite = aead_suite::xchacha20_poly1305;

struct sealed_example {
  envelope_header header;
  std::array<std::byte, envelope_header_max> buffer{};
  std::span<const std::byte> header_bytes;
  bytes body;
};

sealed_example sealed(std::uint64_t number, std::uint32_t epoch, authentication by) {
  sealed_example out;
  out.header.swarm = "digits";
  out.header.sequence = sequence_number{number};
  out.header.epoch = epoch_number{epoch};
  out.header.by = by;
  out.header.time = outside::noon;
  const auto size = write_header(out.header, out.buffer).size();
  out.body = bytes(10 + aead_tag_size);
  REQUIRE(seal_in_place(suite, epoch_key(counting<key_material>(3), out.header.epoch),
                        envelope_nonce(out.header.sequence, out.header.time),
                        std::span(out.buffer).first(size), out.body));
  return out;
}

bool opens(const inbound_stream& stream, sealed_example example) {
  std::array<std::byte, envelope_header_max> again{};
  const auto header_bytes = write_header(example.header, again);
  return stream.open(example.header, header_bytes, example.body);
}

constexpr auto by_session = authentication::session;
constexpr auto by_signature = authentication::signed_by_sender;

}  // namespace

TEST_CASE("a stream opens every epoch of its root, whichever was taken last") {
  inbound_stream stream(suite, counting<key_material>(3));
  for (const std::uint32_t epoch : {5, 6, 5, 7}) {
    const auto one = sealed(epoch, epoch, by_session);
    CHECK(opens(stream, one));
    static_cast<void>(stream.take(one.header));
    CHECK(opens(stream, one));
  }
  const inbound_stream other(suite, counting<key_material>(4));
  CHECK_FALSE(opens(other, sealed(1, 5, by_session)));
}

TEST_CASE("another epoch, number or time than it was sealed with does not open") {
  const inbound_stream stream(suite, counting<key_material>(3));
  auto wrong = sealed(1, 5, by_session);
  wrong.header.epoch = epoch_number{6};
  CHECK_FALSE(opens(stream, wrong));
  wrong = sealed(1, 5, by_session);
  wrong.header.sequence = sequence_number{2};
  CHECK_FALSE(opens(stream, wrong));
  wrong = sealed(1, 5, by_session);
  wrong.header.time += std::chrono::microseconds(1);
  CHECK_FALSE(opens(stream, wrong));
}

TEST_CASE("opening changes nothing; taking counts once and a signed one introduces") {
  inbound_stream stream(suite, counting<key_material>(3));
  const auto first = sealed(8, 5, by_signature);
  CHECK(opens(stream, first));
  CHECK(stream.seen() == replay_window{});
  CHECK_FALSE(stream.introduced());
  const auto vouched = sealed(7, 5, by_session);
  CHECK(stream.take(vouched.header));
  CHECK_FALSE(stream.introduced());
  CHECK(stream.take(first.header));
  CHECK(stream.introduced());
  CHECK_FALSE(stream.take(first.header));
  CHECK(stream.seen().highest() == 8);
}

TEST_CASE("what was seen before a restart is not taken after it") {
  inbound_stream before(suite, counting<key_material>(3));
  CHECK(before.take(sealed(8, 5, by_signature).header));
  inbound_stream after(suite, counting<key_material>(3));
  after.restore(before.seen());
  CHECK_FALSE(after.take(sealed(8, 5, by_signature).header));
  CHECK(after.take(sealed(9, 5, by_signature).header));
}
