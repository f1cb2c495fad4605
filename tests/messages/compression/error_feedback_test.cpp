#include "messages/compression/error_feedback.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "messages/types/random.hpp"

using namespace starling::messages;

namespace {

compression_chain chain_of(const char* text) {
  return parse_chain(text).value();
}

tensor gaussian(std::size_t size, std::uint64_t seed) {
  random_source random(seed);
  tensor x = tensor::uninitialised(size);
  for (float& v : x.mutate()) v = static_cast<float>(random.normal());
  return x;
}

}  // namespace

TEST_CASE("the sum of what is decoded is the sum of the updates but for the last residual") {
  constexpr std::size_t size = 2000;
  constexpr std::size_t rounds = 50;
  for (const char* text : {"int4", "int8:stochastic", "fp16", "top_k:0.05", "random_k:0.1+int8",
                           "top_k:0.01+int4+zstd"}) {
    CAPTURE(text);
    error_feedback sender(chain_of(text), 3);
    CHECK(sender.residual().empty());
    std::vector<double> sent(size);
    std::vector<double> decoded(size);
    double largest = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
      const tensor update = gaussian(size, round);
      const auto bytes = sender.compress(update);
      REQUIRE(bytes);
      const auto there = decompress(*bytes);
      REQUIRE(there);
      for (std::size_t i = 0; i < size; ++i) {
        sent[i] += static_cast<double>(update.values()[i]);
        decoded[i] += static_cast<double>(there->values()[i]);
        largest = std::max(largest, std::abs(static_cast<double>(there->values()[i])));
        largest = std::max(largest, std::abs(static_cast<double>(sender.residual().values()[i])));
      }
    }
    // Each round rounds a sum and a difference of float32, each to 2^-24 of the largest number.
    const double tolerance = 2 * rounds * 2 * largest * 0x1p-24;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const double left = static_cast<double>(sender.residual().values()[i]);
      wrong += std::abs(sent[i] - decoded[i] - left) <= tolerance ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("small elements that a choice never keeps arrive in time") {
  tensor update(100);
  for (float& v : update.mutate()) v = 0.01F;
  update.mutate()[0] = 1;
  const auto alone = chain_of("top_k:0.02");
  error_feedback sender(alone);
  std::vector<double> with(100);
  std::vector<double> without(100);
  constexpr std::size_t rounds = 1000;
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto fed = decompress(*sender.compress(update)).value();
    const auto plain = decompress(*compress(update, alone)).value();
    for (std::size_t i = 0; i < 100; ++i) {
      with[i] += static_cast<double>(fed.values()[i]);
      without[i] += static_cast<double>(plain.values()[i]);
    }
  }
  for (std::size_t i = 1; i < 100; ++i) CHECK(with[i] > 0.8 * rounds * 0.01);
  CHECK(without[50] == 0);
}

TEST_CASE("without loss nothing is left over") {
  error_feedback sender(chain_of("zstd"));
  REQUIRE(sender.compress(gaussian(100, 1)));
  for (const float v : sender.residual().values()) CHECK(v == 0);
}

TEST_CASE("after a refusal nothing has changed") {
  error_feedback sender(chain_of("int4"));
  REQUIRE(sender.compress(gaussian(100, 1)));
  const tensor before = sender.residual();
  tensor bad = gaussian(100, 2);
  bad.mutate()[3] = std::numeric_limits<float>::infinity();
  CHECK(sender.compress(bad).error() == compression_refusal::non_finite);
  CHECK(sender.compress(gaussian(99, 2)).error() == compression_refusal::wrong_base);
  CHECK(sender.residual().same_storage(before));
}

TEST_CASE("each update draws other elements, the same ones for one seed") {
  error_feedback first(chain_of("random_k:0.1"), 5);
  error_feedback second(chain_of("random_k:0.1"), 5);
  const tensor update = gaussian(1000, 1);
  const auto a = first.compress(update);
  CHECK(*a == *second.compress(update));
  const auto zeros_at = [](const tensor& x) {
    std::vector<bool> out;
    for (const float v : x.values()) out.push_back(v == 0);
    return out;
  };
  const auto one = decompress(*a).value();
  const auto two = decompress(*first.compress(update)).value();
  CHECK(zeros_at(one) != zeros_at(two));
}
