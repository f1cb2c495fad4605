#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

// Inputs and outputs that others published or computed, as files beside the repository.

namespace outside {

/// A file of vectors; none, with a message, where it is not on this machine.
inline std::optional<nlohmann::json> vectors(const std::string& file) {
  const char* given = std::getenv("STARLING_TEST_DATA");
  const std::filesystem::path root = given != nullptr ? given : STARLING_TEST_DATA_DEFAULT;
  const auto path = root / "aggregation" / file;
  std::ifstream in(path);
  if (!in) {
    MESSAGE("skipped: no ", path.string());
    return std::nullopt;
  }
  return nlohmann::json::parse(in);
}

/// The element of a list that has this name.
inline const nlohmann::json& named(const nlohmann::json& list, const std::string& name) {
  for (const nlohmann::json& item : list) {
    if (item.at("name") == name) return item;
  }
  FAIL("no vector named ", name);
  return list;
}

}  // namespace outside
