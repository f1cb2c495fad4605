#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "deploy/cli/commands.hpp"
#include "deploy/cli/flags.hpp"
#include "deploy/fleet/fleet_driver.hpp"
#include "deploy/fleet/fleet_file.hpp"
#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/fleet/fleet_results.hpp"
#include "deploy/report/run_directory.hpp"

namespace starling::deploy {

namespace {

namespace fs = std::filesystem;

struct up_arguments {
  std::string file;
  bool yes = false;
  std::optional<std::string> output;
  std::optional<std::string> json;  ///< "-": stdout.
  bool quiet = false;
};

int refuse(const std::string& why) {
  std::cerr << "starling: " << why << '\n';
  return exit_usage;
}

/// Prints the results, and writes them where that was asked for.
bool write_results(const up_arguments& a, const std::vector<fleet_result>& results) {
  bool well = true;
  if (a.json && a.json != "-") {
    const auto written = write_whole(*a.json, results_json(results));
    if (!written) std::cerr << "starling: " << written.error() << '\n';
    well = static_cast<bool>(written);
  }
  std::cout << (a.json == "-" ? results_json(results) : results_table(results)) << std::flush;
  return well && std::cout;
}

int up(const up_arguments& a) {
  const auto file = read_fleet_file(a.file);
  if (!file) return refuse(file.error());
  if (const auto why = why_impossible(*file); !why.empty()) return refuse(a.file + ": " + why);
  std::error_code error;
  const auto own = fs::read_symlink("/proc/self/exe", error).string();
  const fs::path output =
      fs::absolute(a.output.value_or((fs::path("runs") / fs::path(a.file).stem()).string()));
  if (!a.yes) {
    std::cout << plan_text(*file, own, output) << "\nNothing was done; --yes does it.\n"
              << std::flush;
    return std::cout ? exit_success : exit_failed;
  }
  if (a.json && a.json != "-") {
    if (const auto why = unwritable_file(*a.json); !why.empty()) return refuse("--json: " + why);
  }
  for (const auto& host : file->hosts) {
    output_directory folder;
    if (const auto why = folder.claim((output / host.name).string()); !why.empty()) {
      return refuse("--report: " + why);
    }
  }
  fleet_settings settings{own, output, a.quiet ? nullptr : &std::cerr};
  const auto outcomes = run_fleet(*file, settings);
  const bool written = write_results(a, read_results(*file, outcomes, output));
  for (const auto& one : outcomes) {
    if (one.now != host_outcome::state::succeeded) return exit_failed;
  }
  return written ? exit_success : exit_failed;
}

}  // namespace

void add_up(CLI::App& program, int& status) {
  auto* command = program.add_subcommand(
      "up", "Start, watch and stop the nodes of a fleet, here and over SSH; tell what it would do");
  auto a = std::make_shared<up_arguments>();
  command->add_option("FILE", a->file, "Fleet file (YAML); see docs/guides/deploy.md")
      ->required()
      ->type_name("");
  command->add_flag("--yes", a->yes, "Do it; without this nothing is started or changed");
  command
      ->add_option("--report", a->output,
                   "Bring the nodes' reports and logs to this folder (default: runs/ and the "
                   "file's name)")
      ->type_name("DIR");
  command->add_option("--json", a->json, "Write how each host ended as JSON; - is stdout")
      ->type_name("OUT");
  command->add_flag("--quiet", a->quiet, "Do not show what the nodes say; their logs have it");
  command->footer(
      "Ctrl-C asks the nodes to leave, a second one kills them. When this program ends in any\n"
      "other way, or the connection to a node is lost, the node ends by itself.");
  command->callback([a, &status] { status = up(*a); });
}

}  // namespace starling::deploy
