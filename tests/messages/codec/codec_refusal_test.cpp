#include "messages/codec/codec_refusal.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace starling::messages;

TEST_CASE("every refusal has a name of its own") {
  const std::set<std::string_view> names(codec_refusal_names.begin(), codec_refusal_names.end());
  CHECK(names.size() == codec_refusal_kinds);
  CHECK(to_string(codec_refusal::none) == "none");
  CHECK(to_string(codec_refusal::truncated) == "truncated");
  CHECK(to_string(codec_refusal::wrong_type) == "wrong_type");
  CHECK(to_string(codec_refusal::too_deep) == "too_deep");
  CHECK(to_string(codec_refusal::too_long) == "too_long");
  CHECK(to_string(codec_refusal::not_minimal) == "not_minimal");
  CHECK(to_string(codec_refusal::trailing_bytes) == "trailing_bytes");
  CHECK(to_string(codec_refusal::out_of_range) == "out_of_range");
  CHECK(to_string(codec_refusal::unknown_kind) == "unknown_kind");
  CHECK(to_string(codec_refusal::wrong_version) == "wrong_version");
}
