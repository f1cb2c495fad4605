#include "actors/host/bulk/unpacker.hpp"

#include <doctest/doctest.h>

#include "tests/actors/host/bulk/moving_model.hpp"

namespace {

using namespace starling;
using actors::packer;
using actors::tensor_stream;
using actors::unpacker;
using messages::compression_refusal;
using messages::tensor;
using moving_model::as;
using moving_model::elements;
using moving_model::moved;
using moving_model::narrow;
using moving_model::stream;

TEST_CASE("what is no tensor of the size and precision told is refused") {
  const auto bytes = packer(as("int8")).pack(stream, tensor(elements)).bytes;
  unpacker receiver(1 << 20);
  CHECK(receiver.unpack(stream, bytes, elements, narrow));
  for (const std::size_t other : {elements - 1, elements + 1}) {
    CHECK_FALSE(receiver.unpack(stream, bytes, other, narrow));
  }
  CHECK_FALSE(receiver.unpack(stream, bytes, elements, messages::precision::float64));
  for (std::size_t cut = 0; cut < bytes.size(); cut += 97) {
    CHECK_FALSE(receiver.unpack(stream, std::span(bytes).first(cut), elements, narrow));
  }
}

TEST_CASE("bases make room for later ones") {
  packer sender(as("delta+int8"));
  unpacker receiver(4 * elements);  // one
  messages::random_source random(3);
  const tensor_stream other{{2}, 1};
  const auto model = moved({}, random, 0);
  REQUIRE(receiver.unpack(stream, sender.pack(stream, model).bytes, elements, narrow));
  REQUIRE(receiver.unpack(other, sender.pack(other, model).bytes, elements, narrow));
  const auto next = sender.pack(other, moved(model, random, 1));
  CHECK(receiver.unpack(other, next.bytes, elements, narrow));
  const auto late = sender.pack(stream, moved(model, random, 1));
  REQUIRE(late.based);
  CHECK(receiver.unpack(stream, late.bytes, elements, narrow).error() ==
        compression_refusal::wrong_base);
}

}  // namespace
