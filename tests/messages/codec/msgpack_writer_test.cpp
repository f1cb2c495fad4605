#include "messages/codec/msgpack_writer.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

using namespace starling::messages;

namespace {

/// What `write` writes, in hexadecimal; "-" after an error.
template <class Write>
std::string hex(const Write& write) {
  std::vector<std::byte> room(70'000);
  msgpack_writer out(room);
  write(out);
  if (!out.ok()) return "-";
  std::string text;
  for (const std::byte b : out.written()) {
    constexpr const char* digits = "0123456789abcdef";
    text += digits[std::to_integer<unsigned>(b) >> 4U];
    text += digits[std::to_integer<unsigned>(b) & 15U];
  }
  return text;
}

}  // namespace

TEST_CASE("each value is written in its shortest form") {
  const auto number = [](std::int64_t n) {
    return hex([n](msgpack_writer& out) { out.signed_number(n); });
  };
  CHECK(number(0) == "00");
  CHECK(number(127) == "7f");
  CHECK(number(128) == "cc80");
  CHECK(number(255) == "ccff");
  CHECK(number(256) == "cd0100");
  CHECK(number(65'536) == "ce00010000");
  CHECK(number(1LL << 32U) == "cf0000000100000000");
  CHECK(number(-1) == "ff");
  CHECK(number(-32) == "e0");
  CHECK(number(-33) == "d0df");
  CHECK(number(-128) == "d080");
  CHECK(number(-129) == "d1ff7f");
  CHECK(number(-32'769) == "d2ffff7fff");
  CHECK(number(std::numeric_limits<std::int64_t>::min()) == "d38000000000000000");
  CHECK(hex([](auto& out) { out.text("a"); }) == "a161");
  CHECK(hex([](auto& out) { out.array(3); }) == "93");
  CHECK(hex([](auto& out) { out.array(16); }) == "dc0010");
  CHECK(hex([](auto& out) { out.map(1U << 16U); }) == "df00010000");
}

TEST_CASE("a real is a float 64 with every bit kept, whole numbers and -0 too") {
  CHECK(hex([](auto& out) { out.real(3); }) == "cb4008000000000000");
  CHECK(hex([](auto& out) { out.real(-0.0); }) == "cb8000000000000000");
  CHECK(hex([](auto& out) { out.real32(0.5F); }) == "ca3f000000");
}

TEST_CASE("space for bytes can be filled in place") {
  CHECK(hex([](auto& out) { out.binary_space(2)[1] = std::byte{7}; }) == "c4020007");
  CHECK(hex([](auto& out) { out.extension_space(-1, 4)[0] = std::byte{9}; }) == "d6ff09000000");
}

TEST_CASE("what does not fit is refused once and for all, and nothing is written past the end") {
  std::array<std::byte, 6> room{};
  msgpack_writer out(std::span<std::byte>(room).first(4));
  out.unsigned_number(300);
  CHECK(out.size() == 3);
  out.unsigned_number(300);
  CHECK(out.error() == codec_refusal::too_long);
  out.nil();
  CHECK(out.size() == 0);
  CHECK(out.written().empty());
  CHECK(out.binary_space(1).empty());
  CHECK(room[4] == std::byte{0});
}

TEST_CASE("every message of n bytes fits n bytes and no fewer") {
  const auto message = [](msgpack_writer& out) {
    out.array(4);
    out.text("0123456789012345678901234567890123");
    out.real(1);
    out.extension(5, {});
    out.signed_number(-70'000);
  };
  std::array<std::byte, 200> room{};
  msgpack_writer roomy(room);
  message(roomy);
  const std::size_t size = roomy.size();
  REQUIRE(size > 40);
  for (std::size_t n = 0; n <= size; ++n) {
    msgpack_writer out(std::span<std::byte>(room).first(n));
    message(out);
    CHECK(out.ok() == (n == size));
  }
}

TEST_CASE("lengths beyond 32 bits are refused") {
  if constexpr (sizeof(std::size_t) > 4) {
    CHECK(hex([](auto& out) { out.array(std::size_t{1} << 32U); }) == "-");
    CHECK(hex([](auto& out) { out.map(std::size_t{1} << 32U); }) == "-");
    CHECK(hex([](auto& out) { static_cast<void>(out.binary_space(std::size_t{1} << 32U)); }) ==
          "-");
  }
}
