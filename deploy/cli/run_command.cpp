#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "actors/metrics/swarm_metrics_driver.hpp"
#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "actors/topology/draw.hpp"
#include "deploy/cli/commands.hpp"
#include "deploy/config/overrides.hpp"
#include "deploy/config/swarm_file.hpp"
#include "deploy/report/progress.hpp"
#include "deploy/report/run_directory.hpp"
#include "deploy/report/run_json.hpp"

namespace starling::deploy {

namespace {

struct run_arguments {
  std::string file;
  std::vector<std::string> sets;
  std::optional<std::uint64_t> seed;
  bool virtual_time = false;
  std::size_t threads = 0;
  std::string json;
  std::string report;
  std::string metrics;
  bool quiet = false;
};

std::atomic<bool> interrupted{false};

extern "C" void on_interrupt(int signal) {
  interrupted.store(true);
  std::signal(signal, SIG_DFL);  // a second one ends the program at once
}

int refuse(const config_error& e) {
  std::cerr << "starling: " << to_string(e) << '\n';
  return exit_usage;
}

messages::result<std::vector<override_value>, config_error> collect_overrides(
    const run_arguments& a) {
  auto all = environment_overrides(environ);
  if (!all) return all;
  for (const auto& text : a.sets) {
    auto one = parse_set(text);
    if (!one) return messages::failure{one.error()};
    all->push_back(*std::move(one));
  }
  if (a.seed) all->push_back({"swarm.seed", std::to_string(*a.seed), "--seed"});
  return all;
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

bool write_json(const run_result& result, const std::string& to) {
  if (to == "-") {
    std::cout << to_json(result) << '\n';
    return true;
  }
  const auto written = write_whole(to, to_json(result) + "\n");
  if (!written) std::cerr << "starling: " << written.error() << '\n';
  return static_cast<bool>(written);
}

bool write_report(const run_arguments& a, const report_input& input) {
  const auto page = write_run_directory(a.report, input);
  if (!page) {
    std::cerr << "starling: " << page.error() << '\n';
    return false;
  }
  // With the JSON on stdout, nothing else may be there.
  auto& out = a.json == "-" ? std::cerr : std::cout;
  if (!a.quiet) out << "report           " << std::filesystem::absolute(*page).string() << '\n';
  return true;
}

int finish(const run_arguments& a, const report_input& input) {
  bool well = true;
  if (!a.quiet && a.json != "-") std::cout << summary(input.result);
  if (!a.json.empty()) well = write_json(input.result, a.json) && well;
  if (!a.report.empty()) well = write_report(a, input) && well;
  if (!input.result.succeeded() && a.quiet) {
    std::cerr << "starling: " << to_string(input.result.stopped_by) << ": " << input.result.detail
              << '\n';
  }
  return well && input.result.succeeded() ? exit_success : exit_failed;
}

int run(const run_arguments& a) {
  const auto overrides = collect_overrides(a);
  if (!overrides) return refuse(overrides.error());
  auto file = read_swarm_file(a.file, *overrides);
  if (!file) return refuse(file.error());

  std::unique_ptr<actors::swarm_metrics> metrics;
  if (!a.metrics.empty()) {
    auto listening = actors::swarm_metrics::listen(a.metrics);
    if (!listening) {
      std::cerr << "starling: --metrics: " << listening.error() << '\n';
      return exit_usage;
    }
    metrics = *std::move(listening);
    if (!a.quiet) std::cerr << "metrics on port " << metrics->port() << '\n';
  }

  std::optional<actors::prepared> ready;
  try {
    ready = actors::prepare(file->options);
  } catch (const invalid_swarm& e) {
    return refuse(error_at(*file, e.key(), e.what()));
  }

  progress shown(std::cerr, terminal_options());
  actors::run_settings settings;
  settings.virtual_time = a.virtual_time;
  settings.threads = a.threads;
  settings.interrupt = &interrupted;
  settings.on_round = [&, counters = ready->run.counters](const round_report& r) {
    if (!a.quiet) shown.on_round(r, file->options.rounds.max);
    if (metrics) metrics->closed(r, counters->restarts.load());
  };
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);

  report_input input;
  input.configuration = to_yaml(file->options);
  if (ready->learned) input.layout = ready->learned->layout();
  constexpr std::size_t drawn_nodes_max = 1024;
  if (ready->run.graph->nodes() <= drawn_nodes_max) {
    input.topology = actors::to_json(*ready->run.graph, messages::round_number{1});
  }
  input.result = actors::run_in_process(std::move(ready->run), settings);
  if (!a.quiet) shown.finish(input.result);
  return finish(a, input);
}

}  // namespace

void add_run(CLI::App& program, int& status) {
  auto* command =
      program.add_subcommand("run", "Run the swarm that a file describes, in one process");
  auto a = std::make_shared<run_arguments>();
  command->add_option("FILE", a->file, "Swarm file (YAML); see docs/reference/swarm-file.md")
      ->required();
  command->add_option("--set", a->sets, "Override one key: --set rounds.max=20")
      ->type_name("KEY=VALUE");
  command->add_option("--seed", a->seed, "Override swarm.seed");
  command->add_flag("--virtual-time", a->virtual_time,
                    "One thread and a simulated clock: same seed, same trace");
  command->add_option("--threads", a->threads, "Scheduler threads (default: one per core)");
  command->add_option("--json", a->json, "Write the result as JSON; - for stdout")
      ->type_name("OUT");
  command->add_option("--report", a->report, "Write the run directory, with report.html")
      ->type_name("DIR");
  command->add_option("--metrics", a->metrics, "Serve Prometheus metrics; port 0 picks one")
      ->type_name("HOST:PORT");
  command->add_flag("--quiet", a->quiet, "No progress and no summary");
  command->callback([a, &status] { status = run(*a); });
}

}  // namespace starling::deploy
