#include "messages/types/byte_array.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "messages/types/random.hpp"

using namespace starling::messages;

namespace {

using eight = byte_array<struct eight_tag, 8>;
using key = byte_array<struct key_tag, 32>;

key drawn(random_source& random) {
  key k;
  for (auto& b : k.bytes) b = static_cast<std::uint8_t>(random() >> 60U);  // few values: ties
  return k;
}

}  // namespace

TEST_CASE("byte arrays are ordered as their bytes are, unsigned, the first byte first") {
  random_source random(3);
  for (int i = 0; i < 2000; ++i) {
    auto a = drawn(random);
    auto b = drawn(random);
    const auto equal_up_to = static_cast<std::ptrdiff_t>(random.below(33));
    std::copy_n(a.bytes.begin(), equal_up_to, b.bytes.begin());
    CHECK((a < b) == std::lexicographical_compare(a.bytes.begin(), a.bytes.end(), b.bytes.begin(),
                                                  b.bytes.end()));
    CHECK((a == b) == (a.bytes == b.bytes));
  }
  CHECK(eight{{0x80}} > eight{{0x7f, 0xff}});
}

TEST_CASE("the prefix of a byte array has the order of its first eight bytes") {
  CHECK(eight{{1, 2, 3, 4, 5, 6, 7, 8}}.prefix() == 0x0102030405060708U);
  CHECK(eight{{0xff}}.prefix() > eight{{0xfe, 0xff}}.prefix());
}

TEST_CASE("a byte array prints as hexadecimal digits, all or the first few") {
  CHECK(hex(eight{{0, 0x0f, 0xf0, 0xab}}) == "000ff0ab00000000");
  CHECK(hex(eight{{0, 0x0f, 0xf0, 0xab}}, 3) == "000ff0");
  CHECK(hex(eight{}, 99).size() == 16);
}
