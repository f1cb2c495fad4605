#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "actors/swarm/prepare.hpp"
#include "deploy/attack/cell_log.hpp"
#include "deploy/attack/cell_runs_driver.hpp"
#include "deploy/attack/grid_file.hpp"
#include "deploy/attack/heat_map.hpp"
#include "deploy/attack/results_json.hpp"
#include "deploy/attack/tables.hpp"
#include "deploy/cli/commands.hpp"
#include "deploy/cli/flags.hpp"
#include "deploy/report/figures.hpp"
#include "deploy/report/run_directory.hpp"
#include "optimizers/models/blas.hpp"

namespace starling::deploy {

namespace {

namespace fs = std::filesystem;

struct attack_arguments {
  std::string file;
  override_flags overrides;
  std::string out;  ///< Empty: beside the file.
  std::size_t jobs = std::max(1U, std::thread::hardware_concurrency());
  bool resume = false;
  bool restart = false;
  bool json = false;
  bool quiet = false;
};

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // as a signal handler needs it

extern "C" void on_attack_interrupt(int signal) {
  interrupted.store(true);
  std::signal(signal, SIG_DFL);  // a second one ends the program at once
}

int refuse_sentence(const std::string& why) {
  std::cerr << "starling: " << why << '\n';
  return exit_usage;
}

/// A line per cell; on a terminal each takes the place of the one before.
class cell_progress {
 public:
  cell_progress(const grid& g, std::size_t done) : grid_(g), before_(done), done_(done) {}

  void show(const cell_result& result) {
    ++done_;
    const grid_cell& cell = grid_.cells[result.cell];
    std::string line = "cell " + std::to_string(done_) + '/' + std::to_string(grid_.size()) + "  " +
                       grid_.rules[cell.rule].name + " × " + grid_.attacks[cell.attack].name +
                       " × " + grid_.partitions[cell.partition].name + "  seed " +
                       std::to_string(grid_.seeds[cell.seed]) + "  " + figure(result) + "  " +
                       time_left() + " left";
    std::cerr << (terminal_ ? '\r' + line + "\x1b[K" : line + '\n') << std::flush;
  }

  ~cell_progress() {
    if (terminal_ && done_ > before_) std::cerr << '\n';
  }
  cell_progress(const cell_progress&) = delete;
  cell_progress& operator=(const cell_progress&) = delete;

 private:
  static std::string figure(const cell_result& result) {
    if (result.how == cell_result::outcome::refused) return "refused";
    const std::string text = "accuracy " + fixed(result.accuracy, 3);
    return result.how == cell_result::outcome::stopped ? text + " (stopped)" : text;
  }

  [[nodiscard]] std::string time_left() const {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    const double each = spent.count() / static_cast<double>(done_ - before_);
    const double left = each * static_cast<double>(grid_.size() - done_);
    return left < 120 ? fixed(left, 0) + " s" : describe(measure::seconds, left);
  }

  const grid& grid_;
  std::size_t before_;
  std::size_t done_;
  bool terminal_ = isatty(STDERR_FILENO) == 1;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

fs::path directory_of(const attack_arguments& a) {
  if (!a.out.empty()) return a.out;
  const fs::path file(a.file);
  return file.parent_path() / (file.stem().string() + ".results");
}

constexpr const char* json_file = "results.json";
constexpr const char* tables_file = "tables.md";
constexpr const char* page_file = "heatmap.html";

/// The log to go on with; or the exit status, with the reason printed.
messages::result<cell_log, int> open_log(const attack_arguments& a, const grid& g,
                                         const fs::path& directory) {
  if (a.restart) {
    std::error_code ignored;
    fs::remove(cell_log_path(directory), ignored);
    for (const char* name : {json_file, tables_file, page_file}) {
      fs::remove(directory / name, ignored);
    }
  }
  if (a.resume && !fs::exists(cell_log_path(directory))) {
    return messages::failure{
        refuse_sentence("--resume: there is no " + cell_log_path(directory).string())};
  }
  auto log = cell_log::open(directory, g, optimizers::blas_kernel());
  if (log) return std::move(*log);
  return messages::failure{
      refuse_sentence(log.error() + " (--restart begins anew, --out DIR writes elsewhere)")};
}

std::vector<std::size_t> cells_to_run(const cell_results& results) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i]) cells.push_back(i);
  }
  return cells;
}

/// Runs what is missing into `results` and the log.
void run_missing(const attack_arguments& a, const grid& g, cell_log& log, cell_results& results) {
  const auto cells = cells_to_run(results);
  cell_progress progress(g, g.size() - cells.size());
  cell_run_settings settings;
  settings.jobs = a.jobs;
  settings.interrupt = &interrupted;
  settings.on_cell = [&](const cell_result& result) {
    if (const auto why = log.append(g, result); !why.empty()) throw std::runtime_error(why);
    results[result.cell] = result;
    if (!a.quiet) progress.show(result);
  };
  run_cells(g, cells, settings);
}

int tell_how_to_go_on(const cell_results& results, const fs::path& directory) {
  const std::size_t done = results.size() - cells_to_run(results).size();
  std::cerr << "starling: interrupted; " << done << " of " << results.size() << " cells are in "
            << cell_log_path(directory).string() << ", the same command goes on from there\n";
  return exit_failed;
}

int write_results(const attack_arguments& a, const grid& g, const cell_results& results,
                  const fs::path& directory) {
  const std::string kernel = optimizers::blas_kernel();
  const std::vector<std::pair<const char*, std::string>> files = {
      {json_file, results_json(g, results, kernel)},
      {tables_file, markdown_tables(g, results, kernel)},
      {page_file, heat_map_page(g, results, kernel)}};
  for (const auto& [name, content] : files) {
    const auto written = write_whole(directory / name, content);
    if (!written) {
      std::cerr << "starling: " << written.error() << '\n';
      return exit_failed;
    }
    if (!a.quiet && !a.json) std::cout << written->string() << '\n';
  }
  if (a.json) std::cout << summary_json(g, results, kernel);
  if (std::cout.flush()) return exit_success;
  std::cerr << "starling: stdout cannot be written\n";
  return exit_failed;
}

int attack(const attack_arguments& a) {
  const auto overrides = collect_overrides(a.overrides);
  if (!overrides) return refuse(overrides.error());
  const auto g = read_grid_file(a.file, *overrides);
  if (!g) return refuse(g.error());
  const fs::path directory = directory_of(a);
  output_directory claimed;
  if (const auto why = claimed.claim(directory.string()); !why.empty()) {
    return refuse_sentence("--out: " + why);
  }
  auto log = open_log(a, *g, directory);
  if (!log) {
    claimed.release();
    return log.error();
  }
  std::signal(SIGINT, on_attack_interrupt);
  std::signal(SIGTERM, on_attack_interrupt);
  cell_results results = log->results();
  try {
    run_missing(a, *g, *log, results);
  } catch (const invalid_swarm& e) {
    if (cells_to_run(results).size() == g->size()) {
      std::error_code ignored;
      fs::remove(cell_log_path(directory), ignored);
      claimed.release();
    }
    return refuse(config_error{a.file, 0, 0, e.key(), e.what(), ""});
  }
  if (!cells_to_run(results).empty()) return tell_how_to_go_on(results, directory);
  return write_results(a, *g, results, directory);
}

}  // namespace

void add_attack(CLI::App& program, int& status) {
  auto* command = program.add_subcommand(
      "attack", "Run a grid of rules against attacks; write tables and a heat map");
  auto a = std::make_shared<attack_arguments>();
  command->add_option("FILE", a->file, "Grid file (YAML); see docs/reference/attack-grid.md")
      ->required()
      ->type_name("");
  command
      ->add_option("--set", a->overrides.sets,
                   "Override one key of the grid's swarm, as in --set data.path=mnist; may be "
                   "repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--out", a->out,
                   "Write into this folder (default: FILE with .results in place of .yaml)")
      ->type_name("DIR");
  command->add_option("--jobs", a->jobs, "Cells at once (default: one per core)")
      ->check(whole_number(1, 1024))
      ->type_name("N");
  auto* resume = command->add_flag("--resume", a->resume,
                                   "Only go on with what the folder holds (without: also begin)");
  command->add_flag("--restart", a->restart, "Drop the results that the folder holds")
      ->excludes(resume);
  command->add_flag("--json", a->json, "Print a summary as JSON on stdout");
  command->add_flag("--quiet", a->quiet, "No progress on stderr, no file names on stdout");
  command->footer(
      "Runs on virtual time: the same grid gives the same bytes, whatever --jobs. Finished cells\n"
      "are in cells.jsonl; after Ctrl-C (exit status 1) or a crash the same command goes on.");
  command->callback([a, &status] { status = attack(*a); });
}

}  // namespace starling::deploy
