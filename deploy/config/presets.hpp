#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace starling::deploy {

/// A swarm file to begin with: examples/NAME.yaml, embedded.
struct preset {
  std::string_view name;
  std::string_view text;
};

std::span<const preset> presets();
std::optional<preset> find_preset(std::string_view name);

}  // namespace starling::deploy
