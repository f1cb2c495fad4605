#include "deploy/attack/cell_log.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/deploy/attack/sample_grid.hpp"

namespace deploy = starling::deploy;
namespace fs = std::filesystem;
using namespace starling::deploy::testing;

namespace {

std::string content(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::size_t count(const deploy::cell_results& results) {
  std::size_t known = 0;
  for (const auto& one : results) known += one ? 1 : 0;
  return known;
}

std::string refusal(const fs::path& folder, const deploy::grid& g, const char* kernel) {
  const auto log = deploy::cell_log::open(folder, g, kernel);
  REQUIRE_FALSE(log);
  return log.error();
}

}  // namespace

TEST_CASE("a log that is cut anywhere goes on with its whole lines") {
  const scratch_folder folder("log");
  const auto g = sample_grid();
  const fs::path path = deploy::cell_log_path(folder.path());
  {
    auto log = deploy::cell_log::open(folder.path(), g, "Haswell");
    REQUIRE_MESSAGE(log, log.error());
    CHECK(count(log->results()) == 0);
    for (const std::size_t cell : {7U, 0U, 3U}) {
      CHECK(log->append(g, done(cell, 0.5)).empty());
    }
  }
  const std::string whole = content(path);
  for (std::size_t length = 0; length <= whole.size(); length += 5) {
    const std::string cut = whole.substr(0, length);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << cut;
    const auto lines = static_cast<std::size_t>(std::ranges::count(cut, '\n'));
    auto log = deploy::cell_log::open(folder.path(), g, "Haswell");
    REQUIRE_MESSAGE(log, log.error());
    CHECK(count(log->results()) == (lines == 0 ? 0 : lines - 1));
    CHECK(log->append(g, done(9, 0.25)).empty());
    const std::string now = content(path);
    CHECK(now == whole.substr(0, lines == 0 ? whole.find('\n') + 1 : cut.rfind('\n') + 1) +
                     to_line(g, done(9, 0.25)) + '\n');
  }
}

TEST_CASE("results of another grid, and of another BLAS kernel, are refused by name") {
  const scratch_folder folder("other");
  const auto g = sample_grid();
  REQUIRE(deploy::cell_log::open(folder.path(), g, "Haswell"));
  const auto other = grid_of(replaced(sample_text, "scale: 3", "scale: 4"));
  const std::string why = refusal(folder.path(), other, "Haswell");
  CHECK(why.find("cells.jsonl holds results of another grid, 'sample' " +
                 content_hash_of(g).substr(0, 8)) != std::string::npos);
  CHECK(refusal(folder.path(), g, "Zen").find("the BLAS kernel Haswell, not Zen") !=
        std::string::npos);
  CHECK(deploy::cell_log::open(folder.path(), g, "Haswell"));
}

TEST_CASE("a file that is no log, or has a damaged line inside, is left as it is and refused") {
  const scratch_folder folder("damaged");
  const auto g = sample_grid();
  const fs::path path = deploy::cell_log_path(folder.path());
  std::ofstream(path) << "elephant\n";
  CHECK(refusal(folder.path(), g, "Haswell").ends_with("cells.jsonl is no log of an attack grid"));
  CHECK(content(path) == "elephant\n");
  fs::remove(path);
  REQUIRE(deploy::cell_log::open(folder.path(), g, "Haswell"));
  std::ofstream(path, std::ios::app) << "{}\n" << to_line(g, done(0, 1)) << '\n';
  CHECK(refusal(folder.path(), g, "Haswell").ends_with(":2: names no cell of this grid"));
}

TEST_CASE("a folder that cannot be written is said") {
  const auto log = deploy::cell_log::open("/proc/nowhere", sample_grid(), "Haswell");
  REQUIRE_FALSE(log);
  CHECK(log.error().starts_with("/proc/nowhere/cells.jsonl: "));
}
