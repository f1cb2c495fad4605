#include <iostream>
#include <memory>

#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "deploy/cli/commands.hpp"
#include "deploy/config/overrides.hpp"
#include "deploy/config/presets.hpp"
#include "deploy/config/reference.hpp"
#include "deploy/config/swarm_file.hpp"
#include "deploy/report/run_directory.hpp"
#include "optimizers/models/blas.hpp"

namespace starling::deploy {

namespace {

struct config_arguments {
  std::string preset;
  std::string output;
  bool print = false;
  bool reference = false;
};

int unknown_preset(const std::string& name) {
  std::cerr << "starling: there is no preset '" << name << "' (accepted:";
  for (const auto& p : presets()) std::cerr << ' ' << p.name;
  std::cerr << ")\n";
  return exit_usage;
}

/// What would run: a preset, or a file, with what the environment overrides.
messages::result<std::string, int> effective(const std::string& what) {
  const auto overrides = environment_overrides(environ);
  if (!overrides) {
    std::cerr << "starling: " << to_string(overrides.error()) << '\n';
    return messages::failure{exit_usage};
  }
  const auto known = find_preset(what);
  const auto file = known ? read_swarm_text(known->text, what, ".", *overrides)
                          : read_swarm_file(what, *overrides);
  if (!file) {
    std::cerr << "starling: " << to_string(file.error()) << '\n';
    return messages::failure{exit_usage};
  }
  return to_yaml(file->options);
}

int config(const config_arguments& a) {
  std::string text;
  if (a.reference) {
    text = reference_markdown();
  } else if (a.preset.empty()) {
    for (const auto& p : presets()) text += std::string(p.name) + "\n";
  } else if (a.print) {
    auto values = effective(a.preset);
    if (!values) return values.error();
    text = *std::move(values);
  } else {
    const auto known = find_preset(a.preset);
    if (!known) return unknown_preset(a.preset);
    text = known->text;
  }
  if (a.output.empty()) {
    std::cout << text;
    return exit_success;
  }
  const auto written = write_whole(a.output, text);
  if (!written) std::cerr << "starling: " << written.error() << '\n';
  return written ? exit_success : exit_failed;
}

}  // namespace

void add_config(CLI::App& program, int& status) {
  auto* command =
      program.add_subcommand("config", "Write a preset, or show what a file amounts to");
  auto a = std::make_shared<config_arguments>();
  command->add_option("PRESET", a->preset, "A preset (none: list them); with --print also a file");
  command->add_option("-o,--output", a->output, "Write to this file instead of stdout")
      ->type_name("FILE");
  command->add_flag("--print", a->print,
                    "Every effective value, defaults and environment included");
  command->add_flag("--reference", a->reference, "The reference of all keys, as Markdown");
  command->callback([a, &status] { status = config(*a); });
}

void add_report(CLI::App& program, int& status) {
  auto* command = program.add_subcommand("report", "Draw report.html anew from a run directory");
  auto directory = std::make_shared<std::string>();
  command->add_option("DIR", *directory, "What `run --report DIR` wrote")->required();
  command->callback([directory, &status] {
    const auto page = redraw_report(*directory);
    if (page) {
      std::cout << page->string() << '\n';
    } else {
      std::cerr << "starling: " << page.error() << '\n';
    }
    status = page ? exit_success : exit_failed;
  });
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
