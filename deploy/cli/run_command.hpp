#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "deploy/cli/flags.hpp"

namespace starling::deploy {

/// Which host of a swarm this process is, and how it shows that it is.
struct host_flags {
  std::string name;
  std::string key;
  std::string listen;
  std::string certificate;
  std::string tls_key;
  std::string authority;
};

struct run_arguments {
  std::string file;
  override_flags overrides;
  bool virtual_time = false;
  std::size_t threads = 0;
  std::optional<std::string> json;  ///< "-": stdout.
  std::optional<std::string> report;
  std::optional<std::string> metrics;
  std::optional<std::string> resume;
  bool quiet = false;
  std::optional<host_flags> host{};  ///< None: all members live in this process.
};

/// The flags that running a swarm and running one host of it have in common.
void add_run_flags(CLI::App& command, run_arguments& into);

/// Runs to the end, writes what was asked for, and returns the exit status.
int run(const run_arguments& a);

}  // namespace starling::deploy
