#include "messages/compression/positions.hpp"

#include <doctest/doctest.h>

#include "messages/compression/selection.hpp"
#include "messages/types/random.hpp"

using namespace starling::messages;

namespace {

std::vector<std::byte> bytes(std::initializer_list<unsigned> values) {
  std::vector<std::byte> out;
  for (const unsigned v : values) out.push_back(static_cast<std::byte>(v));
  return out;
}

bool accepts(const std::vector<std::byte>& from, std::size_t count, std::size_t size) {
  std::vector<std::uint32_t> into(count);
  return decode_positions(from, size, into);
}

}  // namespace

TEST_CASE("positions come back, in as few bytes as the shorter of the two forms") {
  for (const std::size_t size : {1U, 7U, 8U, 9U, 1000U, 100'000U}) {
    for (const std::size_t part : {1U, 2U, 3U, 10U, 100U, 1000U}) {
      const auto positions = random_positions(size, size / part, part);
      const auto there = encode_positions(positions, size);
      std::vector<std::uint32_t> back(positions.size());
      REQUIRE(decode_positions(there, size, back));
      CHECK(back == positions);
      CHECK(there.size() <= positions_size_max(positions.size(), size));
      CHECK(there.size() <= 1 + (size + 7) / 8);
    }
  }
}

TEST_CASE("a hundredth of the positions takes some nine bits each, a half one bit per element") {
  const auto few = encode_positions(random_positions(1'000'000, 10'000, 1), 1'000'000);
  CHECK(few.size() < 10'000 * 1.35);  // gaps from 128 on take two bytes: e^-1.28 of them
  const auto half = encode_positions(random_positions(1'000'000, 500'000, 1), 1'000'000);
  CHECK(half.size() == 125'001);
}

TEST_CASE("the bytes are those of the page") {
  const std::uint32_t positions[] = {3, 4, 200};
  CHECK(encode_positions(positions, 1000) == bytes({0, 3, 0, 0xc3, 0x01}));
  const std::uint32_t dense[] = {0, 1, 3, 8};
  CHECK(encode_positions(dense, 9) == bytes({1, 0x0b, 0x01}));
  CHECK(encode_positions({}, 0) == bytes({0}));
}

TEST_CASE("what is not so many ascending positions below the size is refused") {
  CHECK(accepts(bytes({0, 3, 0, 0xc3, 0x01}), 3, 201));
  CHECK_FALSE(accepts(bytes({0, 3, 0, 0xc3, 0x01}), 3, 200));
  CHECK_FALSE(accepts(bytes({0, 3, 0, 0xc3, 0x01}), 2, 1000));
  CHECK_FALSE(accepts(bytes({0, 3, 0, 0xc3, 0x01}), 4, 1000));
  CHECK_FALSE(accepts(bytes({0, 3, 0, 0xc3}), 3, 1000));
  CHECK_FALSE(accepts(bytes({0, 0x83, 0}), 1, 1000));
  CHECK_FALSE(accepts(bytes({0, 0xff, 0xff, 0xff, 0xff, 0xff, 1}), 1, 1000));
  CHECK_FALSE(accepts(bytes({2, 3}), 1, 1000));
  CHECK_FALSE(accepts({}, 0, 0));
  CHECK(accepts(bytes({1, 0x0b, 0x01}), 4, 9));
  CHECK_FALSE(accepts(bytes({1, 0x0b, 0x02}), 4, 9));
  CHECK_FALSE(accepts(bytes({1, 0x0b, 0x01}), 5, 9));
  CHECK_FALSE(accepts(bytes({1, 0x0b, 0x01}), 3, 9));
  CHECK_FALSE(accepts(bytes({1, 0x0b}), 3, 9));
}

TEST_CASE("any bytes give ascending positions or a refusal") {
  random_source random(2);
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < 200'000; ++i) {
    std::vector<std::byte> noise(random.below(8));
    for (auto& b : noise) b = static_cast<std::byte>(random.below(random.below(2) == 0 ? 4 : 256));
    const std::size_t size = random.below(60);
    std::vector<std::uint32_t> into(random.below(6));
    if (!decode_positions(noise, size, into)) continue;
    ++accepted;
    for (std::size_t k = 0; k < into.size(); ++k) {
      REQUIRE(into[k] < size);
      REQUIRE((k == 0 || into[k - 1] < into[k]));
    }
  }
  CHECK(accepted > 1000);
}
