#include "messages/compression/choose_compression.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace starling::messages;
using namespace std::chrono_literals;

namespace {

constexpr double megabit = 1e6 / 8;

std::string chosen(double bits_per_second_in_megabit, duration latency, std::uint64_t bytes,
                   compression_loss allowed = compression_loss::rounding) {
  return to_text(
      choose_compression({bits_per_second_in_megabit * megabit, latency}, {bytes}, allowed));
}

constexpr std::uint64_t model = 4'000'000;

}  // namespace

TEST_CASE("the slower a link, the fewer bytes go over it") {
  CHECK(chosen(1e6, 1us, model) == "none");
  CHECK(chosen(54, 5ms, model) == "int4");
  CHECK(chosen(54, 5ms, model, compression_loss::choice) == "top_k:0.01+int8");
  std::uint64_t before = model;
  for (const double speed : {1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1.0}) {
    const auto chain =
        choose_compression({speed * megabit, 1ms}, {model}, compression_loss::choice);
    const std::uint64_t width = chain.sparse != sparsifier::none    ? 0
                                : chain.values == value_codec::int4 ? model / 8
                                : chain.values == value_codec::int8 ? model / 4
                                : chain.values == value_codec::fp16 ? model / 2
                                                                    : model;
    CHECK(width <= before);
    before = width;
  }
  CHECK(before == 0);
}

TEST_CASE("where latency outweighs the bytes they are sent as they are") {
  CHECK(chosen(54, 50ms, 4000) == "none");
  CHECK(chosen(54, 0ms, 4000) == "int4");
}

TEST_CASE("where no loss is allowed none is chosen") {
  for (const double speed : {1e6, 1e3, 1.0, 0.001}) {
    CHECK_FALSE(
        choose_compression({speed * megabit, 1ms}, {model}, compression_loss::none).lossy());
  }
}
