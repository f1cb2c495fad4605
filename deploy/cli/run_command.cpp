#include "deploy/cli/run_command.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "actors/host/host_counters.hpp"
#include "actors/host/host_driver.hpp"
#include "actors/metrics/host_metrics_driver.hpp"
#include "actors/metrics/swarm_metrics_driver.hpp"
#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "actors/topology/draw.hpp"
#include "deploy/cli/commands.hpp"
#include "deploy/cli/own_host.hpp"
#include "deploy/config/swarm_file.hpp"
#include "deploy/report/progress.hpp"
#include "deploy/report/run_directory.hpp"
#include "deploy/report/run_json.hpp"
#include "deploy/state/checkpoint_store_driver.hpp"
#include "deploy/state/reputation_file.hpp"

namespace starling::deploy {

namespace {

std::atomic<bool> interrupted{false};
std::atomic<bool> training{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // as a signal handler needs it

extern "C" void on_interrupt(int signal) {
  if (!training.load()) {
    constexpr std::string_view said = "starling: interrupted before the first round\n";
    static_cast<void>(!write(STDERR_FILENO, said.data(), said.size()));
    _exit(exit_failed);  // there is nothing to write yet
  }
  interrupted.store(true);
  std::signal(signal, SIG_DFL);  // a second one ends the program at once
}

progress_options terminal_options() {
  progress_options options;
  options.terminal = isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (options.terminal && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    options.columns = size.ws_col;
  }
  options.elapsed = [start = std::chrono::steady_clock::now()] {
    return std::chrono::steady_clock::now() - start;
  };
  return options;
}

/// Files first: whoever reads stdout may be gone. With the JSON on stdout, nothing else is there.
bool write_results(const run_arguments& a, const report_input& input) {
  bool well = true;
  const auto check = [&well](const messages::result<std::filesystem::path, std::string>& written) {
    if (!written) std::cerr << "starling: " << written.error() << '\n';
    well = well && written;
    return static_cast<bool>(written);
  };
  const bool json_out = a.json == "-";
  if (a.json && !json_out) check(write_whole(*a.json, to_json(input.result)));
  std::string page;
  if (a.report) {
    const auto written = write_run_directory(*a.report, input);
    if (check(written)) page = std::filesystem::absolute(*written).string();
  }
  if (json_out) std::cout << to_json(input.result);
  if (!a.quiet) {
    if (!json_out) std::cout << summary(input.result);
    if (!page.empty()) (json_out ? std::cerr : std::cout) << "report           " << page << '\n';
  }
  if (!std::cout.flush()) {
    std::cerr << "starling: stdout cannot be written\n";
    well = false;
  }
  return well;
}

int finish(const run_arguments& a, const report_input& input) {
  const auto& result = input.result;
  const bool well = write_results(a, input);
  if (a.quiet && !result.succeeded()) {
    std::cerr << "starling: " << to_string(result.stopped_by)
              << (result.detail.empty() ? "" : ": " + result.detail) << '\n';
  }
  return well && result.succeeded() ? exit_success : exit_failed;
}

int refuse_flag(const char* flag, const std::string& why) {
  std::cerr << "starling: " << flag << ": " << why << '\n';
  return exit_usage;
}

/// Trains, and leaves the result in `input`.
void train(const run_arguments& a, const swarm_options& options, actors::prepared& ready,
           std::shared_ptr<const actors::host_settings> host, actors::swarm_metrics* metrics,
           const checkpoint_store& checkpoints, report_input& input) {
  progress shown(std::cerr, terminal_options());
  actors::run_settings settings;
  settings.virtual_time = a.virtual_time;
  settings.threads = a.threads;
  settings.interrupt = &interrupted;
  settings.host = std::move(host);
  std::string unwritten;
  if (checkpoints.writes()) {
    settings.on_checkpoint = [&](const actors::checkpoint& c) {
      if (auto why = checkpoints.write(c); !why.empty()) unwritten = std::move(why);
    };
  }
  settings.on_round = [&, counters = ready.run.counters](const round_report& r) {
    if (!a.quiet) shown.on_round(r, options.rounds.max);
    if (metrics != nullptr) metrics->closed(r, counters->restarts.load());
  };
  training.store(true);
  input.result = actors::run_in_process(std::move(ready.run), settings);
  if (!a.quiet) shown.finish(input.result);
  if (!unwritten.empty()) std::cerr << "starling: " << unwritten << '\n';
}

/// The checkpoint of --resume; null where there is none. Empty `why`: all is well.
std::shared_ptr<const actors::checkpoint> resumed(const run_arguments& a,
                                                  const checkpoint_store& from, std::string& why) {
  if (!a.resume) return nullptr;
  auto read = from.read(*a.resume);
  if (!read) {
    why = read.error();
    return nullptr;
  }
  return std::make_shared<const actors::checkpoint>(*std::move(read));
}

/// What is known before the first round.
report_input described(const run_arguments& a, const swarm_options& options,
                       const actors::prepared& ready) {
  report_input input;
  input.configuration = to_yaml(options);
  if (ready.learned) input.layout = ready.learned->layout();
  if (a.report && ready.run.objective) input.objective = record(*ready.run.objective);
  constexpr std::size_t drawn_nodes_max = 1024;
  if (ready.run.graph->nodes() <= drawn_nodes_max) {
    input.topology = actors::to_json(*ready.run.graph, messages::round_number{1});
  }
  return input;
}

}  // namespace

int run(const run_arguments& a) {
  const auto overrides = collect_overrides(a.overrides);
  if (!overrides) return refuse(overrides.error());
  auto file = read_swarm_file(a.file, *overrides);
  if (!file) return refuse(file.error());
  if (a.json && a.json != "-") {
    if (const auto why = unwritable_file(*a.json); !why.empty()) return refuse_flag("--json", why);
  }
  const auto checkpoints = checkpoint_store::of(file->options);
  if (!checkpoints) return refuse(error_at(*file, "checkpoint.key", checkpoints.error()));
  std::unique_ptr<actors::swarm_metrics> metrics;
  if (a.metrics) {
    auto listening = actors::swarm_metrics::listen(*a.metrics);
    if (!listening) return refuse_flag("--metrics", listening.error());
    metrics = *std::move(listening);
    if (!a.quiet) std::cerr << "metrics on port " << metrics->port() << '\n';
  }
  output_directory directory;
  if (a.report) {
    if (const auto why = directory.claim(*a.report); !why.empty()) {
      return refuse_flag("--report", why);
    }
  }
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  std::optional<actors::prepared> ready;
  try {
    actors::plug_ins own;
    std::string why;
    own.resumed = resumed(a, *checkpoints, why);
    if (!why.empty()) {
      directory.release();
      return refuse_flag("--resume", why);
    }
    ready = actors::prepare(file->options, std::move(own));
  } catch (const invalid_swarm& e) {
    directory.release();
    return refuse(error_at(*file, e.key(), e.what()));
  }
  std::shared_ptr<const actors::host_settings> host;
  if (a.host) {
    auto mine = own_host(*a.host, ready->run);
    if (!mine) {
      directory.release();
      return mine.error().flag.empty() ? refuse(error_at(*file, mine.error().key, mine.error().why))
                                       : refuse_flag(mine.error().flag.c_str(), mine.error().why);
    }
    host = *std::move(mine);
    if (metrics) {
      metrics->show(std::make_shared<actors::host_metrics>(ready->run.between_hosts));
    }
  }
  const auto books = ready->run.books;
  const auto& reputation = file->options.aggregation.reputation;
  const bool persists = books && !reputation.path.empty();
  if (persists) {
    if (const auto why = read_books(reputation.path, reputation, *books); !why.empty()) {
      directory.release();
      return refuse(error_at(*file, "aggregation.reputation.path", why));
    }
  }
  auto input = described(a, file->options, *ready);
  train(a, file->options, *ready, std::move(host), metrics.get(), *checkpoints, input);
  const auto unwritten = persists ? write_books(reputation.path, *books) : std::string();
  if (!unwritten.empty()) std::cerr << "starling: " << unwritten << '\n';
  const int status = finish(a, input);
  return unwritten.empty() ? status : exit_failed;
}

void add_run_flags(CLI::App& command, run_arguments& a) {
  command.add_option("FILE", a.file, "Swarm file (YAML); see docs/reference/swarm-file.md")
      ->required()
      ->type_name("");
  add_override_flags(command, a.overrides);
  command
      .add_option("--threads", a.threads, "Threads that the actors run on (default: one per core)")
      ->check(whole_number(1, 1024))
      ->type_name("N");
  command.add_option("--json", a.json, "Write the result as JSON; - is stdout")->type_name("OUT");
  command
      .add_option("--report", a.report,
                  "Write run.json, rounds.csv, audit.jsonl, report.html and the model or the "
                  "objective into this folder")
      ->type_name("DIR");
  command
      .add_option("--metrics", a.metrics,
                  "Serve Prometheus metrics while it runs; port 0 picks one and says which")
      ->type_name("HOST:PORT");
  command
      .add_option("--resume", a.resume,
                  "Go on from a checkpoint of the same swarm; see checkpoint.every")
      ->type_name("FILE");
  command.add_flag("--quiet", a.quiet, "No progress on stderr and no summary on stdout");
  command.footer(
      "Ctrl-C ends the run after writing what there is (exit status 1); a second one at once.\n"
      "Flags override the environment (STARLING_ROUNDS_MAX=20), which overrides the file.");
}

void add_run(CLI::App& program, int& status) {
  auto* command =
      program.add_subcommand("run", "Run the swarm that a file describes, in one process");
  auto a = std::make_shared<run_arguments>();
  add_run_flags(*command, *a);
  command->add_flag("--virtual-time", a->virtual_time,
                    "One thread and a simulated clock: same seed, same trace");
  command->callback([a, &status] { status = run(*a); });
}

}  // namespace starling::deploy
