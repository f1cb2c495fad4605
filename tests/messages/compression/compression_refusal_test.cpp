#include "messages/compression/compression_refusal.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace starling::messages;

TEST_CASE("every refusal of compression has a name of its own") {
  const std::set<std::string_view> names(compression_refusal_names.begin(),
                                         compression_refusal_names.end());
  CHECK(names.size() == compression_refusal_kinds);
  CHECK(to_string(compression_refusal::none) == "none");
  CHECK(to_string(compression_refusal::non_finite) == "non_finite");
  CHECK(to_string(compression_refusal::wrong_precision) == "wrong_precision");
  CHECK(to_string(compression_refusal::wrong_base) == "wrong_base");
}
