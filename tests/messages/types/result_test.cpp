#include "messages/types/result.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using starling::messages::failure;
using starling::messages::result;

namespace {

enum class trouble : unsigned char { small, large };

result<std::unique_ptr<int>, trouble> half_of(int n) {
  if (n % 2 != 0) return failure{trouble::large};
  return std::make_unique<int>(n / 2);
}

}  // namespace

TEST_CASE("a result holds a value that can be moved out, or a failure by name") {
  auto good = half_of(8);
  REQUIRE(good);
  CHECK(**good == 4);
  const std::unique_ptr<int> owned = *std::move(good);
  CHECK(*owned == 4);

  const auto bad = half_of(7);
  CHECK_FALSE(bad);
  CHECK(bad.error() == trouble::large);
}

TEST_CASE("value and failure may be of one type") {
  const result<std::string, std::string> good("yes");
  const result<std::string, std::string> bad(failure<std::string>{"no"});
  REQUIRE(good);
  CHECK(good->size() == 3);
  CHECK_FALSE(bad);
  CHECK(bad.error() == "no");
}

TEST_CASE("a failure converts to what the result names it by") {
  const result<int, std::string> bad = failure{"too late"};
  CHECK(bad.error() == "too late");
}
