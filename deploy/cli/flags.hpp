#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include "deploy/config/config_error.hpp"
#include "deploy/config/overrides.hpp"
#include "messages/types/result.hpp"

// What several subcommands have in common on the command line.

namespace starling::deploy {

/// What the command line overrides in a swarm file.
struct override_flags {
  std::vector<std::string> sets;
  std::optional<std::string> seed;  ///< Checked as the key that it stands for.
};
void add_override_flags(CLI::App& command, override_flags& into);

/// The environment's overrides, then the flags'; of --set and --seed the latter holds.
messages::result<std::vector<override_value>, config_error> collect_overrides(
    const override_flags& flags);

/// Accepts digits that make a number of this range, and nothing else.
CLI::Validator whole_number(std::uint64_t min, std::uint64_t max);

/// Prints why a configuration is refused and returns the exit status for it.
int refuse(const config_error& error);

/// Why nothing could be written there, known before there is anything to write; empty where it can.
std::string unwritable_file(const std::string& path);

/// A directory to write into, made where it is missing.
class output_directory {
 public:
  /// Empty, or why it cannot be made or written into.
  std::string claim(const std::string& path);
  /// Leaves no trace of a claim that nothing came of.
  void release() const;

 private:
  std::string made_;  ///< Empty where it was there before.
};

}  // namespace starling::deploy
