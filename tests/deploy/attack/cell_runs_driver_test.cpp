#include "deploy/attack/cell_runs_driver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "tests/deploy/attack/sample_grid.hpp"

namespace deploy = starling::deploy;
using namespace starling::deploy::testing;

namespace {

std::vector<std::size_t> all_cells(const deploy::grid& g) {
  std::vector<std::size_t> cells(g.size());
  std::iota(cells.begin(), cells.end(), std::size_t{0});
  return cells;
}

/// Each cell's line, in the order of the grid.
std::vector<std::string> lines_with(const deploy::grid& g, std::size_t jobs) {
  std::vector<std::string> lines(g.size());
  deploy::cell_run_settings settings;
  settings.jobs = jobs;
  settings.on_cell = [&](const deploy::cell_result& r) { lines[r.cell] += to_line(g, r); };
  run_cells(g, all_cells(g), settings);
  return lines;
}

}  // namespace

TEST_CASE("cells give the same to the bit alone and many at once") {
  const auto g = sample_grid();
  const auto alone = lines_with(g, 1);
  for (const auto& line : alone) CHECK(line.find("\"done\"") != std::string::npos);
  CHECK(lines_with(g, 6) == alone);
}

TEST_CASE("a cell gives what a run of the same swarm gives") {
  const auto g = sample_grid();
  const std::size_t cell = g.index(1, 1, 1, 1);
  std::string hash;
  deploy::cell_run_settings settings;
  settings.on_cell = [&](const deploy::cell_result& r) { hash = r.model_hash; };
  run_cells(g, std::vector{cell}, settings);
  auto ready = starling::actors::prepare(g.cells[cell].options);
  starling::actors::run_settings virtually;
  virtually.virtual_time = true;
  const auto run = starling::actors::run_in_process(std::move(ready.run), virtually);
  CHECK(hash == run.model_hash);
}

TEST_CASE("an illegal rule is refused with its sentence while the others run") {
  const auto g = grid_of(replaced(sample_text, "byzantine: 1", "byzantine: 3"));
  std::size_t refused = 0;
  std::size_t ran = 0;
  deploy::cell_run_settings settings;
  settings.on_cell = [&](const deploy::cell_result& r) {
    const bool trimmed = g.cells[r.cell].rule == 1;
    CHECK((r.how == deploy::cell_result::outcome::refused) == trimmed);
    if (trimmed) CHECK(r.why.find("the largest legal byzantine is 2, not 3") != std::string::npos);
    (trimmed ? refused : ran) += 1;
  };
  run_cells(g, all_cells(g), settings);
  CHECK(refused == 12);
  CHECK(ran == 12);
}

TEST_CASE("what cannot be for another reason is known before the first cell, with its row") {
  const auto g = grid_of(replaced(sample_text, "count: 2", "count: 5"));
  deploy::cell_run_settings settings;
  settings.on_cell = [](const deploy::cell_result&) { FAIL("a cell ran"); };
  try {
    run_cells(g, all_cells(g), settings);
    FAIL("it ran");
  } catch (const starling::invalid_swarm& e) {
    CHECK(e.key() == "adversaries.count");
    CHECK(std::string(e.what()).ends_with("(attack 'labels', partition 'iid')"));
  }
}

TEST_CASE("after an interrupt no cell begins and none is half told") {
  const auto g = sample_grid();
  std::atomic<bool> interrupt{false};
  std::size_t told = 0;
  deploy::cell_run_settings settings;
  settings.interrupt = &interrupt;
  settings.on_cell = [&](const deploy::cell_result& r) {
    CHECK(r.rounds == 4);
    if (++told == 3) interrupt = true;
  };
  run_cells(g, all_cells(g), settings);
  CHECK(told == 3);
}

TEST_CASE("what the listener throws ends the work and is thrown on") {
  const auto g = sample_grid();
  deploy::cell_run_settings settings;
  settings.jobs = 3;
  std::size_t told = 0;
  settings.on_cell = [&](const deploy::cell_result&) {
    ++told;
    throw std::runtime_error("disk full");
  };
  CHECK_THROWS_WITH(run_cells(g, all_cells(g), settings), "disk full");
  CHECK(told == 1);
}
