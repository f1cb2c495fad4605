#include "actors/membership/majority.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace starling;
using actors::leader;
using actors::may_lead;
using messages::node_id;

namespace {

std::vector<node_id> members_of(std::uint32_t bits) {
  std::vector<node_id> ids;
  for (std::uint32_t i = 0; i < 32; ++i) {
    if ((bits >> i & 1U) != 0) ids.push_back({i});
  }
  return ids;
}

}  // namespace

TEST_CASE("of all ways to split a roster in two, exactly one part may lead") {
  for (std::uint32_t roster = 1; roster <= 10; ++roster) {
    const std::uint32_t all = (1U << roster) - 1;
    for (std::uint32_t part = 0; part <= all; ++part) {
      CHECK(may_lead(roster, members_of(part)) != may_lead(roster, members_of(all & ~part)));
    }
  }
}

TEST_CASE("of three parts that share nobody at most one may lead") {
  const std::uint32_t all = (1U << 6U) - 1;
  for (std::uint32_t a = 0; a <= all; ++a) {
    for (std::uint32_t b = 0; b <= all; ++b) {
      if ((a & b) != 0) continue;
      CHECK_FALSE((may_lead(6, members_of(a)) && may_lead(6, members_of(b))));
    }
  }
}

TEST_CASE("members outside of the roster do not count") {
  CHECK_FALSE(may_lead(4, members_of(0b11110010)));
  CHECK(may_lead(4, members_of(0b11110011)));  // half of it, with the first
  CHECK_FALSE(may_lead(4, members_of(0b11110110)));
  CHECK_FALSE(may_lead(0, members_of(0b1)));
}

TEST_CASE("the first of those who may lead leads") {
  CHECK(leader(5, members_of(0b11100)) == node_id{2});
  CHECK_FALSE(leader(5, members_of(0b11)));
}
