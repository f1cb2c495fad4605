#include "messages/security/envelope/envelope_header.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "messages/types/random.hpp"
#include "tests/messages/security/peers.hpp"

using namespace starling::messages;
using outside::bytes;

namespace {

envelope_header example() {
  envelope_header h;
  h.swarm = "digits";
  h.kind = message_kind{300};
  h.by = authentication::session;
  h.compression = compression_id{2};
  h.session = session_tag{7};
  h.epoch = epoch_number{128'000'001};
  h.sender = outside::counting<peer_id>(0);
  h.recipient = outside::counting<peer_id>(64);
  h.sequence = sequence_number{1'800'000'000'000'001};
  h.time = outside::noon;
  h.deadline = outside::noon + std::chrono::seconds(2);
  h.correlation = correlation_id{5};
  return h;
}

bytes written(const envelope_header& h) {
  std::array<std::byte, envelope_header_max> buffer{};
  const auto out = write_header(h, buffer);
  return {out.begin(), out.end()};
}

/// A whole frame whose body, of less than 256 bytes, is all zeros.
bytes framed(const envelope_header& h, std::size_t body) {
  bytes out = written(h);
  out.push_back(std::byte{0xc4});
  out.push_back(static_cast<std::byte>(body));
  out.resize(out.size() + body);
  return out;
}

envelope_header random_header(random_source& random, const std::string& names) {
  const auto any = [&random] { return random() >> random.below(64); };
  envelope_header h;
  h.swarm = std::string_view(names).substr(0, random.below(65));
  h.kind.value = static_cast<std::uint16_t>(any());
  h.by = static_cast<authentication>(random.below(2));
  h.compression.value = static_cast<std::uint8_t>(any());
  h.session.value = any();
  h.epoch.value = static_cast<std::uint32_t>(any());
  h.sender = outside::counting<peer_id>(static_cast<unsigned>(random.below(256)));
  if (random.below(2) == 0) {
    h.recipient = outside::counting<peer_id>(static_cast<unsigned>(random.below(256)));
  } else {
    h.topic = std::string_view(names).substr(0, 1 + random.below(64));
  }
  h.sequence.value = any();
  h.time += std::chrono::microseconds(any() >> 2U);
  h.deadline += std::chrono::microseconds(any() >> 2U);
  h.correlation.value = any();
  return h;
}

}  // namespace

TEST_CASE("a header is encoded byte for byte as its page says") {
  CHECK(to_hex(written(example())) ==
        "9d"              // thirteen fields
        "01"              // version
        "a6646967697473"  // swarm
        "cd012c"          // kind
        "00"              // by: the session
        "02"              // compression
        "07"              // session
        "ce07a12001"      // epoch
        "c420000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        "c420404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
        "cf00066517289880"
        "01"                  // sequence
        "cf0006651728988000"  // time
        "cf00066517"
        "28b70480"  // deadline
        "05");      // correlation
  auto h = example();
  h.topic = "rounds";
  CHECK(to_hex(written(h)).find("1e1fa6726f756e6473cf") != std::string::npos);
}

TEST_CASE("a header goes there and back, and so does a frame") {
  random_source random(1);
  const std::string names(64, 'n');
  for (int i = 0; i < 20'000; ++i) {
    const auto h = random_header(random, names);
    const auto out = written(h);
    REQUIRE(!out.empty());
    const auto read = read_header(out);
    REQUIRE(read.has_value());
    REQUIRE(*read == h);
    const auto frame = framed(h, random.below(200));
    const auto taken = read_frame(frame);
    REQUIRE_FALSE(taken.refused.has_value());
    REQUIRE(taken.header == h);
    REQUIRE(taken.header_bytes.size() == out.size());
    REQUIRE(taken.body.size() == frame.size() - out.size() - 2);
  }
}

TEST_CASE("the largest header fits its limit, and longer names do not make one") {
  envelope_header h;
  const std::string name(64, 'x');
  h.swarm = name;
  h.topic = name;
  h.kind.value = 0xffff;
  h.compression.value = 0xff;
  h.session.value = h.sequence.value = h.correlation.value = ~std::uint64_t{0};
  h.epoch.value = ~std::uint32_t{0};
  h.time = h.deadline = wall_time(std::chrono::microseconds(std::int64_t{1} << 62U));
  CHECK(written(h).size() == 224);
  CHECK(written(h).size() <= envelope_header_max);
  REQUIRE(read_header(written(h)).has_value());
  const std::string longer(65, 'x');
  h.topic = longer;
  CHECK(written(h).empty());
  h.topic = name;
  h.swarm = longer;
  CHECK(written(h).empty());
  std::array<std::byte, 100> small{};
  CHECK(write_header(example(), small).empty());
}

TEST_CASE("another version is told apart from what is no header") {
  auto frame = framed(example(), 20);
  frame[1] = std::byte{2};
  CHECK(read_frame(frame).refused == envelope_refusal::wrong_version);
  frame[0] = std::byte{0x9e};  // whatever the other version has in it
  CHECK(read_frame(frame).refused == envelope_refusal::wrong_version);
  frame[1] = std::byte{1};
  CHECK(read_frame(frame).refused == envelope_refusal::malformed);
  CHECK(read_frame({}).refused == envelope_refusal::malformed);
}

TEST_CASE(
    "an unknown way to authenticate, a peer of 31 bytes and a topic without letters are refused") {
  const auto good = framed(example(), 20);
  auto wrong = good;
  const std::size_t by = 1 + 1 + 7 + 3;
  REQUIRE(wrong[by] == std::byte{0});
  wrong[by] = std::byte{2};
  CHECK(read_frame(wrong).refused == envelope_refusal::malformed);
  wrong = good;
  const std::size_t sender = by + 1 + 1 + 1 + 5;
  REQUIRE(wrong[sender] == std::byte{0xc4});
  wrong[sender + 1] = std::byte{31};
  wrong.erase(wrong.begin() + static_cast<std::ptrdiff_t>(sender) + 2);
  CHECK(read_frame(wrong).refused == envelope_refusal::malformed);
  wrong = good;
  const auto recipient = wrong.begin() + static_cast<std::ptrdiff_t>(sender) + 34;
  REQUIRE(*recipient == std::byte{0xc4});
  *recipient = std::byte{0xa0};
  wrong.erase(recipient + 1, recipient + 34);
  CHECK(read_frame(wrong).refused == envelope_refusal::malformed);
}

TEST_CASE("a cut or continued frame is refused") {
  const auto good = framed(example(), 20);
  CHECK_FALSE(read_frame(good).refused.has_value());
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK(read_frame(std::span(good).first(size)).refused == envelope_refusal::malformed);
  }
  auto longer = good;
  longer.push_back(std::byte{0});
  CHECK(read_frame(longer).refused == envelope_refusal::malformed);
  CHECK_FALSE(read_header(good).has_value());
}

TEST_CASE("any bytes are refused, or are what would be written for what was read") {
  random_source random(2);
  const std::string names(64, 'n');
  std::size_t read = 0;
  for (int i = 0; i < 100'000; ++i) {
    auto frame = written(random_header(random, names));
    for (std::uint64_t k = random.below(4); k > 0; --k) {
      frame[random.below(frame.size())] = static_cast<std::byte>(random.below(256));
    }
    const auto header = read_header(frame);
    if (!header) continue;
    ++read;
    REQUIRE(written(*header) == frame);
  }
  CHECK(read > 20'000);
}
