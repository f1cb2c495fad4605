#include "optimizers/datasets/load.hpp"

#include <doctest/doctest.h>

#include "tests/optimizers/datasets/scratch_folder.hpp"

using namespace starling;

TEST_CASE("load: each kind of data goes to its reader") {
  const auto digits = optimizers::load(dataset::digits{.samples = 50}, 1);
  REQUIRE(digits);
  CHECK(digits->train->size() == 40);
  CHECK(digits->train->name == "digits");

  const tests::scratch_folder folder;
  const auto table = folder.write("t.csv", "x,y\n1,a\n2,b\n3,a\n4,b\n");
  const auto csv = optimizers::load(dataset::csv{.path = table, .test_fraction = 0.25}, 1);
  REQUIRE(csv);
  CHECK(csv->train->size() == 3);
  CHECK(csv->test->size() == 1);

  const auto idx = optimizers::load(dataset::idx{folder.path() / "nowhere"}, 1);
  REQUIRE_FALSE(idx);
  CHECK(idx.error().file == folder.path() / "nowhere" / "train-images-idx3-ubyte");

  const auto npy = optimizers::load(dataset::npy{.inputs = table, .labels = table}, 1);
  REQUIRE_FALSE(npy);
  CHECK(npy.error().expected == "\\x93NUMPY");
}
