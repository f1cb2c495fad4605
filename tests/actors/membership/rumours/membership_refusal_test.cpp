#include "actors/membership/rumours/membership_refusal.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace starling::actors;

TEST_CASE("every membership refusal has a name of its own") {
  const std::set<std::string_view> names(membership_refusal_names.begin(),
                                         membership_refusal_names.end());
  CHECK(names.size() == membership_refusal_kinds);
  CHECK(to_string(membership_refusal::malformed) == "malformed");
  CHECK(to_string(membership_refusal::relay_busy) == "relay_busy");
}
