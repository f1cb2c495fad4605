#include <doctest/doctest.h>

#include "deploy/report/page/page_assets.hpp"
#include "messages/types/refusal.hpp"
#include "tests/deploy/report/markup_checker.hpp"

using namespace starling;

TEST_CASE("the style gives every reason of refusal a colour and fetches nothing") {
  const std::string_view css = deploy::page_style();
  for (const std::string_view reason : messages::refusal_names) {
    CHECK(css.find("." + std::string(reason) + " { --c:") != std::string_view::npos);
  }
  CHECK(css.find("url(") == std::string_view::npos);
  CHECK(css.find("@import") == std::string_view::npos);
  CHECK(css.find("</") == std::string_view::npos);
  CHECK(deploy::testing::occurrences(css, "{") == deploy::testing::occurrences(css, "}"));
}
