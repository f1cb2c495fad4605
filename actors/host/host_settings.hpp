#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "actors/host/wire/sealed_line.hpp"
#include "actors/swarm/swarm_options.hpp"

namespace starling::actors {

/// Called when this host holds another for something else than before: its name, and what for.
using standing_callback = std::function<void(std::string_view host, std::string_view standing)>;

/// How one process reaches the others of its swarm and is reached.
struct host_settings {
  std::shared_ptr<const own_identity> self;
  std::string listen{};  ///< Where to listen; empty: at the address in the swarm file.
  /// PEM files of mutual TLS: all three, or none, where only the machine itself can be reached.
  std::filesystem::path certificate{};
  std::filesystem::path key{};
  std::filesystem::path authority{};
  standing_callback on_standing{};  ///< On any thread; empty: nobody is told.

  [[nodiscard]] bool tls() const { return !certificate.empty(); }
};

/// One sentence that says why these hosts cannot be reached as the settings say; empty: they can.
std::string refuse_hosts(const hosts_options& hosts, const host_settings& settings,
                         std::size_t here);

}  // namespace starling::actors
