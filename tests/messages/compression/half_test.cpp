#include "messages/compression/half.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "messages/types/random.hpp"
#include "tests/aggregation/kernels/every_instruction_set.hpp"

using namespace starling::messages;

namespace {

std::uint16_t half_of(float x) {
  std::byte out[2];
  REQUIRE(to_half(std::span(&x, 1), out) == compression_refusal::none);
  std::uint16_t half = 0;
  std::memcpy(&half, out, sizeof half);
  return half;
}

compression_refusal refusal_of(float x) {
  std::byte out[2];
  return to_half(std::span(&x, 1), out);
}

/// From the definition of binary16.
double value_of(std::uint16_t half) {
  const int exponent = half >> 10U & 31U;
  const double fraction = half & 1023U;
  const double size =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return (half & 0x8000U) != 0 ? -size : size;
}

}  // namespace

TEST_CASE("all finite float16 come back exactly, and there again") {
  std::vector<std::uint16_t> halves;
  for (std::uint32_t h = 0; h < 0x10000; ++h) {
    if ((h & 0x7c00U) != 0x7c00U) halves.push_back(static_cast<std::uint16_t>(h));
  }
  std::vector<float> values(halves.size());
  from_half(std::as_bytes(std::span(halves)), values);
  for (std::size_t i = 0; i < halves.size(); ++i) {
    REQUIRE(static_cast<double>(values[i]) == value_of(halves[i]));
    REQUIRE(std::signbit(values[i]) == ((halves[i] & 0x8000U) != 0));
  }
  std::vector<std::uint16_t> again(halves.size());
  REQUIRE(to_half(values, std::as_writable_bytes(std::span(again))) == compression_refusal::none);
  CHECK(again == halves);
}

TEST_CASE("rounding goes to the nearest float16, halfway to the even one") {
  random_source random(3);
  for (std::size_t i = 0; i < 200'000; ++i) {
    const auto low = static_cast<std::uint16_t>(random.below(0x7bff));
    const double a = value_of(low);
    const double b = value_of(static_cast<std::uint16_t>(low + 1));
    const auto x = static_cast<float>(random.uniform(a, b));
    const double exact = static_cast<double>(x);
    const std::uint16_t nearest = exact - a < b - exact || (exact - a == b - exact && low % 2 == 0)
                                      ? low
                                      : static_cast<std::uint16_t>(low + 1);
    REQUIRE(half_of(x) == nearest);
    const auto middle = static_cast<float>((a + b) / 2);
    REQUIRE(half_of(middle) == (low % 2 == 0 ? low : low + 1));
    REQUIRE(half_of(-middle) == (0x8000U | (low % 2 == 0 ? low : low + 1U)));
  }
}

TEST_CASE("what would become infinite is refused, and what is not finite") {
  CHECK(half_of(65'519.99F) == 0x7bff);
  CHECK(refusal_of(65'520.0F) == compression_refusal::out_of_range);
  CHECK(refusal_of(-1e30F) == compression_refusal::out_of_range);
  CHECK(refusal_of(std::numeric_limits<float>::infinity()) == compression_refusal::non_finite);
  CHECK(refusal_of(-std::numeric_limits<float>::quiet_NaN()) == compression_refusal::non_finite);
  CHECK(half_of(1e-20F) == 0);
}

TEST_CASE("an infinity or a NaN that a peer wrote stays one") {
  const std::uint16_t halves[] = {0x7c00, 0xfc00, 0x7e00};
  float values[3];
  from_half(std::as_bytes(std::span(halves)), values);
  CHECK(values[0] == std::numeric_limits<float>::infinity());
  CHECK(values[1] == -std::numeric_limits<float>::infinity());
  CHECK(std::isnan(values[2]));
}

TEST_CASE("float16 are the same on every instruction set") {
  std::vector<float> values(1003);
  random_source random(8);
  for (float& v : values)
    v = static_cast<float>(random.normal() * std::pow(10, random.uniform(-9, 4)));
  std::vector<std::vector<std::byte>> all;
  for_every_instruction_set([&](const char* /*name*/) {
    all.emplace_back(values.size() * half_bytes);
    CHECK(to_half(values, all.back()) == compression_refusal::none);
  });
  for (const auto& bytes : all) CHECK(bytes == all.front());
  CHECK(all.size() > 1);
}
