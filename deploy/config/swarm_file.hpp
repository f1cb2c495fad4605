#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "actors/swarm/swarm_options.hpp"
#include "deploy/config/config_error.hpp"
#include "deploy/config/document.hpp"
#include "deploy/config/overrides.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// What a swarm file says, and where it says it.
struct swarm_file {
  swarm_options options;
  std::string name;                         ///< As it was given; errors begin with it.
  std::map<std::string, origin> positions;  ///< Of each key and section that is set.
};

/// Reads a swarm file and what overrides it. The file has to be right on its own. Where an override
/// chooses another kind, the file's keys that only the old kind has are left out.
///
/// Errors: the file is missing, unreadable, larger than 1 MiB, not YAML, not a map; a key is
///         unknown, given twice, of the wrong type, unit or range, foreign to the chosen kind, or
///         missing where the kind needs it. The first is reported.
messages::result<swarm_file, config_error> read_swarm_file(
    const std::filesystem::path& path, std::span<const override_value> overrides = {});

/// The same for a text at hand; relative paths in it are relative to `folder`.
messages::result<swarm_file, config_error> read_swarm_text(
    std::string_view text, const std::string& name, const std::filesystem::path& folder,
    std::span<const override_value> overrides = {});

/// The same for a document that has been read already, or for a part of one.
messages::result<swarm_file, config_error> read_swarm_document(
    node document, const std::string& name, const std::filesystem::path& folder,
    std::span<const override_value> overrides = {});

/// The effective configuration: every key that the chosen kinds have. Paths are absolute.
///
/// Law: reading it gives the same options.
std::string to_yaml(const swarm_options& options);

/// Where a key was set; where it was not, its section; failing that, the file as a whole.
origin locate(const swarm_file& file, std::string_view key);

/// An error about a key that only shows once the swarm is built.
config_error error_at(const swarm_file& file, std::string key, std::string message,
                      std::string accepted = {});

}  // namespace starling::deploy
