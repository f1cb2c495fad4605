#include "optimizers/datasets/input_file.hpp"

#include <doctest/doctest.h>

#include <array>

#include "tests/optimizers/datasets/scratch_folder.hpp"

using starling::optimizers::input_file;
using starling::tests::scratch_folder;

TEST_CASE("input file: counts what it reads and tells when nothing or something is left") {
  const scratch_folder folder;
  auto file = input_file::open(folder.write("f", "abcdef"));
  REQUIRE(file);
  CHECK(file->size_max() == 6);
  std::array<unsigned char, 4> four{};
  REQUIRE(file->read(four, "four bytes"));
  CHECK(four == std::array<unsigned char, 4>{'a', 'b', 'c', 'd'});
  CHECK(file->offset() == 4);
  const auto more = file->read(four, "four bytes");
  REQUIRE_FALSE(more);
  CHECK(more.error().offset == 6);
  CHECK(more.error().expected == "four bytes up to byte 8");
  CHECK(file->expect_end());
}

TEST_CASE("input file: an empty file is a file, a folder and nothing are none") {
  const scratch_folder folder;
  auto empty = input_file::open(folder.write("f", ""));
  REQUIRE(empty);
  CHECK(empty->expect_end());
  CHECK_FALSE(input_file::open(folder.path()));
  CHECK_FALSE(input_file::open(folder.path() / "none"));
}
