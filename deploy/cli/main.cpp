#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "deploy/cli/commands.hpp"
#include "optimizers/models/blas.hpp"

namespace {

/// OpenBLAS takes newer processors for old ones and then runs several times slower; it reads its
/// kernel's name when it is loaded, so the program starts itself once more with the right one.
void restart_with_better_blas(char** arguments) {
  const auto better = starling::optimizers::better_blas_kernel();
  if (!better) return;
  setenv("OPENBLAS_CORETYPE", better->c_str(), 0);
  // Returns only when it failed: then the slow kernel has to do.
  execv("/proc/self/exe", arguments);
}

/// The subcommand that the words lead to; the program itself where they lead to none.
const CLI::App& innermost(const CLI::App& program) {
  const auto chosen = program.get_subcommands();
  return chosen.empty() ? program : innermost(*chosen.front());
}

/// "starling bench train".
std::string full_name(const CLI::App& command) {
  const CLI::App* above = command.get_parent();
  return (above == nullptr ? "" : full_name(*above) + ' ') + command.get_name();
}

std::string why_wrong(const CLI::App& command, const CLI::ParseError& error) {
  const auto choices = command.get_subcommands([](const CLI::App*) { return true; });
  if (choices.empty()) return error.what();
  const auto words = command.remaining();
  std::string text = words.empty() ? "a subcommand is missing" : "no subcommand " + words.front();
  for (const auto* one : choices) {
    text += (one == choices.front() ? " (accepted: " : ", ") + one->get_name();
  }
  return text + ')';
}

int run_program(int count, char** arguments) {
  CLI::App program(
      "Starling: nodes that learn together, over links that fail, beside members that lie");
  program.name("starling");
  program.set_version_flag("--version", "starling " STARLING_VERSION, "Print the version");
  program.require_subcommand(1);
  int status = starling::deploy::exit_success;
  starling::deploy::add_run(program, status);
  starling::deploy::add_node(program, status);
  starling::deploy::add_up(program, status);
  starling::deploy::add_status(program, status);
  starling::deploy::add_keygen(program, status);
  starling::deploy::add_aggregate(program, status);
  starling::deploy::add_config(program, status);
  starling::deploy::add_attack(program, status);
  starling::deploy::add_bench(program, status);
  starling::deploy::add_report(program, status);
  starling::deploy::add_version(program, status);
  // After the subcommands, which would have it too.
  program.footer(
      "Exit status: 0 success, 1 the work failed, 2 the command line or the file is wrong.\n"
      "To begin with: starling config quickstart -o my.yaml, then starling run my.yaml");
  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return program.exit(e);
    const auto& command = innermost(program);
    std::cerr << "starling: " << why_wrong(command, e) << "\nTry: " << full_name(command)
              << " --help\n";
    return starling::deploy::exit_usage;
  }
  return status;
}

}  // namespace

int main(int count, char** arguments) {
  restart_with_better_blas(arguments);
  try {
    return run_program(count, arguments);
  } catch (const std::exception& e) {
    std::cerr << "starling: " << e.what() << '\n';
    return starling::deploy::exit_failed;
  }
}
