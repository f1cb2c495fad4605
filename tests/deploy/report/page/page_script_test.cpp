#include <doctest/doctest.h>

#include "deploy/report/page/page_assets.hpp"

using starling::deploy::page_script;

TEST_CASE("the script fetches nothing, writes no markup and cannot end its own block") {
  for (const char* word : {"fetch", "http", "import", "innerHTML", "eval", "</"}) {
    CHECK(page_script().find(word) == std::string_view::npos);
  }
}
