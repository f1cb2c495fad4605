#include "deploy/report/npy.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "optimizers/datasets/npy.hpp"
#include "tests/optimizers/datasets/scratch_folder.hpp"

using namespace starling;
using deploy::to_npy;

TEST_CASE("what is written as .npy reads back with its shape, type and values") {
  const tests::scratch_folder folder;
  const std::vector<float> values{1.0F,  -2.5F,  std::numeric_limits<float>::max(),
                                  -0.0F, 1e-45F, 0.1F};
  for (const std::size_t bytes : {std::size_t{4}, std::size_t{8}}) {
    for (const auto& shape : std::vector<std::vector<std::size_t>>{{6}, {2, 3}, {1, 2, 3}}) {
      const auto read = optimizers::read_npy(folder.write("t.npy", to_npy(shape, values, bytes)));
      REQUIRE(read);
      CHECK(read->shape == shape);
      CHECK(read->values == values);
      CHECK(read->kind == 'f');
      CHECK(read->value_bytes == bytes);
    }
  }
}

TEST_CASE("the layout is that of the .npy format, version 1.0") {
  const std::vector<float> values{1.0F, 2.0F};
  std::string expected = "\x93NUMPY";
  expected += std::string("\x01\x00\x76\x00", 4);
  expected += "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  expected.resize(127, ' ');
  expected += '\n';
  expected += std::string("\x00\x00\x80\x3f\x00\x00\x00\x40", 8);
  const std::vector<std::size_t> shape{2};
  CHECK(to_npy(shape, values, 4) == expected);
}
