#include "deploy/report/page/topology_drawing.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/deploy/report/markup_checker.hpp"

using namespace starling::deploy;
using testing::flaw;
using testing::occurrences;

namespace {

std::string ring(unsigned nodes) {
  std::string edges;
  for (unsigned i = 0; i < nodes; ++i) {
    edges +=
        (i == 0 ? "[" : ",[") + std::to_string(i) + "," + std::to_string((i + 1) % nodes) + "]";
  }
  return R"({"kind":"ring","nodes":)" + std::to_string(nodes) + R"(,"aggregators":0,"edges":[)" +
         edges + R"(],"directed":false})";
}

/// `nodes` leaves under `groups` aggregators under a root.
std::string tree(unsigned nodes, unsigned groups) {
  std::string edges;
  for (unsigned i = 0; i < nodes; ++i) {
    edges += "[" + std::to_string(i) + "," + std::to_string(nodes + i % groups) + "],";
  }
  for (unsigned i = 0; i < groups; ++i) {
    edges += (i == 0 ? "[" : ",[") + std::to_string(nodes + i) + "," +
             std::to_string(nodes + groups) + "]";
  }
  return R"({"kind":"hierarchical","nodes":)" + std::to_string(nodes) + R"(,"aggregators":)" +
         std::to_string(groups + 1) + R"(,"edges":[)" + edges + R"(],"directed":false})";
}

}  // namespace

TEST_CASE("a ring of eight is drawn with its edges, nodes and liars") {
  const topology_drawing drawing = draw_topology(ring(8), {{6}, {7}});
  CHECK(flaw(drawing.svg) == "");
  CHECK(occurrences(drawing.svg, "class=\"edge\"") == 8);
  CHECK(occurrences(drawing.svg, "<g class=\"peer\">") == 6);
  CHECK(occurrences(drawing.svg, "<g class=\"adversary\">") == 2);
  CHECK(drawing.sentence == "ring: 8 nodes, 8 edges, 2 adversaries.");
  CHECK_FALSE(drawing.wide);
}

TEST_CASE("a tree is drawn with its aggregators, wide where it has many leaves") {
  const topology_drawing small = draw_topology(tree(12, 3), {});
  CHECK(flaw(small.svg) == "");
  CHECK(occurrences(small.svg, "<g class=\"aggregator\">") == 4);
  CHECK(occurrences(small.svg, "class=\"edge\"") == 15);
  CHECK_FALSE(small.wide);
  CHECK(draw_topology(tree(40, 4), {}).wide);
}

TEST_CASE("of more than 64 nodes an even sample is drawn, and said so") {
  const topology_drawing peers = draw_topology(ring(10'000), {});
  CHECK(occurrences(peers.svg, "<g class=\"peer\">") == 64);
  CHECK(peers.sentence.find("10,000 nodes") != std::string::npos);
  CHECK(peers.sentence.find("64 evenly spaced nodes are shown") != std::string::npos);
  const topology_drawing leaves = draw_topology(tree(1000, 4), {});
  CHECK(occurrences(leaves.svg, "<g class=\"peer\">") == 64);
  CHECK(occurrences(leaves.svg, "<g class=\"aggregator\">") == 5);
  CHECK(flaw(leaves.svg) == "");
}

TEST_CASE("directed edges carry arrows") {
  const auto drawing = draw_topology(
      R"({"kind":"gossip","nodes":3,"aggregators":0,"edges":[[0,1],[1,0],[1,2]],"directed":true})",
      {});
  CHECK(occurrences(drawing.svg, "class=\"arrow\"") == 3);
  CHECK(drawing.sentence.find("drawn anew each round") != std::string::npos);
}

TEST_CASE("a topology that is missing or malformed is a sentence") {
  CHECK(draw_topology("", {}).sentence == "The topology was not recorded.");
  for (const char* text : {"{", "[]", "{}", R"({"nodes":3})", R"({"nodes":0,"edges":[]})",
                           R"({"nodes":3,"edges":[[0,3]]})", R"({"nodes":3,"edges":[[0]]})",
                           R"({"nodes":3,"edges":[["a",1]]})", R"({"nodes":3,"edges":7})"}) {
    CHECK(draw_topology(text, {}).svg.empty());
    CHECK(draw_topology(text, {}).sentence == "The recorded topology is malformed.");
  }
  CHECK(draw_topology(std::string(9U << 20U, ' '), {}).sentence.find("too many edges") !=
        std::string::npos);
}

TEST_CASE("a hostile topology is drawn or refused, never more") {
  const auto named = draw_topology(
      R"({"kind":"<script>\"x","nodes":2,"aggregators":0,"edges":[[0,1]],"directed":false})", {});
  CHECK(flaw(named.svg) == "");
  CHECK(named.svg.find("<script>") == std::string::npos);
  std::string chain;  // every aggregator reports to the next: as deep as it is long
  for (unsigned i = 0; i < 20'000; ++i) {
    chain += (i == 0 ? "[" : ",[") + std::to_string(i) + "," + std::to_string(i + 1) + "]";
  }
  const auto deep = draw_topology(
      R"({"kind":"x","nodes":1,"aggregators":20000,"edges":[)" + chain + R"(],"directed":false})",
      {});
  CHECK(flaw(deep.svg) == "");
  std::mt19937 random(23);
  const std::string text = tree(9, 2);
  for (int i = 0; i < 5000; ++i) {
    std::string mutated = text;
    for (int k = 0; k < 2; ++k) {
      mutated[random() % mutated.size()] = static_cast<char>(' ' + random() % 95);
    }
    const auto drawing = draw_topology(mutated, {{1}});
    CHECK_FALSE(drawing.sentence.empty());
    CHECK(flaw(drawing.svg) == "");
  }
}
