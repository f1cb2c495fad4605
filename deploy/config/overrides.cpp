#include "deploy/config/overrides.hpp"

#include <algorithm>
#include <array>

#include "deploy/config/key.hpp"

namespace starling::deploy {
namespace {

constexpr std::string_view prefix = "STARLING_";

/// Variables of the build and the tests, which begin like a section or resemble a key.
constexpr std::array<std::string_view, 6> unrelated{"STARLING_TEST_DATA",  "STARLING_SHELLS",
                                                    "STARLING_TESTS",      "STARLING_EXAMPLES",
                                                    "STARLING_SOURCE_DIR", "STARLING_BINARY_DIR"};

bool begins_as_section(std::string_view name) {
  return std::ranges::any_of(sections(), [&](const section& s) {
    const std::string beginning = environment_name(s.path);
    return name == beginning || name.starts_with(beginning + '_');
  });
}

const key* key_of_variable(std::string_view name) {
  const auto found =
      std::ranges::find_if(keys(), [&](const key& k) { return environment_name(k.path) == name; });
  return found == keys().end() ? nullptr : &*found;
}

std::string nearest_variable(std::string_view name) {
  std::string best;
  std::size_t best_distance = 3;
  constexpr std::size_t considered_max = 100;
  if (name.size() > considered_max) return best;
  for (const key& one : keys()) {
    const std::string known = environment_name(one.path);
    const std::size_t distance = edit_distance(name, known);
    if (distance >= best_distance) continue;
    best = known;
    best_distance = distance;
  }
  return best;
}

/// The variables of the section that the name begins with.
std::string accepted_variables(std::string_view name) {
  std::vector<std::string> names;
  for (const key& one : keys()) {
    const std::string top = one.path.substr(0, one.path.find('.'));
    if (name.starts_with(environment_name(top))) names.push_back(environment_name(one.path));
  }
  return listed(names);
}

config_error unknown_variable(std::string_view name, const std::string& near) {
  return {std::string(name),
          0,
          0,
          "",
          "stands for no key of the swarm file" +
              (near.empty() ? std::string() : "; did you mean " + near + '?'),
          accepted_variables(name)};
}

}  // namespace

std::string environment_name(std::string_view key) {
  std::string name(prefix);
  for (const char c : key) {
    const bool lower = c >= 'a' && c <= 'z';
    name += c == '.' ? '_' : lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

messages::result<std::vector<override_value>, config_error> environment_overrides(
    const char* const* environment) {
  std::vector<override_value> all;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const std::string_view name = entry.substr(0, entry.find('='));
    if (!name.starts_with(prefix) || name.size() == entry.size()) continue;
    if (std::ranges::find(unrelated, name) != unrelated.end()) continue;
    if (const key* known = key_of_variable(name)) {
      all.push_back({known->path, std::string(entry.substr(name.size() + 1)), std::string(name),
                     override_value::rank::environment});
      continue;
    }
    const std::string near = nearest_variable(name);
    if (!near.empty() || begins_as_section(name)) {
      return messages::failure{unknown_variable(name, near)};
    }
  }
  std::ranges::sort(all, {}, &override_value::key);
  return all;
}

messages::result<override_value, config_error> parse_set(std::string_view key_and_value) {
  const std::size_t equals = key_and_value.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return messages::failure{config_error{"--set " + std::string(key_and_value), 0, 0, "",
                                          "names no value", "KEY=VALUE, as in rounds.max=40"}};
  }
  const std::string key(key_and_value.substr(0, equals));
  return override_value{key, std::string(key_and_value.substr(equals + 1)), "--set " + key,
                        override_value::rank::flag};
}

}  // namespace starling::deploy
