#include "deploy/config/presets.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "deploy/config/swarm_file.hpp"

namespace deploy = starling::deploy;

TEST_CASE("every preset is a swarm file, alone and in the folder of examples") {
  const std::filesystem::path folder = std::filesystem::path(STARLING_SOURCE_DIR) / "examples";
  for (const auto& preset : deploy::presets()) {
    CAPTURE(preset.name);
    const auto alone = deploy::read_swarm_text(preset.text, std::string(preset.name), "/x");
    REQUIRE_MESSAGE(alone, deploy::to_string(alone.error()));
    CHECK(alone->options.name == preset.name);
    const auto path = folder / (std::string(preset.name) + ".yaml");
    CHECK(deploy::read_swarm_file(path));
    std::ifstream stream(path);
    CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == preset.text);
  }
}

TEST_CASE("every example is a preset") {
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(STARLING_SOURCE_DIR) / "examples")) {
    if (entry.path().extension() != ".yaml") continue;
    CAPTURE(entry.path().string());
    CHECK(deploy::find_preset(entry.path().stem().string()));
  }
}

TEST_CASE("the quickstart has ten nodes of which two lie, and a rule that withstands them") {
  const auto file = deploy::read_swarm_text(deploy::find_preset("quickstart")->text, "q", "/x");
  REQUIRE(file);
  CHECK(file->options.nodes == 10);
  CHECK(file->options.adversaries.count == 2);
  CHECK(std::get<starling::rule::trimmed_mean>(file->options.aggregation.rule).byzantine_max == 2);
  CHECK_FALSE(deploy::find_preset("elephant"));
}
