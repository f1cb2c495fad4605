#include <cstdlib>
#include <exception>
#include <iostream>

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
  execv("/proc/self/exe",
        arguments);  // returns only when it failed: then the slow kernel has to do
}

int run_program(int count, char** arguments) {
  CLI::App program(
      "Starling: nodes that learn together, over links that fail, beside members that lie");
  program.name("starling");
  program.require_subcommand(1);
  int status = starling::deploy::exit_success;
  starling::deploy::add_run(program, status);
  starling::deploy::add_config(program, status);
  starling::deploy::add_bench(program, status);
  starling::deploy::add_report(program, status);
  starling::deploy::add_version(program, status);
  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& e) {
    const int code = program.exit(e);
    return code == 0 ? starling::deploy::exit_success : starling::deploy::exit_usage;
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
