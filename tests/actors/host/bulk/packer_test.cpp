#include "actors/host/bulk/packer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "actors/host/bulk/unpacker.hpp"
#include "tests/actors/host/bulk/moving_model.hpp"

namespace {

using namespace starling;
using actors::packer;
using actors::parse_packing;
using actors::unpacker;
using messages::compression_refusal;
using messages::tensor;
using moving_model::as;
using moving_model::elements;
using moving_model::moved;
using moving_model::narrow;
using moving_model::stream;

double furthest(const tensor& a, const tensor& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    most = std::max(most, std::abs(static_cast<double>(a.values()[i]) - b.values()[i]));
  }
  return most;
}

TEST_CASE("differences carry on what a lossy step has lost") {
  for (const char* chain : {"delta+int8", "delta+int4", "delta+top_k:0.1+fp16"}) {
    CAPTURE(chain);
    packer sender(as(chain));
    unpacker receiver(1 << 20);
    messages::random_source random(3);
    tensor model;
    double first = 0;
    double last = 0;
    for (int round = 0; round < 40; ++round) {
      if (round < 10) model = moved(model, random, 0.01F);  // then it stands still
      const auto packed = sender.pack(stream, tensor(model.values()));
      REQUIRE(!packed.bytes.empty());
      CHECK(packed.based == (round > 0));
      CHECK(packed.bytes.size() < 4 * elements);
      const auto got = receiver.unpack(stream, packed.bytes, elements, narrow);
      REQUIRE(got);
      last = furthest(*got, model);
      if (round == 10) first = last;
    }
    CHECK(first > 0);
    CHECK(last < first / 10);  // what is told converges to what is meant
  }
}

TEST_CASE("a difference whose base was missed is refused, and the next stands alone") {
  packer sender(as("delta+int8"));
  unpacker receiver(1 << 20);
  messages::random_source random(3);
  auto model = moved({}, random, 0);
  REQUIRE(receiver.unpack(stream, sender.pack(stream, model).bytes, elements, narrow));
  model = moved(model, random, 0.01F);
  static_cast<void>(sender.pack(stream, model));  // lost
  model = moved(model, random, 0.01F);
  const auto orphan = receiver.unpack(stream, sender.pack(stream, model).bytes, elements, narrow);
  REQUIRE_FALSE(orphan);
  CHECK(orphan.error() == compression_refusal::wrong_base);
  sender.forget();
  const auto whole = sender.pack(stream, model);
  CHECK_FALSE(whole.based);
  CHECK(receiver.unpack(stream, whole.bytes, elements, narrow));
}

TEST_CASE("what a chain cannot take goes as it is") {
  packer sender(as("int8"));
  tensor broken(elements);
  broken.mutate()[7] = std::numeric_limits<float>::quiet_NaN();
  CHECK(sender.pack(stream, broken).bytes.empty());
  const std::vector<double> numbers(elements, 0.5);
  CHECK(sender.pack(stream, tensor(std::span<const double>(numbers))).bytes.empty());
  messages::random_source random(3);
  CHECK(packer(as("lz4")).pack(stream, moved({}, random, 1)).bytes.empty());  // it grows
}

TEST_CASE("auto rounds where the link is slow, and nothing within a machine") {
  constexpr messages::byte_count large{10'000'000};
  CHECK_FALSE(parse_packing("auto", 1e3, true)->any());
  const auto slow = parse_packing("auto", 1e6, false)->of(large);
  CHECK(slow.delta);
  CHECK(slow.values != messages::value_codec::float32);
  CHECK(parse_packing("auto", 1e12, false)->of(large) == messages::compression_chain{});
  CHECK_FALSE(parse_packing("none", 1e3, false)->any());
}

TEST_CASE("a chain that cannot be read, or that leaves a model in pieces, is refused") {
  for (const char* wrong : {"", "gzip", "int8+", "top_k:0.1", "random_k:0.5+int8", "auto+int8"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_packing(wrong, 1e6, false));
  }
}

}  // namespace
