#include "transports/datagram/datagram_format.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "messages/types/random.hpp"

using namespace starling::transports;
using starling::messages::random_source;

namespace {

using bytes = std::vector<std::byte>;

bytes random_bytes(std::size_t size, random_source& random) {
  bytes out(size);
  for (auto& b : out) b = static_cast<std::byte>(random());
  return out;
}

}  // namespace

TEST_CASE("a fragment has its bytes where the document says") {
  const bytes payload = {std::byte{0xaa}, std::byte{0xbb}};
  bytes out;
  encode(datagram_head{datagram_kind::data, false, 0x0807060504030201U, 0x0d0c0b0aU, 0},
         fragment{0x14131211U, 0x24232221U, 0, 2, payload, true}, out);
  const std::array<unsigned char, 38> expected = {
      0xd1, 0x85, 18,   0, 1, 2, 3, 4,    5,    6,    7,    8,    0x0a,
      0x0b, 0x0c, 0x0d, 0, 0, 0, 0, 0x11, 0x12, 0x13, 0x14, 0x21, 0x22,
      0x23, 0x24, 0,    0, 0, 0, 2, 0,    0,    0,    0xaa, 0xbb};
  REQUIRE(out.size() == expected.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    CHECK(std::to_integer<unsigned>(out[i]) == expected[i]);
  }
}

TEST_CASE("what is encoded is decoded as the same") {
  random_source random(1);
  for (int i = 0; i < 1000; ++i) {
    const auto size = static_cast<std::uint32_t>(random.below(10'000));
    const auto fragments = size == 0 ? 1 : (size + fragment_max - 1) / fragment_max;
    const auto offset = static_cast<std::uint32_t>(random.below(fragments) * fragment_max);
    const auto payload = random_bytes(std::min<std::size_t>(fragment_max, size - offset), random);
    const datagram_head head{datagram_kind::data, i % 2 == 0, random(),
                             static_cast<std::uint32_t>(random()),
                             static_cast<std::uint32_t>(random())};
    const fragment sent{static_cast<std::uint32_t>(random()),
                        static_cast<std::uint32_t>(random()),
                        offset,
                        size,
                        payload,
                        i % 2 == 0};
    bytes out;
    encode(head, sent, out);
    CHECK(out.size() <= datagram_max);
    const auto d = decode_datagram(out);
    REQUIRE(d);
    CHECK(d->head == head);
    const auto f = decode_fragment(*d);
    REQUIRE(f);
    CHECK(f->sequence == sent.sequence);
    CHECK(f->message == sent.message);
    CHECK(f->offset == sent.offset);
    CHECK(f->size == sent.size);
    CHECK(bytes(f->payload.begin(), f->payload.end()) == payload);
  }
}

TEST_CASE("a fragment whose numbers disagree is nothing") {
  const auto decoded = [](std::uint32_t offset, std::uint32_t size, std::size_t payload) {
    const bytes content(payload);
    bytes out;
    encode(datagram_head{}, fragment{1, 1, offset, size, content, false}, out);
    const auto d = decode_datagram(out);
    return d && decode_fragment(*d);
  };
  CHECK(decoded(0, 10, 10));
  CHECK(decoded(0, 0, 0));
  CHECK(decoded(fragment_max, fragment_max + 1, 1));
  CHECK_FALSE(decoded(0, 10, 9));
  CHECK_FALSE(decoded(0, 10, 11));
  CHECK_FALSE(decoded(10, 10, 0));
  CHECK_FALSE(decoded(1, 10, 9));
  CHECK_FALSE(decoded(2 * fragment_max, fragment_max, 0));
  CHECK_FALSE(decoded(0, 5000, fragment_max - 1));
}

TEST_CASE("any bytes are a datagram or nothing") {
  random_source random(2);
  int datagrams = 0;
  for (int i = 0; i < 100'000; ++i) {
    auto b = random_bytes(random.below(60), random);
    if (b.size() >= 4 && i % 2 == 0) {
      b[0] = std::byte{datagram_version};
      b[1] = static_cast<std::byte>(random.below(12));
      b[2] = static_cast<std::byte>(b.size() - datagram_head_size);
      b[3] = std::byte{0};
    }
    const auto d = decode_datagram(b);
    if (!d) continue;
    ++datagrams;
    if (const auto f = decode_fragment(*d)) CHECK(f->payload.size() <= fragment_max);
    if (const auto a = decode_acknowledgement(*d)) CHECK(a->bitmap.size() <= ack_bitmap_max);
  }
  CHECK(datagrams > 1000);
  CHECK_FALSE(decode_datagram(bytes(datagram_max + 1)));
}

TEST_CASE("short numbers are read near the long one that is expected") {
  CHECK(unwrap(5, 3) == 5);
  CHECK(unwrap(0xffffffffU, 0x1'0000'0005U) == 0xffffffffU);
  CHECK(unwrap(2, 0xffffffffU) == 0x1'0000'0002U);
  CHECK_FALSE(unwrap(0xffffffffU, 3));
}
