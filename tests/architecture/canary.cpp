#include <doctest/doctest.h>

TEST_CASE("a test that fails is seen to fail") {
  CHECK(1 == 2);
}
