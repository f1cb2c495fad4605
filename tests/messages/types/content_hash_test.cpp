#include "messages/types/content_hash.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string_view>

using starling::messages::content_hash;

namespace {

void add_text(content_hash& hash, std::string_view text) {
  hash.add(std::as_bytes(std::span<const char>(text)));
}

constexpr std::string_view of_nothing =
    "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
constexpr std::string_view of_abc =
    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";

}  // namespace

TEST_CASE("it is BLAKE2b with 256 bits: known answers of nothing and of abc") {
  content_hash nothing;
  CHECK(nothing.hex() == of_nothing);
  content_hash abc;
  add_text(abc, "abc");
  CHECK(abc.hex() == of_abc);
}

TEST_CASE("the pieces in which bytes come do not matter, and asking changes nothing") {
  content_hash hash;
  add_text(hash, "a");
  CHECK(hash.hex() != of_abc);
  add_text(hash, "");
  add_text(hash, "bc");
  CHECK(hash.hex() == of_abc);
  CHECK(hash.hex() == of_abc);
}

TEST_CASE("a number is eight bytes, little endian") {
  content_hash number;
  number.add(std::uint64_t{0x0102030405060708});
  content_hash bytes;
  add_text(bytes, "\x08\x07\x06\x05\x04\x03\x02\x01");
  CHECK(number.hex() == bytes.hex());
  CHECK(number.hex() == "629ede7a57f270a48d154690851104b954ebaaa0099ef7f879099643e2ebf872");
}
