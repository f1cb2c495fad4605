#include "messages/security/octets.hpp"

#include <doctest/doctest.h>

#include <type_traits>
#include <utility>

#include "messages/security/keys.hpp"
#include "tests/messages/security/vectors.hpp"

using namespace starling::messages;

TEST_CASE("hexadecimal text goes there and back, and takes capitals") {
  const auto bytes = outside::hex("00017f80ff");
  CHECK(to_hex(bytes) == "00017f80ff");
  CHECK(outside::hex("ABCDEF") == outside::hex("abcdef"));
}

TEST_CASE("text that is no hexadecimal number of the right length is refused") {
  std::array<std::byte, 2> out{};
  CHECK(from_hex("0a1B", out));
  for (const auto* wrong : {"", "0a1", "0a1b2", "0a1b2c", "0a1g", "0x1b", " a1b", "0a1-"}) {
    CHECK_FALSE(from_hex(wrong, out));
  }
  CHECK_FALSE(octets_from_hex<peer_id>("00").has_value());
  CHECK(octets_from_hex<peer_id>(std::string(64, '1')).has_value());
}

TEST_CASE("octets are made of exactly as many bytes as they have") {
  CHECK_FALSE(signature::from(std::vector<std::byte>(63)).has_value());
  CHECK_FALSE(signature::from(std::vector<std::byte>(65)).has_value());
  CHECK(signature::from(std::vector<std::byte>(64)) == signature{});
}

TEST_CASE("octets are in the order of their bytes") {
  const auto low = *octets_from_hex<peer_id>("00" + std::string(62, 'f'));
  const auto high = *octets_from_hex<peer_id>("01" + std::string(62, '0'));
  CHECK(low < high);
  CHECK(low != high);
}

TEST_CASE("a secret is not copied by accident, and what it was moved from is wiped") {
  static_assert(!std::is_copy_constructible_v<signing_seed>);
  static_assert(!std::is_copy_assignable_v<signing_seed>);
  auto first = outside::counting<signing_seed>(1);
  const auto second = first.copy();
  const signing_seed third = std::move(first);
  CHECK(to_hex(third.bytes()) == to_hex(second.bytes()));
  CHECK(to_hex(first.bytes()) == std::string(64, '0'));  // NOLINT(bugprone-use-after-move)
  signing_seed fourth;
  auto source = third.copy();
  fourth = std::move(source);
  CHECK(to_hex(fourth.bytes()) == to_hex(third.bytes()));
  CHECK(to_hex(source.bytes()) == std::string(64, '0'));  // NOLINT(bugprone-use-after-move)
}
