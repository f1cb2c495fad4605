#include "deploy/config/reference.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "deploy/config/key.hpp"

// To bring it up to date: starling config --reference > docs/reference/swarm-file.md
TEST_CASE("the committed reference of the swarm file is what the table of keys says") {
  std::ifstream stream(STARLING_SOURCE_DIR "/docs/reference/swarm-file.md", std::ios::binary);
  REQUIRE(stream);
  const std::string committed(std::istreambuf_iterator<char>(stream), {});
  CHECK((committed == starling::deploy::reference_markdown()));
}

TEST_CASE("the reference names every section and every key with what it accepts") {
  const std::string text = starling::deploy::reference_markdown();
  for (const auto& section : starling::deploy::sections()) {
    CHECK(text.find("\n## " + section.path + '\n') != std::string::npos);
  }
  for (const auto& key : starling::deploy::keys()) {
    CAPTURE(key.path);
    const std::size_t part = text.find("\n## " + key.section + '\n');
    const std::size_t end = text.find("\n## ", part + 1);
    CHECK(text.substr(part, end - part).find("\n| `" + key.name + "` |") != std::string::npos);
  }
}
