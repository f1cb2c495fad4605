#include "actors/host/bulk/chunk_store.hpp"

#include <doctest/doctest.h>

namespace {

using namespace starling;

messages::chunk_name name(std::uint8_t n) {
  messages::chunk_name c;
  c.bytes[0] = n;
  return c;
}

TEST_CASE("the least recently used chunks make room for a new one") {
  actors::chunk_store store(30);
  for (std::uint8_t n = 0; n < 3; ++n) store.put(name(n), std::vector<std::uint8_t>(10, n));
  CHECK(store.bytes() == 30);
  REQUIRE(store.find(name(0)) != nullptr);
  store.put(name(3), std::vector<std::uint8_t>(5, 3));
  CHECK(store.bytes() == 25);
  CHECK_FALSE(store.contains(name(1)));
  CHECK(store.contains(name(0)));
  CHECK(*store.find(name(3)) == std::vector<std::uint8_t>(5, 3));
}

TEST_CASE("what is here already, or larger than all that is kept, changes nothing") {
  actors::chunk_store store(30);
  store.put(name(1), std::vector<std::uint8_t>(10, 1));
  store.put(name(1), std::vector<std::uint8_t>(10, 1));
  CHECK(store.bytes() == 10);
  store.put(name(2), std::vector<std::uint8_t>(31, 2));
  CHECK(store.bytes() == 10);
  CHECK(store.find(name(2)) == nullptr);
}

}  // namespace
