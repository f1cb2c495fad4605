#include "actors/host/residence.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

namespace {

using namespace starling;
using actors::residence;
using messages::node_id;

const std::vector<host_options> three = {
    {"a", "127.0.0.1:1", 2, ""}, {"b", "127.0.0.1:2", 0, ""}, {"c", "127.0.0.1:3", 3, ""}};

TEST_CASE("nodes live in the order of the hosts, and aggregators with the first") {
  const residence home(three, 2, 5);
  const std::vector<std::size_t> expected = {0, 0, 2, 2, 2, 0, 0};
  for (std::uint32_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK(home.host_of(node_id{i}) == expected[i]);
    CHECK(home.lives_here(node_id{i}) == (expected[i] == 2));
  }
  CHECK(home.nodes_of(0) == 2);
  CHECK(home.nodes_of(1) == 0);
  CHECK(home.nodes_of(2) == 3);
}

TEST_CASE("hosts whose nodes are not the swarm's, and a host that is none of them, are refused") {
  CHECK_THROWS_WITH_AS(residence(three, 0, 6), "the hosts have 5 nodes, the swarm 6",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(residence(three, 3, 5), "this host is not one of the swarm's",
                       std::invalid_argument);
}

}  // namespace
