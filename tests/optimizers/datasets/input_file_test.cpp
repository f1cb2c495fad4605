#include "optimizers/datasets/input_file.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

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

TEST_CASE("input file: the rest of a file comes whole, or an error says that it is too long") {
  const scratch_folder folder;
  const std::string bytes(300'000, 'x');
  const auto path = folder.write("f", bytes);
  auto file = input_file::open(path);
  REQUIRE(file);
  unsigned char first = 0;
  REQUIRE(file->read({&first, 1}, "a byte"));
  const auto rest = file->rest(bytes.size() - 1);
  REQUIRE(rest);
  CHECK(*rest == bytes.substr(1));
  CHECK(file->offset() == bytes.size());
  CHECK(file->rest(0)->empty());

  auto again = input_file::open(path);
  REQUIRE(again);
  const auto refused = again->rest(bytes.size() - 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().expected == "at most 299999 bytes");
}

TEST_CASE("input file: an empty file is a file, a folder and nothing are none") {
  const scratch_folder folder;
  auto empty = input_file::open(folder.write("f", ""));
  REQUIRE(empty);
  CHECK(empty->expect_end());
  CHECK_FALSE(input_file::open(folder.path()));
  CHECK_FALSE(input_file::open(folder.path() / "none"));
}
