#include "actors/topology/edge_list.hpp"

#include <filesystem>

#include "tests/actors/topology/network.hpp"

namespace kinds = starling::topology;
using namespace network;

namespace {

/// What follows the name of the file in the refusal.
std::string complaint(const std::string& text, std::size_t nodes) {
  const edge_file file(text);
  const std::string why = refusal(file.options(), nodes);
  const std::string begin = "edge list " + file.name();
  REQUIRE(why.substr(0, begin.size()) == begin);
  return why.substr(begin.size());
}

}  // namespace

TEST_CASE("an edge list is read with comments, blank lines, any blanks and either line ending") {
  const edge_file file("# a triangle with a tail\n\n0 1\r\n  1\t2 # back\n2 0\n \t\n2 3");
  const auto network = build(file.options(), 4);
  CHECK(network->kind() == "edges");
  CHECK(targets(*network, 0) == numbers{1, 2});
  CHECK(targets(*network, 1) == numbers{0, 2});
  CHECK(targets(*network, 2) == numbers{0, 1, 3});
  CHECK(targets(*network, 3) == numbers{2});
}

TEST_CASE("the weights of an irregular graph are those worked out by hand") {
  const edge_file file("0 1\n1 2\n2 0\n2 3\n");
  const auto network = build(file.options(), 4);
  const double expected[4][4] = {{5. / 12, 1. / 3, 1. / 4, 0},
                                 {1. / 3, 5. / 12, 1. / 4, 0},
                                 {1. / 4, 1. / 4, 1. / 4, 1. / 4},
                                 {0, 0, 1. / 4, 3. / 4}};
  for (std::uint32_t to = 0; to < 4; ++to) {
    for (std::uint32_t from = 0; from < 4; ++from) {
      CHECK(network->mixing_weight({to}, {from}, {1}) == doctest::Approx(expected[to][from]));
    }
  }
}

TEST_CASE("an edge that is written twice counts once") {
  const edge_file file("0 1\n1 0\n0 1\n1 2\n");
  const auto network = build(file.options(), 3);
  CHECK(targets(*network, 0) == numbers{1});
  CHECK(network->links({1}) == 2);
}

TEST_CASE("one node needs no edges") {
  const edge_file file("# nobody\n");
  CHECK(targets(*build(file.options(), 1), 0).empty());
}

TEST_CASE("a malformed edge list names file, line and what was expected") {
  CHECK(complaint("0 1\n1 x\n", 3) ==
        ", line 2: expected two node numbers from 0 to 2, found '1 x'");
  CHECK(complaint("0 1\n\n# c\n1\n", 3) ==
        ", line 4: expected two node numbers from 0 to 2, found '1'");
  CHECK(complaint("0 1 2\n", 3) ==
        ", line 1: expected two node numbers from 0 to 2, found '0 1 2'");
  CHECK(complaint("0 3\n", 3) == ", line 1: expected two node numbers from 0 to 2, found '0 3'");
  CHECK(complaint("-1 2\n", 3) == ", line 1: expected two node numbers from 0 to 2, found '-1 2'");
  CHECK(complaint("0 1.5\n", 3) ==
        ", line 1: expected two node numbers from 0 to 2, found '0 1.5'");
  CHECK(complaint("0 99999999999999999999\n", 3) ==
        ", line 1: expected two node numbers from 0 to 2, found '0 99999999999999999999'");
  CHECK(complaint("0 1\n2 2\n", 3) == ", line 2: expected two different nodes, found '2 2'");
  CHECK(complaint(std::string(1000, 'a') + "\n", 3) ==
        ", line 1: expected two node numbers from 0 to 2, found '" + std::string(60, 'a') + "…'");
}

TEST_CASE("a disconnected edge list names a node that is not reached") {
  CHECK(complaint("0 1\n2 3\n", 4) ==
        ": joins not all of the 4 nodes, no path leads from node 0 to node 2; every node must be "
        "reachable from every other");
  CHECK(complaint("", 2) ==
        ": joins not all of the 2 nodes, no path leads from node 0 to node 1; every node must be "
        "reachable from every other");
}

TEST_CASE("an edge list that is not there is named") {
  CHECK(refusal(kinds::edges{"/no/such/file.edges"}, 3) ==
        "edge list /no/such/file.edges: cannot be opened for reading");
  const std::string folder = std::filesystem::temp_directory_path().string();
  CHECK(refusal(kinds::edges{folder}, 3) == "edge list " + folder + ": cannot be read to its end");
}
