#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <poll.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "deploy/cli/commands.hpp"
#include "deploy/cli/flags.hpp"
#include "deploy/fleet/fleet_file.hpp"
#include "deploy/fleet/status/scrape_driver.hpp"

namespace starling::deploy {

namespace {

int refuse(const std::string& why) {
  std::cerr << "starling: " << why << '\n';
  return exit_usage;
}

struct status_arguments {
  std::vector<std::string> targets;
  bool json = false;
  std::size_t every_seconds = 0;
};

/// The nodes of a fleet file, or those at the addresses.
int status_once(const status_arguments& a, const std::optional<fleet>& f) {
  const auto all = f ? ask_fleet(*f) : ask_addresses(a.targets);
  std::cout << (a.json ? status_json(all) : status_table(all)) << std::flush;
  return all_reached(all) && std::cout ? exit_success : exit_failed;
}

int show_status(const status_arguments& a) {
  std::optional<fleet> f;
  std::error_code error;
  for (const auto& target : a.targets) {
    if (!std::filesystem::exists(target, error) && target.find(':') != target.npos) continue;
    if (a.targets.size() > 1) return refuse(target + ": several TARGETs are HOST:PORT each");
    auto file = read_fleet_file(target);
    if (!file) return refuse(file.error());
    f = *std::move(file);
  }
  int status = status_once(a, f);
  const bool terminal = isatty(STDOUT_FILENO) == 1 && !a.json;
  while (a.every_seconds > 0 && std::cout) {
    ::poll(nullptr, 0, static_cast<int>(a.every_seconds * 1'000));
    if (terminal) std::cout << "\x1b[H\x1b[2J";
    status = status_once(a, f);
  }
  return status;
}

}  // namespace

void add_status(CLI::App& program, int& status) {
  auto* command = program.add_subcommand("status", "Ask running nodes how they are");
  auto a = std::make_shared<status_arguments>();
  command
      ->add_option("TARGET", a->targets,
                   "A fleet file, or where nodes serve their metrics, as HOST:PORT")
      ->required()
      ->type_name("");
  command->add_flag("--json", a->json, "As JSON");
  command->add_option("--every", a->every_seconds, "Ask again after so many seconds, until Ctrl-C")
      ->check(whole_number(1, 86'400))
      ->type_name("N");
  command->footer("Exit status 1: not all of them answered.");
  command->callback([a, &status] { status = show_status(*a); });
}

}  // namespace starling::deploy
