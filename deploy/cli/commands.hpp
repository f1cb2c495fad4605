#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <CLI/App.hpp>

// The subcommands of `starling`. Each adds itself to the program's command line and leaves in
// `status` what the program is to exit with: 0 success, 1 the work failed, 2 the words were wrong.

namespace starling::deploy {

inline constexpr int exit_success = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

void add_run(CLI::App& program, int& status);
void add_keygen(CLI::App& program, int& status);
void add_node(CLI::App& program, int& status);
void add_aggregate(CLI::App& program, int& status);
void add_up(CLI::App& program, int& status);
void add_status(CLI::App& program, int& status);
void add_config(CLI::App& program, int& status);
void add_attack(CLI::App& program, int& status);
void add_bench(CLI::App& program, int& status);
void add_report(CLI::App& program, int& status);
void add_version(CLI::App& program, int& status);

}  // namespace starling::deploy
