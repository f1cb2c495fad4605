#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "deploy/attack/grid.hpp"
#include "deploy/config/config_error.hpp"
#include "deploy/config/overrides.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// Reads a grid file and the swarm file that it names. `given` overrides keys of that swarm; what
/// the grid's rows decide, it may not.
///
/// Errors: those of a swarm file, of the grid's own keys and of each row, at their place; a name
///         given twice; fewer evaluations than are averaged; a limit of `grid` is passed. A rule
///         that is illegal for the number of nodes is no error.
messages::result<grid, config_error> read_grid_file(const std::filesystem::path& path,
                                                    std::span<const override_value> given = {});

/// The same for a text at hand; `path` names it in errors, and is where relative paths begin.
messages::result<grid, config_error> read_grid_text(std::string_view text,
                                                    const std::filesystem::path& path,
                                                    std::span<const override_value> given = {});

}  // namespace starling::deploy
