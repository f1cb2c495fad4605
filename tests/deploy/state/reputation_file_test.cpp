#include "deploy/state/reputation_file.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace starling;
using namespace starling::deploy;
using messages::node_id;

namespace {

/// A folder that is gone with the test.
struct folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / "starling_reputation_test";
  folder() {
    std::filesystem::remove_all(path);
    std::filesystem::create_directory(path);
  }
  ~folder() { std::filesystem::remove_all(path); }
};

aggregation::reputation_books books_of(std::uint32_t members) {
  aggregation::reputation_books all;
  for (std::uint32_t i = 0; i < members; ++i) all.try_emplace(node_id{i}, reputation_options{});
  return all;
}

}  // namespace

TEST_CASE("reputation books come back from a file; where there is none, nothing is known") {
  const folder here;
  const auto file = here.path / "books";
  auto before = books_of(3);
  before.at(node_id{1}).note(node_id{2}, aggregation::conduct::lying);
  before.at(node_id{1}).close_round();
  auto after = books_of(3);
  CHECK(read_books(file, {}, after).empty());
  CHECK(after.at(node_id{1}).records().empty());
  CHECK(write_books(file, before).empty());
  CHECK(read_books(file, {}, after).empty());
  CHECK(after.at(node_id{1}).records() == before.at(node_id{1}).records());
  CHECK(after.at(node_id{0}).records().empty());
}

TEST_CASE("a reputation file that does not fit is refused by name and line, and changes nothing") {
  const folder here;
  const auto file = here.path / "books";
  auto books = books_of(2);
  std::ofstream(file) << "starling reputation 1\n0 1 0 3 free 0\n1 0 0 3 jailed 0\n";
  CHECK(read_books(file, {}, books).find("books:3: the standing") != std::string::npos);
  std::ofstream(file) << "starling reputation 1\n0 1 0 3 free 0\n7 0 0 3 free 0\n";
  CHECK(read_books(file, {}, books).find("member 7 keeps no book") != std::string::npos);
  CHECK(books.at(node_id{0}).records().empty());
  CHECK_FALSE(read_books(here.path, {}, books).empty());
  CHECK_FALSE(write_books(here.path / "missing" / "books", books).empty());
}
