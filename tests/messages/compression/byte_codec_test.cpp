#include "messages/compression/byte_codec.hpp"

#include <doctest/doctest.h>

#include "messages/types/random.hpp"

using namespace starling::messages;

namespace {

constexpr byte_codec codecs[] = {byte_codec::none, byte_codec::lz4, byte_codec::zstd};

std::vector<std::byte> compressed(byte_codec codec, std::span<const std::byte> from) {
  std::vector<std::byte> out;
  REQUIRE(compress_bytes(codec, zstd_level_default, from, out) == compression_refusal::none);
  return out;
}

}  // namespace

TEST_CASE("bytes come back, and are told to become as many as they were") {
  random_source random(1);
  for (const byte_codec codec : codecs) {
    for (const std::size_t size : {0U, 1U, 100U, 300'000U}) {
      for (const std::uint64_t kinds : {1U, 3U, 256U}) {
        std::vector<std::byte> from(size);
        for (auto& b : from) b = static_cast<std::byte>(random.below(kinds));
        const auto there = compressed(codec, from);
        CHECK(may_become(codec, there, size));
        std::vector<std::byte> back(size);
        REQUIRE(decompress_bytes(codec, there, back) == compression_refusal::none);
        CHECK(back == from);
        std::vector<std::byte> other(size + 1);
        CHECK(decompress_bytes(codec, there, other) == compression_refusal::malformed);
        if (size == 0) continue;
        other.resize(size - 1);
        CHECK(decompress_bytes(codec, there, other) == compression_refusal::malformed);
      }
    }
  }
}

TEST_CASE("a bomb is refused before memory is taken for it") {
  const std::vector<std::byte> zeros(10'000'000);
  const auto lz4 = compressed(byte_codec::lz4, zeros);
  CHECK(may_become(byte_codec::lz4, lz4, zeros.size()));
  CHECK_FALSE(may_become(byte_codec::lz4, lz4, 300 * lz4.size()));
  const auto zstd = compressed(byte_codec::zstd, zeros);
  CHECK(may_become(byte_codec::zstd, zstd, zeros.size()));
  CHECK_FALSE(may_become(byte_codec::zstd, zstd, zeros.size() + 1));
  CHECK_FALSE(may_become(byte_codec::zstd, std::span(zstd).first(3), zeros.size()));
  CHECK_FALSE(may_become(byte_codec::none, zstd, zeros.size()));
}

TEST_CASE("any bytes become bytes or a refusal") {
  random_source random(3);
  std::vector<std::byte> from(400);
  for (auto& b : from) b = static_cast<std::byte>(random.below(3));
  for (const byte_codec codec : {byte_codec::lz4, byte_codec::zstd}) {
    std::size_t refused = 0;
    for (std::size_t i = 0; i < 20'000; ++i) {
      auto changed = compressed(codec, from);
      changed[random.below(changed.size())] ^= static_cast<std::byte>(1 + random.below(255));
      std::vector<std::byte> into(from.size());
      refused += decompress_bytes(codec, changed, into) == compression_refusal::none ? 0 : 1;
    }
    CHECK(refused > 1000);
  }
}
