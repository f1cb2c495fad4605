#include "messages/compression/compress.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "messages/types/random.hpp"
#include "tests/messages/compression/decompress_law.hpp"

using namespace starling::messages;

namespace {

constexpr const char* every_chain[] = {"none",
                                       "lz4",
                                       "zstd",
                                       "fp16",
                                       "int8",
                                       "int4",
                                       "int4:128:stochastic",
                                       "top_k:0.1",
                                       "random_k:0.1",
                                       "top_k:0.5",
                                       "delta",
                                       "fp16+zstd",
                                       "int8+lz4",
                                       "top_k:0.01+int8+zstd",
                                       "delta+int8",
                                       "delta+random_k:0.3+int4:256+lz4"};

compression_chain chain_of(const char* text) {
  return parse_chain(text).value();
}

tensor gaussian(std::size_t size, std::uint64_t seed) {
  random_source random(seed);
  tensor x = tensor::uninitialised(size);
  for (float& v : x.mutate()) v = static_cast<float>(random.normal());
  return x;
}

std::vector<std::byte> compressed(const tensor& x, const char* chain,
                                  const compression_inputs& inputs = {}) {
  auto bytes = compress(x, chain_of(chain), inputs);
  REQUIRE(bytes);
  return *std::move(bytes);
}

compression_refusal why(std::span<const std::byte> bytes, const codec_limits& limits = {},
                        const compression_base* base = nullptr) {
  const auto x = decompress(bytes, limits, base);
  return x ? compression_refusal::none : x.error();
}

compression_refusal refused(const tensor& x, const char* chain) {
  const auto bytes = compress(x, chain_of(chain));
  return bytes ? compression_refusal::none : bytes.error();
}

tensor of_doubles(std::initializer_list<double> values) {
  return tensor(std::span<const double>(values.begin(), values.size()));
}

}  // namespace

TEST_CASE("every chain gives back a tensor of the size, within the most it says, of any size") {
  for (const char* text : every_chain) {
    for (const std::size_t size : {0U, 1U, 2U, 100U, 1025U, 10'000U}) {
      CAPTURE(text);
      CAPTURE(size);
      const tensor x = gaussian(size, size);
      const compression_base base(gaussian(size, size + 1));
      const compression_inputs inputs{.seed = 4, .base = &base};
      const auto bytes = compressed(x, text, inputs);
      CHECK(bytes.size() <= compressed_size_max(chain_of(text), size));
      CHECK(bytes == compressed(x, text, inputs));
      const auto back = decompress(bytes, {}, &base);
      REQUIRE(back);
      CHECK(back->size() == size);
      if (!chain_of(text).lossy()) CHECK(*back == x);
    }
  }
}

TEST_CASE("without loss every bit comes back, of float64 too, and of what is not finite") {
  tensor x = gaussian(1000, 3);
  x.mutate()[5] = std::numeric_limits<float>::quiet_NaN();
  const tensor wide = of_doubles({1e-300, -0.0, std::numeric_limits<double>::infinity()});
  for (const char* text : {"none", "lz4", "zstd", "zstd:19"}) {
    CHECK(decompress(compressed(x, text)).value() == x);
    CHECK(decompress(compressed(wide, text)).value() == wide);
  }
}

TEST_CASE("a sparsifier keeps what it chose and leaves zeros") {
  tensor x(1000);
  for (const std::size_t i : {3U, 77U, 999U}) x.mutate()[i] = -1.5F;
  CHECK(decompress(compressed(x, "top_k:0.003")).value() == x);
  const tensor dense = gaussian(1000, 8);
  const auto back = decompress(compressed(dense, "random_k:0.25", {.seed = 2})).value();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    const float v = back.values()[i];
    REQUIRE((v == 0 || v == dense.values()[i]));
    kept += v != 0 ? 1 : 0;
  }
  CHECK(kept == 250);
}

TEST_CASE("steps work on what the one before left") {
  const tensor x = gaussian(20'000, 1);
  const auto exact = decompress(compressed(x, "top_k:0.05")).value();
  const auto rounded = decompress(compressed(x, "top_k:0.05+int8+zstd")).value();
  double largest = 0;
  for (const float v : x.values()) largest = std::max(largest, std::abs(static_cast<double>(v)));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto a = static_cast<double>(exact.values()[i]);
    const auto b = static_cast<double>(rounded.values()[i]);
    REQUIRE((a == 0 ? b == 0 : std::abs(a - b) <= largest / 255 * 1.001));
  }
  CHECK(compressed(x, "top_k:0.05+int8").size() < 1000 * (1 + 1.5) + 300);
}

TEST_CASE("a change is small where its base is near, and goes to that base alone") {
  const tensor before = gaussian(5000, 1);
  tensor after = before;
  for (float& v : after.mutate()) v += 1e-3F;
  const compression_base base(before);
  const auto bytes = compressed(after, "delta+int8", {.base = &base});
  const auto back = decompress(bytes, {}, &base);
  REQUIRE(back);
  for (std::size_t i = 0; i < 5000; ++i) {
    REQUIRE(std::abs(back->values()[i] - after.values()[i]) < 1e-6F);
  }
  const compression_base other(after);
  const compression_base shorter(tensor(10));
  CHECK(why(bytes) == compression_refusal::wrong_base);
  CHECK(why(bytes, {}, &other) == compression_refusal::wrong_base);
  CHECK(why(bytes, {}, &shorter) == compression_refusal::wrong_base);
  CHECK(refused(after, "delta") == compression_refusal::wrong_base);
}

TEST_CASE("what a chain cannot take is refused by name") {
  tensor bad(2000);
  bad.mutate()[1999] = std::numeric_limits<float>::quiet_NaN();
  const tensor wide = of_doubles({1});
  for (const char* text : every_chain) {
    CAPTURE(text);
    if (!chain_of(text).lossy()) continue;
    CHECK(refused(bad, text) == compression_refusal::non_finite);
    CHECK(refused(wide, text) == compression_refusal::wrong_precision);
  }
  bad.mutate()[1999] = 1e6F;
  CHECK(refused(bad, "fp16") == compression_refusal::out_of_range);
  std::vector<std::byte> room(100);
  const auto small = compress(tensor(1000), chain_of("int8"), {}, room);
  REQUIRE_FALSE(small);
  CHECK(small.error() == compression_refusal::too_large);
}

TEST_CASE("limits hold, and a bomb is refused") {
  const auto bytes = compressed(tensor(1'000'000), "zstd");
  CHECK(bytes.size() < 1000);
  CHECK(why(bytes, {.elements_max = 1'000'000}) == compression_refusal::none);
  CHECK(why(bytes, {.elements_max = 999'999}) == compression_refusal::too_large);
  CHECK(why(bytes, {.bytes_max = bytes.size() - 1}) == compression_refusal::too_large);
}

TEST_CASE("any bytes give a tensor or a refusal: compressed ones with a few changed, and noise") {
  random_source random(21);
  std::size_t tensors = 0;
  for (std::size_t i = 0; i < 40'000; ++i) {
    const compression_base base(tensor(16));
    auto bytes = compressed(gaussian(16, i), every_chain[i % std::size(every_chain)],
                            {.seed = i, .base = &base});
    for (std::size_t n = random.below(3); n > 0; --n) {
      const std::size_t at = random.below(bytes.size());
      bytes[at] = static_cast<std::byte>(random());
      if (random.below(4) == 0) bytes.resize(at + 1);
    }
    REQUIRE(testing::tensor_or_refusal(bytes));
    tensors += decompress(bytes, {}, &base) ? 1 : 0;
    for (auto& b : bytes) b = static_cast<std::byte>(random());
    REQUIRE(testing::tensor_or_refusal(bytes));
  }
  CHECK(tensors > 13'000);  // those that nothing was changed of
  CHECK(tensors < 38'000);
}
