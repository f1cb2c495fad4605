#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "actors/swarm/swarm_options.hpp"
#include "deploy/config/config_error.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

inline constexpr std::string_view at_home = "here";

/// Where one host of a swarm runs, and with what.
struct fleet_host {
  std::string name;  ///< Of hosts.list.
  std::string at;    ///< `here`, or whom SSH asks: USER@ADDRESS.
  std::size_t port = 22;
  std::filesystem::path identity{};     ///< SSH: the secret key that is let in there.
  std::filesystem::path known_hosts{};  ///< SSH: what its own key has to be.
  std::string directory;                ///< There; absolute, or below the home of who logs in.
  std::string starling{};               ///< The program there.
  std::filesystem::path key{};          ///< Files here that are sent there …
  std::filesystem::path certificate{};
  std::filesystem::path tls_key{};
  std::filesystem::path authority{};
  std::string metrics{};  ///< HOST:PORT there; empty: none are served.

  [[nodiscard]] bool here() const { return at == at_home; }
};

/// A swarm, and the machines that it runs on.
struct fleet {
  std::filesystem::path swarm_path;
  std::string swarm_text;
  swarm_options swarm;
  std::size_t restarts_max = 0;                                       ///< Of each host.
  std::chrono::microseconds restart_after = std::chrono::seconds(2);  ///< Doubles each time.
  /// After so long without a word from here a node is ended; and an SSH connection, from here.
  std::chrono::microseconds silence_max = std::chrono::seconds(30);
  std::vector<fleet_host> hosts;
};

/// Reads a fleet file and the swarm file that it names.
///
/// Errors: those of a swarm file; a key that is unknown, missing or out of its range; a host that
///         hosts.list does not have, or that is given twice or not at all; SSH keys for a host
///         that is here, or none for one that is elsewhere.
messages::result<fleet, config_error> read_fleet_file(const std::filesystem::path& path);

/// The same for a text at hand; `path` names it in errors, and is where relative paths begin.
messages::result<fleet, config_error> read_fleet_text(std::string_view text,
                                                      const std::filesystem::path& path);

}  // namespace starling::deploy
