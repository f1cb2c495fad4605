#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <msgpack.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "messages/codec/msgpack_reader.hpp"
#include "messages/codec/msgpack_writer.hpp"
#include "messages/types/random.hpp"

// Ours against msgpack-c: the same bytes for a million random values.

using namespace starling::messages;
using k = msgpack_kind;

namespace {

/// One value without what is inside it.
struct value {
  msgpack_kind kind = k::nil;
  std::uint64_t number =
      0;  ///< Or its bits; of an array or a map the size, of extensions the type.
  std::string bytes{};

  bool operator==(const value&) const = default;
};

std::span<const std::byte> bytes_of(const value& v) {
  return std::as_bytes(std::span(v.bytes.data(), v.bytes.size()));
}

/// Each magnitude is as likely as another, so that all forms come up; often one beside a power
/// of 2.
std::uint64_t any_magnitude(random_source& random) {
  const std::uint64_t power = std::uint64_t{1} << random.below(64);
  return random.below(2) == 0 ? power - 1 + random.below(2) : (random() & (power - 1)) | power;
}

/// On both sides of every step in how a length is written.
std::size_t any_length(random_source& random) {
  constexpr std::size_t steps[] = {0, 1, 2, 4, 8, 15, 16, 17, 31, 32, 255, 256};
  const std::uint64_t rare = random.below(10'000);
  if (rare == 0) return 65'535 + random.below(2);
  return rare < 100 ? 256 + random.below(1000) : steps[random.below(std::size(steps))];
}

/// msgpack-c packs whole numbers as integers; reals on our wire stay reals.
bool whole(double x) {
  return std::isfinite(x) && std::trunc(x) == x;
}

value random_value(random_source& random) {
  value v{static_cast<k>(1 + random.below(11))};
  switch (v.kind) {
    case k::nil:
      break;
    case k::boolean:
      v.number = random.below(2);
      break;
    case k::unsigned_number:
      v.number = any_magnitude(random);
      break;
    case k::signed_number:
      v.number = ~(any_magnitude(random) >> 1U);
      break;
    case k::real32: {
      const auto bits = static_cast<std::uint32_t>(random());
      v.number = whole(static_cast<double>(std::bit_cast<float>(bits))) ? 0x3dcccccdU : bits;
      break;
    }
    case k::real: {
      const std::uint64_t bits = random();
      v.number = whole(std::bit_cast<double>(bits)) ? std::bit_cast<std::uint64_t>(0.1) : bits;
      break;
    }
    case k::array:
    case k::map:
      v.number = any_magnitude(random) & 0xffffffU;
      break;
    default:
      v.bytes.assign(any_length(random), static_cast<char>(random()));
      if (v.kind == k::extension) v.number = random.below(256);
  }
  return v;
}

void write(msgpack_writer& out, const value& v) {
  switch (v.kind) {
    case k::nil:
      return out.nil();
    case k::boolean:
      return out.boolean(v.number != 0);
    case k::unsigned_number:
      return out.unsigned_number(v.number);
    case k::signed_number:
      return out.signed_number(static_cast<std::int64_t>(v.number));
    case k::real32:
      return out.real32(std::bit_cast<float>(static_cast<std::uint32_t>(v.number)));
    case k::real:
      return out.real(std::bit_cast<double>(v.number));
    case k::text:
      return out.text(v.bytes);
    case k::binary:
      return out.binary(bytes_of(v));
    case k::array:
      return out.array(v.number);
    case k::map:
      return out.map(v.number);
    case k::extension:
      return out.extension(static_cast<std::int8_t>(v.number), bytes_of(v));
    case k::none:
      FAIL("no value");
  }
}

void pack(msgpack::packer<msgpack::sbuffer>& out, const value& v) {
  const auto size = static_cast<std::uint32_t>(v.kind >= k::array ? v.number : v.bytes.size());
  switch (v.kind) {
    case k::nil:
      out.pack_nil();
      break;
    case k::boolean:
      v.number != 0 ? out.pack_true() : out.pack_false();
      break;
    case k::unsigned_number:
      out.pack_uint64(v.number);
      break;
    case k::signed_number:
      out.pack_int64(static_cast<std::int64_t>(v.number));
      break;
    case k::real32:
      out.pack_float(std::bit_cast<float>(static_cast<std::uint32_t>(v.number)));
      break;
    case k::real:
      out.pack_double(std::bit_cast<double>(v.number));
      break;
    case k::text:
      out.pack_str(size).pack_str_body(v.bytes.data(), size);
      break;
    case k::binary:
      out.pack_bin(size).pack_bin_body(v.bytes.data(), size);
      break;
    case k::array:
      out.pack_array(size);
      break;
    case k::map:
      out.pack_map(size);
      break;
    case k::extension:
      out.pack_ext(v.bytes.size(), static_cast<std::int8_t>(v.number));
      out.pack_ext_body(v.bytes.data(), static_cast<std::uint32_t>(v.bytes.size()));
      break;
    case k::none:
      FAIL("no value");
  }
}

value read(msgpack_reader& in) {
  value v{in.peek()};
  const auto keep = [&v](std::span<const std::byte> bytes) {
    v.bytes.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  switch (v.kind) {
    case k::nil:
      in.nil();
      break;
    case k::boolean:
      v.number = in.boolean() ? 1 : 0;
      break;
    case k::unsigned_number:
      v.number = in.unsigned_number();
      break;
    case k::signed_number:
      v.number = static_cast<std::uint64_t>(in.signed_number());
      break;
    case k::real32:
      v.number = std::bit_cast<std::uint32_t>(in.real32());
      break;
    case k::real:
      v.number = std::bit_cast<std::uint64_t>(in.real());
      break;
    case k::text:
      v.bytes = in.text();
      break;
    case k::binary:
      keep(in.binary());
      break;
    case k::array:
      v.number = in.array();
      break;
    case k::map:
      v.number = in.map();
      break;
    case k::extension: {
      const auto x = in.extension();
      keep(x.bytes);
      v.number = static_cast<std::uint8_t>(x.type);
      break;
    }
    case k::none:
      FAIL("no value");
  }
  return v;
}

/// A random value and all that is in it, in order.
void grow(std::vector<value>& into, random_source& random, std::size_t depth) {
  into.push_back(random_value(random));
  if (into.back().kind != k::array && into.back().kind != k::map) return;
  const std::size_t at = into.size() - 1;
  const std::size_t size = depth >= 4 ? 0 : random.below(depth == 0 ? 40 : 20);
  into[at].number = size;
  const std::size_t inside = into[at].kind == k::map ? 2 * size : size;
  for (std::size_t i = 0; i < inside; ++i) grow(into, random, depth + 1);
}

}  // namespace

TEST_CASE("a million random values are written byte for byte as msgpack-c packs them") {
  random_source random(20260101);
  std::vector<std::byte> room(70'000);
  std::size_t different = 0;
  for (std::size_t i = 0; i < 1'000'000; ++i) {
    const value v = random_value(random);
    msgpack_writer ours(room);
    write(ours, v);
    msgpack::sbuffer theirs;
    msgpack::packer<msgpack::sbuffer> packer(theirs);
    pack(packer, v);
    const auto same =
        std::ranges::equal(ours.written(), std::as_bytes(std::span(theirs.data(), theirs.size())));
    different += same ? 0 : 1;
  }
  CHECK(different == 0);
}

TEST_CASE("nested messages of random values are written, read and skipped as msgpack-c has them") {
  random_source random(20260102);
  std::vector<std::byte> room(1U << 22U);
  std::size_t values = 0;
  while (values < 300'000) {
    std::vector<value> message;
    grow(message, random, 0);
    values += message.size();
    msgpack_writer ours(room);
    msgpack::sbuffer theirs;
    msgpack::packer<msgpack::sbuffer> packer(theirs);
    for (const value& v : message) write(ours, v), pack(packer, v);
    REQUIRE(ours.ok());
    REQUIRE(
        std::ranges::equal(ours.written(), std::as_bytes(std::span(theirs.data(), theirs.size()))));
    msgpack_reader in(ours.written());
    REQUIRE(std::ranges::all_of(message, [&in](const value& v) { return read(in) == v; }));
    msgpack_reader whole_message(ours.written());
    whole_message.skip();
    whole_message.finish();
    REQUIRE(whole_message.error() == codec_refusal::none);
  }
}
