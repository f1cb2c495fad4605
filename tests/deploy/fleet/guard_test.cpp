#include "deploy/fleet/guard.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include "tests/deploy/fleet/sample_fleet.hpp"

using namespace starling::deploy;
using namespace starling::deploy::testing;

namespace {

/// What a shell makes of it.
std::string echoed(const std::string& word) {
  const std::string line = "printf %s " + shell_quoted(word);
  const std::unique_ptr<FILE, int (*)(FILE*)> from(popen(line.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 256> piece{};
  for (std::size_t got = 1; got > 0;) {
    got = std::fread(piece.data(), 1, piece.size(), from.get());
    text.append(piece.data(), got);
  }
  return text;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

TEST_CASE("a shell gives a quoted word back as it was") {
  for (const std::string word :
       {"plain", "two words", "it's", "$HOME `id` \\ \"x\"", "a\nb", "*", "", "''", "-n", "~"}) {
    CHECK(echoed(word) == word);
  }
}

TEST_CASE("here a shell runs the guard; elsewhere SSH does, and asks nobody") {
  const sample_fleet sample("command");
  const auto f = sample.read();
  const auto here = guard_command(f, f.hosts[0]);
  REQUIRE(here.size() == 4);
  CHECK(here[0] == "sh");
  CHECK(here[2] == guard_script());
  const auto there = guard_command(f, f.hosts[1]);
  CHECK(there[0] == "ssh");
  CHECK(has(there, "BatchMode=yes"));
  CHECK(has(there, "StrictHostKeyChecking=yes"));
  CHECK(has(there, "UserKnownHostsFile=\"" + (sample.folder.path() / "known").string() + '"'));
  CHECK(has(there, "2222"));
  CHECK(there[there.size() - 2] == "learn@10.0.0.2");
  CHECK(there[there.size() - 3] == "--");
  CHECK(there.back().starts_with("exec sh -c "));
}

TEST_CASE("a node's figures are asked for over the same connection") {
  const sample_fleet sample("forward");
  const auto f = sample.read();
  const auto words = forward_command(f, f.hosts[1], f.hosts[1].metrics);
  CHECK(has(words, "-W"));
  CHECK(has(words, "127.0.0.1:9464"));
  CHECK(words.back() == "learn@10.0.0.2");
}

TEST_CASE("a node is started with what its host has") {
  const sample_fleet sample("node");
  const auto f = sample.read();
  CHECK(shell_line(node_command(f, f.hosts[0], "/bin/starling")) ==
        "/bin/starling node swarm.yaml --as ant --key node.key --report report "
        "--set checkpoint.path=checkpoint");
  CHECK(shell_line(node_command(f, f.hosts[1], "/bin/starling")) ==
        "starling node swarm.yaml --as bee --key node.key --report report "
        "--certificate certificate.pem --tls-key tls.key.pem --ca authority.pem "
        "--metrics 127.0.0.1:9464 --set checkpoint.path=checkpoint");
}

TEST_CASE("a guard hears of files line by line, so that nothing in them is taken for a word") {
  const sample_fleet sample("opening");
  const auto f = sample.read();
  sample.write("ant.key", ".\nstart\n\nno newline at the end");
  const auto words = opening_words(f, f.hosts[0], "starling", false);
  REQUIRE(words);
  CHECK(words->starts_with("directory " + f.hosts[0].directory + "\nfile swarm.yaml\n|swarm: {"));
  CHECK(words->find("\nfile node.key\n|.\n|start\n|\n|no newline at the end\n.\n") !=
        std::string::npos);
  CHECK(words->find("\nsilence 15\nfresh\nword starling\nword node\n") != std::string::npos);
  CHECK(words->ends_with("word checkpoint.path=checkpoint\nstart\n"));
}

TEST_CASE("a node that is started again keeps what it wrote and resumes") {
  const sample_fleet sample("again");
  const auto f = sample.read();
  const auto words = opening_words(f, f.hosts[0], "starling", true);
  REQUIRE(words);
  CHECK(words->find("\nfresh\n") == std::string::npos);
  CHECK(words->ends_with("resume\nstart\n"));
}

TEST_CASE("what is not there or not text is not sent") {
  const sample_fleet sample("missing");
  const auto f = sample.read();
  sample.write("ant.key", std::string_view("a\0b", 3));
  CHECK(opening_words(f, f.hosts[0], "starling", false).error() == "node.key: not text");
  sample.write("ant.key", std::string((1U << 20U) + 1, 'x'));
  CHECK(opening_words(f, f.hosts[0], "starling", false).error() == "node.key: larger than 1 MiB");
  std::filesystem::remove(sample.folder.path() / "ant.key");
  CHECK_FALSE(opening_words(f, f.hosts[0], "starling", false));
}
