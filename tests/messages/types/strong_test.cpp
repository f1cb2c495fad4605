#include "messages/types/strong.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>
#include <unordered_set>

using namespace starling::messages;

TEST_CASE("numbers of different meaning neither mix nor convert") {
  static_assert(!std::is_convertible_v<node_id, round_number>);
  static_assert(!std::is_convertible_v<std::uint64_t, round_number>);
  static_assert(!std::is_convertible_v<round_number, std::uint64_t>);
  static_assert(!std::is_constructible_v<sample_count, byte_count>);
  static_assert(is_strong<node_id> && !is_strong<std::uint32_t>);
  static_assert(sizeof(node_id) == 4 && sizeof(byte_count) == 8);
}

TEST_CASE("numbers of one meaning compare, add and count like what they hold") {
  round_number r{4};
  CHECK((++r).value == 5);
  CHECK(r == round_number{5});
  CHECK(r > round_number{4});
  CHECK(round_number{} == round_number{0});
  CHECK(sample_count{2} + sample_count{3} == sample_count{5});
  byte_count b{7};
  b += {8};
  CHECK(b.value == 15);
}

TEST_CASE("equal numbers hash alike") {
  std::unordered_set<node_id> seen;
  for (std::uint32_t i = 0; i < 100; ++i) seen.insert(node_id{i % 10});
  CHECK(seen.size() == 10);
  CHECK(seen.contains(node_id{3}));
}
