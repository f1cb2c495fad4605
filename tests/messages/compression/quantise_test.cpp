#include "messages/compression/quantise.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "messages/types/random.hpp"
#include "tests/aggregation/kernels/every_instruction_set.hpp"

using namespace starling::messages;

namespace {

std::vector<float> gaussian(std::size_t size, std::uint64_t seed, double scale = 1) {
  random_source random(seed);
  std::vector<float> out(size);
  for (float& v : out) v = static_cast<float>(scale * random.normal());
  return out;
}

std::vector<std::byte> bytes_of(std::span<const float> values, const quantisation& how) {
  std::vector<std::byte> out(quantised_size(values.size(), how.width, how.block));
  REQUIRE(quantise(values, how, out) == compression_refusal::none);
  return out;
}

std::vector<float> there_and_back(std::span<const float> values, const quantisation& how) {
  std::vector<float> out(values.size());
  dequantise(bytes_of(values, how), how.width, how.block, out);
  return out;
}

/// From the definition: the step is the block's range over the largest code. Beside the share of
/// it, float32 rounds the difference and the product, each to 2^-24 of the largest number.
double error_max(std::span<const float> values, std::size_t i, const quantisation& how,
                 double share) {
  const std::size_t first = i / how.block * how.block;
  const auto block = values.subspan(first, std::min(how.block, values.size() - first));
  const auto [low, high] = std::ranges::minmax(block);
  const double codes = how.width == code_width::bits4 ? 15 : 255;
  const double step = (static_cast<double>(high) - static_cast<double>(low)) / codes;
  const double largest =
      std::max(std::abs(static_cast<double>(low)), std::abs(static_cast<double>(high)));
  return step * (share + 1e-4) + 4 * largest * 0x1p-24;
}

compression_refusal refusal_of(const std::vector<float>& values) {
  const quantisation how;
  std::vector<std::byte> out(quantised_size(values.size(), how.width, how.block));
  return quantise(values, how, out);
}

}  // namespace

TEST_CASE("an element comes back within half a step of its block, whatever the size") {
  for (const auto width : {code_width::bits4, code_width::bits8}) {
    for (const std::size_t block : {128U, 256U, 1024U, 4096U}) {
      for (const std::size_t size : {1U, 2U, 3U, 127U, 128U, 129U, 255U, 1023U, 5000U, 8192U}) {
        const quantisation how{.width = width, .block = block};
        auto values = gaussian(size, block + size, 1e-3);
        for (std::size_t i = 0; i < size; i += 97) values[i] += 5;
        const auto back = there_and_back(values, how);
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < size; ++i) {
          const double error =
              std::abs(static_cast<double>(back[i]) - static_cast<double>(values[i]));
          wrong += error <= error_max(values, i, how, 0.5) ? 0 : 1;
        }
        CAPTURE(size);
        CHECK(wrong == 0);
      }
    }
  }
}

TEST_CASE("codes are those of the definition, in the bytes that the page gives") {
  std::vector<float> values(300);
  for (std::size_t i = 0; i < 256; ++i) values[i] = static_cast<float>(i);
  for (std::size_t i = 256; i < 300; ++i) values[i] = static_cast<float>((i - 256) % 16);
  const auto eight = bytes_of(values, {.width = code_width::bits8, .block = 256});
  REQUIRE(eight.size() == 2 * 8 + 300);
  float step = 0;
  std::memcpy(&step, eight.data(), sizeof step);
  CHECK(step == 1);
  for (std::size_t i = 0; i < 256; ++i) CHECK(eight[16 + i] == static_cast<std::byte>(i));
  const std::span<const float> last = std::span(values).subspan(256);
  const auto four = bytes_of(last, {.width = code_width::bits4, .block = 256});
  REQUIRE(four.size() == 8 + 22);
  for (std::size_t i = 0; i < 22; ++i) {
    CHECK(four[8 + i] == static_cast<std::byte>(i % 16 | (i + 22) % 16 << 4U));
  }
}

TEST_CASE("a block of equal numbers comes back exactly, and so does a very narrow one") {
  for (const float c : {0.0F, -0.0F, 0.1F, -3e30F, std::numeric_limits<float>::denorm_min()}) {
    for (const auto width : {code_width::bits4, code_width::bits8}) {
      const std::vector<float> same(1500, c);
      CHECK(there_and_back(same, {.width = width}) == same);
    }
  }
  std::vector<float> narrow(1024, 1e-40F);
  narrow[7] = 0;
  for (const float v : there_and_back(narrow, {})) CHECK(std::abs(v) < 1e-38F);
}

TEST_CASE("what is not finite or too large is refused, wherever it is") {
  for (const std::size_t size : {1U, 130U, 1024U, 1025U, 3000U}) {
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
      auto values = gaussian(size, 5);
      CHECK(refusal_of(values) == compression_refusal::none);
      for (const float bad :
           {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::quiet_NaN(),
            std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()}) {
        values[at] = bad;
        CHECK(refusal_of(values) == compression_refusal::non_finite);
      }
      values[at] = -std::numeric_limits<float>::max();
      CHECK(refusal_of(values) == compression_refusal::out_of_range);
    }
  }
}

TEST_CASE("stochastic rounding is within a step, right on average, and the same for one seed") {
  std::vector<float> values(4096, 0.3F);
  for (std::size_t i = 0; i < values.size(); i += 1024) values[i] = 0, values[i + 1] = 1;
  for (const auto width : {code_width::bits4, code_width::bits8}) {
    const double step = width == code_width::bits4 ? 1.0 / 15 : 1.0 / 255;
    double sum = 0;
    constexpr std::size_t seeds = 50;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const quantisation how{.width = width, .rounding = rounding::stochastic, .seed = seed};
      const auto back = there_and_back(values, how);
      for (std::size_t i = 0; i < values.size(); ++i) {
        REQUIRE(std::abs(static_cast<double>(back[i] - values[i])) < step * 1.001);
        sum += static_cast<double>(back[i] - values[i]);
      }
      CHECK(there_and_back(values, how) == back);
      quantisation other = how;
      other.seed = seed + 1;
      CHECK(there_and_back(values, other) != back);
    }
    // Five deviations of a mean: each error has at most half a step's deviation; and 2^-17 steps by
    // which a fraction of 16 bits is short.
    const auto n = static_cast<double>(seeds * values.size());
    CHECK(std::abs(sum / n) < step * (5 * 0.5 / std::sqrt(n) + 0x1p-16));
  }
}

TEST_CASE("the bytes are the same on every instruction set") {
  const auto values = gaussian(10'007, 9);
  std::vector<std::vector<std::byte>> bytes;
  std::vector<std::vector<float>> back;
  for (const auto how : {quantisation{}, quantisation{.width = code_width::bits4},
                         quantisation{.rounding = rounding::stochastic, .seed = 3}}) {
    bytes.clear();
    back.clear();
    for_every_instruction_set([&](const char* /*name*/) {
      bytes.push_back(bytes_of(values, how));
      back.push_back(there_and_back(values, how));
    });
    for (const auto& b : bytes) CHECK(b == bytes.front());
    for (const auto& b : back) CHECK(b == back.front());
    CHECK(bytes.size() > 1);
  }
}
