#include "deploy/state/key_file_driver.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>

using namespace starling;
using namespace starling::deploy;
namespace fs = std::filesystem;

namespace {

/// A folder that is gone with the test.
struct folder {
  fs::path path =
      fs::temp_directory_path() / ("starling_key_file_test_" + std::to_string(getpid()));
  folder() {
    fs::remove_all(path);
    fs::create_directory(path);
  }
  ~folder() { fs::remove_all(path); }

  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
};

std::string text_of(const fs::path& file) {
  std::ostringstream all;
  all << std::ifstream(file).rdbuf();
  return all.str();
}

std::string problem_with(const fs::path& file) {
  const auto read = read_key_file(file);
  return read ? std::string() : read.error();
}

}  // namespace

TEST_CASE("keys come back from their file, which its owner alone may read") {
  const folder here;
  const auto file = here.path / "a.key";
  const auto seeds = fresh_seeds();
  CHECK(write_key_files(file, seeds, false).empty());
  const auto read = read_key_file(file);
  REQUIRE(read);
  CHECK(messages::secret_text(*read) == messages::secret_text(seeds));
  CHECK((fs::status(file).permissions() & fs::perms::mask) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(text_of(public_file(file)) ==
        messages::public_text(messages::identity(seeds.signing, seeds.agreement)));
  CHECK(here.files() == 2);
}

TEST_CASE("no two peers get the same seeds") {
  const auto a = fresh_seeds();
  const auto b = fresh_seeds();
  CHECK(messages::secret_text(a) != messages::secret_text(b));
  CHECK(messages::to_hex(a.signing.bytes()) != messages::to_hex(a.agreement.bytes()));
}

TEST_CASE("keys that are there stay unless they are to be replaced") {
  const folder here;
  const auto file = here.path / "a.key";
  REQUIRE(write_key_files(file, fresh_seeds(), false).empty());
  const auto before = text_of(file);
  CHECK(write_key_files(file, fresh_seeds(), false).find("a.key is there already") !=
        std::string::npos);
  CHECK(text_of(file) == before);
  CHECK(write_key_files(file, fresh_seeds(), true).empty());
  CHECK(text_of(file) != before);
  CHECK(here.files() == 2);
}

TEST_CASE("a public file or a dangling link in the way is not overwritten either") {
  const folder here;
  std::ofstream(here.path / "a.key.pub") << "mine";
  CHECK(write_key_files(here.path / "a.key", fresh_seeds(), false).find("a.key.pub is there") !=
        std::string::npos);
  CHECK(text_of(here.path / "a.key.pub") == "mine");
  fs::create_symlink(here.path / "elsewhere", here.path / "b.key");
  CHECK_FALSE(write_key_files(here.path / "b.key", fresh_seeds(), false).empty());
  CHECK_FALSE(fs::exists(here.path / "elsewhere"));
  CHECK(here.files() == 2);
}

TEST_CASE("a key file that others may read, or that holds no keys, is refused by name") {
  const folder here;
  const auto file = here.path / "a.key";
  CHECK(problem_with(file).find("cannot be read") != std::string::npos);
  REQUIRE(write_key_files(file, fresh_seeds(), false).empty());
  fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
  CHECK(problem_with(file).find("others than its owner") != std::string::npos);
  fs::permissions(file, fs::perms::group_read, fs::perm_options::remove);
  CHECK(problem_with(file).empty());
  std::ofstream(file) << "starling-key 1\nsigning 00\n";
  CHECK(problem_with(file).find("holds no keys: malformed") != std::string::npos);
  std::ofstream(file) << std::string(5000, '#');
  CHECK(problem_with(file).find("too_long") != std::string::npos);
  CHECK(problem_with(here.path).find("is no file") != std::string::npos);
  CHECK_FALSE(write_key_files(here.path / "no" / "where", fresh_seeds(), false).empty());
}
