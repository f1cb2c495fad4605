#include "messages/codec/msgpack_reader.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "messages/types/random.hpp"

using namespace starling::messages;

namespace {

std::vector<std::byte> bytes(std::initializer_list<unsigned> values) {
  std::vector<std::byte> out;
  for (const unsigned v : values) out.push_back(static_cast<std::byte>(v));
  return out;
}

/// Why `read` refuses these bytes.
template <class Read>
codec_refusal why(const std::vector<std::byte>& from, const Read& read,
                  msgpack_forms forms = msgpack_forms::minimal) {
  msgpack_reader in(from, forms);
  read(in);
  return in.error();
}

constexpr auto any_number = [](msgpack_reader& in) {
  static_cast<void>(in.peek() == msgpack_kind::signed_number
                        ? in.signed_number()
                        : static_cast<std::int64_t>(in.unsigned_number()));
};
constexpr auto skipped = [](msgpack_reader& in) { in.skip(); };

/// `depth` arrays inside each other.
std::vector<std::byte> nested(std::size_t depth) {
  std::vector<std::byte> out(depth, std::byte{0x91});
  out.push_back(std::byte{0xc0});
  return out;
}

}  // namespace

TEST_CASE("a longer form of the same value is refused, unless any form is asked for") {
  for (const auto& longer : {bytes({0xcc, 0x7f}),
                             bytes({0xcd, 0, 0xff}),
                             bytes({0xce, 0, 0, 0xff, 0xff}),
                             bytes({0xcf, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}),
                             bytes({0xd0, 0xe0}),
                             bytes({0xd0, 5}),
                             bytes({0xd1, 0xff, 0x80}),
                             bytes({0xd2, 0xff, 0xff, 0x80, 0}),
                             bytes({0xd3, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0, 0}),
                             bytes({0xd9, 1, 'a'}),
                             bytes({0xda, 0, 1, 'a'}),
                             bytes({0xdb, 0, 0, 0, 1, 'a'}),
                             bytes({0xc5, 0, 1, 'a'}),
                             bytes({0xc6, 0, 0, 0, 1, 'a'}),
                             bytes({0xdc, 0, 1, 5}),
                             bytes({0xdd, 0, 0, 0, 1, 5}),
                             bytes({0xde, 0, 0}),
                             bytes({0xdf, 0, 0, 0, 0}),
                             bytes({0xc7, 1, 7, 'a'}),
                             bytes({0xc8, 0, 3, 7, 1, 2, 3}),
                             bytes({0xc9, 0, 0, 0, 0, 7})}) {
    CHECK(why(longer, skipped) == codec_refusal::not_minimal);
    CHECK(why(longer, skipped, msgpack_forms::any) == codec_refusal::none);
  }
}

TEST_CASE("numbers come within bounds or are refused") {
  const auto minus_one = bytes({0xff});
  msgpack_reader in(minus_one);
  CHECK(in.signed_number() == -1);
  const auto at_most_9 = [](auto& r) { r.unsigned_number(9); };
  CHECK(why(bytes({9}), at_most_9) == codec_refusal::none);
  CHECK(why(bytes({10}), at_most_9) == codec_refusal::out_of_range);
  CHECK(why(bytes({0xff}), at_most_9) == codec_refusal::out_of_range);
  CHECK(why(bytes({0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0}), [](auto& r) { r.signed_number(); }) ==
        codec_refusal::out_of_range);
  CHECK(why(bytes({0xf0}), [](auto& r) { r.signed_number(-15, 15); }) ==
        codec_refusal::out_of_range);
  CHECK(why(bytes({0xcb, 0, 0, 0, 0, 0, 0, 0, 0}), at_most_9) == codec_refusal::wrong_type);
}

TEST_CASE("another type than the one asked for is refused, and a byte that starts no value") {
  CHECK(why(bytes({0xc0}), any_number) == codec_refusal::wrong_type);
  CHECK(why(bytes({0xa0}), [](auto& r) { r.binary(); }) == codec_refusal::wrong_type);
  CHECK(why(bytes({0xca, 0, 0, 0, 0}), [](auto& r) { r.real(); }) == codec_refusal::wrong_type);
  CHECK(why(
            bytes({0xca, 0, 0, 0, 0}), [](auto& r) { r.real(); }, msgpack_forms::any) ==
        codec_refusal::none);
  CHECK(why(bytes({0xc1}), skipped) == codec_refusal::wrong_type);
  CHECK(why({}, skipped) == codec_refusal::truncated);
}

TEST_CASE("no length is believed before as many bytes are there") {
  CHECK(why(bytes({0xdd, 0xff, 0xff, 0xff, 0xff, 0}), [](auto& r) { r.array(); }) ==
        codec_refusal::truncated);
  CHECK(why(bytes({0x82, 0, 0, 0}), [](auto& r) { r.map(); }) == codec_refusal::truncated);
  CHECK(why(bytes({0xc6, 0xff, 0xff, 0xff, 0xff, 0}), [](auto& r) { r.binary(); }) ==
        codec_refusal::truncated);
  CHECK(why(bytes({0x93, 0, 0, 0}), [](auto& r) { r.array(2); }) == codec_refusal::too_long);
  CHECK(why(bytes({0xa3, 'a', 'b', 'c'}), [](auto& r) { r.text(2); }) == codec_refusal::too_long);
  CHECK(why(bytes({0xc4, 1, 5}), [](auto& r) { r.binary(0); }) == codec_refusal::too_long);
}

TEST_CASE("skip steps over 32 containers in each other and refuses the 33rd") {
  CHECK(why(nested(32), skipped) == codec_refusal::none);
  CHECK(why(nested(33), skipped) == codec_refusal::too_deep);
  CHECK(why(nested(100'000), skipped) == codec_refusal::too_deep);
  // Empty containers have nothing in them, however deep.
  const auto flat = bytes({0x92, 0x81, 0xa1, 'k', 0x90, 0xc4, 2, 0, 0, 7});
  msgpack_reader in(flat);
  in.skip();
  CHECK(in.position() == 9);
  CHECK(in.unsigned_number() == 7);
  in.finish();
  CHECK(in.ok());
}

TEST_CASE("the first error stays, and what is read after it is empty") {
  const auto from = bytes({0x01, 0xa1, 'a', 0x05, 0xc3});
  msgpack_reader in(from);
  CHECK(in.text().empty());
  CHECK(in.error() == codec_refusal::wrong_type);
  CHECK(in.unsigned_number() == 0);
  CHECK_FALSE(in.boolean());
  CHECK(in.array() == 0);
  in.finish();
  in.refuse(codec_refusal::wrong_version);
  CHECK(in.error() == codec_refusal::wrong_type);
  CHECK(in.peek() == msgpack_kind::none);
}

TEST_CASE("bytes after the last value are refused") {
  const auto from = bytes({0xc3, 0xc3});
  msgpack_reader in(from);
  CHECK(in.boolean());
  in.finish();
  CHECK(in.error() == codec_refusal::trailing_bytes);
}

TEST_CASE("any bytes give values or a refusal, and the reader never goes back or past the end") {
  random_source random(4);
  std::vector<std::byte> noise;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < 200'000; ++i) {
    noise.resize(random.below(40));
    for (auto& b : noise) b = static_cast<std::byte>(random() & 0xffU);
    for (const auto forms : {msgpack_forms::minimal, msgpack_forms::any}) {
      msgpack_reader in(noise, forms);
      while (in.ok() && in.remaining() > 0) {
        const std::size_t before = in.position();
        in.skip();
        REQUIRE(in.position() <= noise.size());
        REQUIRE(in.position() > before);
      }
      refused += in.ok() ? 0 : 1;
    }
  }
  CHECK(refused > 100'000);
  CHECK(refused < 400'000);
}
