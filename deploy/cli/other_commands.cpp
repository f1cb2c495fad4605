#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "deploy/cli/commands.hpp"
#include "deploy/cli/flags.hpp"
#include "deploy/config/presets.hpp"
#include "deploy/config/reference.hpp"
#include "deploy/config/swarm_file.hpp"
#include "deploy/report/html_report.hpp"
#include "deploy/report/page/search/comparison.hpp"
#include "deploy/report/run_directory.hpp"
#include "optimizers/models/blas.hpp"

namespace starling::deploy {

namespace {

struct config_arguments {
  std::string preset;
  std::optional<std::string> output;
  override_flags overrides;
  bool print = false;
  bool reference = false;
};

int refuse(const std::string& why) {
  std::cerr << "starling: " << why << '\n';
  return exit_usage;
}

int unknown_preset(const std::string& name) {
  std::error_code error;
  if (std::filesystem::exists(name, error)) {
    return refuse(name + " is a file; to see every value it amounts to, add --print");
  }
  std::string names;
  for (const auto& p : presets()) names += (names.empty() ? "" : ", ") + std::string(p.name);
  return refuse("there is no preset '" + name + "' (accepted: " + names + ")");
}

/// What would run: a preset, or a file, with what overrides it.
messages::result<std::string, int> effective(const config_arguments& a) {
  const auto overrides = collect_overrides(a.overrides);
  if (!overrides) return messages::failure{refuse(overrides.error())};
  const auto known = find_preset(a.preset);
  const auto file = known ? read_swarm_text(known->text, a.preset, ".", *overrides)
                          : read_swarm_file(a.preset, *overrides);
  if (!file) return messages::failure{refuse(file.error())};
  return to_yaml(file->options);
}

/// The comment that a preset begins with, on one line.
std::string first_comment(std::string_view text) {
  std::string comment;
  while (text.starts_with("# ")) {
    const auto end = text.find('\n');
    comment += text.substr(1, end - 1);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return comment;
}

std::string listed_presets() {
  constexpr std::size_t column = 15;
  std::string text;
  for (const auto& p : presets()) {
    std::string name(p.name);
    name.resize(std::max(column, name.size() + 1), ' ');
    text += name + first_comment(p.text) + '\n';
  }
  return text;
}

messages::result<std::string, int> config_text(const config_arguments& a) {
  if (a.reference) return reference_markdown();
  if (a.print) return effective(a);
  if (a.preset.empty()) return listed_presets();
  const auto known = find_preset(a.preset);
  if (!known) return messages::failure{unknown_preset(a.preset)};
  return std::string(known->text);
}

int config(const config_arguments& a) {
  if (a.print && a.preset.empty()) return refuse("--print: name a preset or a swarm file");
  if (!a.print && (!a.overrides.sets.empty() || a.overrides.seed)) {
    return refuse("--set and --seed go with --print");
  }
  if (a.output) {
    if (const auto why = unwritable_file(*a.output); !why.empty()) return refuse("-o: " + why);
  }
  const auto text = config_text(a);
  if (!text) return text.error();
  if (!a.output) {
    std::cout << *text << std::flush;
    return std::cout ? exit_success : exit_failed;
  }
  const auto written = write_whole(*a.output, *text);
  if (!written) std::cerr << "starling: " << written.error() << '\n';
  return written ? exit_success : exit_failed;
}

struct report_arguments {
  std::string directory;
  std::vector<std::string> compared;
};

int report(const report_arguments& a) {
  const auto input = read_run_directory(a.directory);
  if (!input) return refuse(input.error());
  const auto others = read_compared({a.compared.begin(), a.compared.end()});
  if (!others) return refuse("--compare: " + others.error());
  if (const auto why = why_incomparable(together(*input, *others)); !why.empty()) {
    return refuse("--compare: " + why);
  }
  const auto page =
      write_whole(std::filesystem::path(a.directory) / "report.html", html_report(*input, *others));
  if (!page) {
    std::cerr << "starling: " << page.error() << '\n';
    return exit_failed;
  }
  std::cout << page->string() << '\n';
  return exit_success;
}

}  // namespace

void add_config(CLI::App& program, int& status) {
  auto* command =
      program.add_subcommand("config", "Write a preset, or show what a file amounts to");
  auto a = std::make_shared<config_arguments>();
  command
      ->add_option("PRESET", a->preset,
                   "A preset (none: list them); with --print also a swarm file")
      ->type_name("");
  command->add_option("-o,--output", a->output, "Write to this file instead of stdout")
      ->type_name("FILE");
  command->add_flag("--print", a->print,
                    "Every effective value: defaults, environment and flags included");
  add_override_flags(*command, a->overrides);
  command->add_flag("--reference", a->reference, "The reference of all keys, as Markdown");
  command->callback([a, &status] { status = config(*a); });
}

void add_report(CLI::App& program, int& status) {
  auto* command = program.add_subcommand("report", "Draw report.html anew from a run directory");
  auto a = std::make_shared<report_arguments>();
  command->add_option("DIR", a->directory, "What starling run --report DIR wrote")
      ->required()
      ->type_name("");
  command
      ->add_option("--compare", a->compared,
                   "Draw the convergence of these runs beside that of DIR, in one figure")
      ->type_name("DIR");
  command->footer(
      "Each line of the comparison is named by its topology, or by the name of its run where\n"
      "topologies coincide. At most 8 runs, all of particles or all of models.");
  command->callback([a, &status] { status = report(*a); });
}

void add_version(CLI::App& program, int& status) {
  auto* command = program.add_subcommand("version", "Print the version and the BLAS kernel in use");
  command->callback([&status] {
    std::cout << "starling " << STARLING_VERSION << " (BLAS kernel " << optimizers::blas_kernel()
              << ")\n";
    status = exit_success;
  });
}

}  // namespace starling::deploy
