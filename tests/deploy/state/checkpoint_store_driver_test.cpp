#include "deploy/state/checkpoint_store_driver.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "deploy/state/key_file_driver.hpp"

using namespace starling;
using deploy::checkpoint_store;
namespace fs = std::filesystem;

namespace {

/// A folder with two keys, that is gone with the test.
struct folder {
  fs::path path =
      fs::temp_directory_path() / ("starling_checkpoint_store_test_" + std::to_string(getpid()));
  folder() {
    fs::remove_all(path);
    fs::create_directory(path);
    for (const char* name : {"own.key", "other.key"}) {
      REQUIRE(deploy::write_file_key(path / name, deploy::fresh_file_key(), false).empty());
    }
  }
  ~folder() { fs::remove_all(path); }

  [[nodiscard]] swarm_options options(const char* key) const {
    swarm_options o;
    o.checkpoint = {.every = 5, .path = path / "state", .key = key[0] ? path / key : fs::path()};
    return o;
  }
  [[nodiscard]] checkpoint_store store(const char* key) const {
    auto made = checkpoint_store::of(options(key));
    REQUIRE_MESSAGE(made, made.error());
    return *made;
  }
  [[nodiscard]] std::string written() const {
    std::ostringstream all;
    all << std::ifstream(path / "state", std::ios::binary).rdbuf();
    return all.str();
  }
  /// Why a store with this key does not go on from the file, or nothing.
  [[nodiscard]] std::string refused(const char* key) const {
    const auto read = store(key).read(path / "state");
    return read ? "" : read.error();
  }
};

bool says(const std::string& text, const char* what) {
  return text.find(what) != std::string::npos;
}

const actors::checkpoint twelve{{12}, {{std::byte{'s'}, std::byte{'e'}, std::byte{'e'}}, {}}};

}  // namespace

TEST_CASE("a sealed checkpoint is read back with its key, and with nothing else") {
  const folder here;
  REQUIRE(here.store("own.key").write(twelve).empty());
  CHECK(here.written().starts_with(messages::sealed_file_begin));
  CHECK_FALSE(says(here.written(), "checkpoint 1"));
  const auto read = here.store("own.key").read(here.path / "state");
  REQUIRE_MESSAGE(read, read.error());
  CHECK(read->round == twelve.round);
  CHECK(read->states == twelve.states);
  CHECK(says(here.refused("other.key"), "state: it is sealed with another key"));
  CHECK(says(here.refused(""), "state: it is sealed, and checkpoint.key names no key"));
}

TEST_CASE("whoever has a key believes nothing that is not sealed, or damaged") {
  const folder here;
  REQUIRE(here.store("").write(twelve).empty());
  CHECK(here.refused("").empty());
  CHECK(says(here.refused("own.key"), "state: it is not sealed"));
  REQUIRE(here.store("own.key").write(twelve).empty());
  fs::resize_file(here.path / "state", fs::file_size(here.path / "state") - 1);
  CHECK(says(here.refused("own.key"), "state: it is cut or damaged"));
}

TEST_CASE("two checkpoints of one state are sealed under different salts") {
  const folder here;
  REQUIRE(here.store("own.key").write(twelve).empty());
  const auto first = here.written();
  REQUIRE(here.store("own.key").write(twelve).empty());
  CHECK(here.written() != first);
}

TEST_CASE("a key that is missing, or that others may read, is refused before the run") {
  const folder here;
  const auto made = checkpoint_store::of(here.options("no.key"));
  REQUIRE_FALSE(made);
  CHECK(says(made.error(), "no.key: cannot be read"));
  fs::permissions(here.path / "own.key", fs::perms::others_read, fs::perm_options::add);
  const auto open = checkpoint_store::of(here.options("own.key"));
  REQUIRE_FALSE(open);
  CHECK(says(open.error(), "others than its owner may read it"));
}

TEST_CASE("checkpoints are written where there is a file for them and a number of rounds") {
  const folder here;
  CHECK(here.store("").writes());
  auto o = here.options("");
  o.checkpoint.every = 0;
  CHECK_FALSE(checkpoint_store::of(o)->writes());
  o = here.options("");
  o.checkpoint.path.clear();
  CHECK_FALSE(checkpoint_store::of(o)->writes());
}
