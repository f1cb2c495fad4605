#include "actors/topology/tree.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

#include "tests/actors/topology/network.hpp"

namespace kinds = starling::topology;
using namespace network;

namespace {

/// Each node has one parent, climbs `layers` steps to the root, and is among its parent's children.
void check_tree(const topology& t, std::size_t layers, std::size_t branching) {
  const auto root = static_cast<std::uint32_t>(t.members() - 1);
  std::map<std::pair<std::size_t, std::uint32_t>, numbers> children;  // By height and parent.
  bool right = !t.parent({root});
  for (std::uint32_t node = 0; node < t.members(); ++node) {
    std::size_t steps = 0;
    for (auto at = node_id{node}; at.value != root && steps <= layers; ++steps) {
      REQUIRE(t.parent(at));
      at = *t.parent(at);
    }
    right = right && (node < t.nodes() ? steps == layers : steps < layers);
    if (node != root) {
      const std::uint32_t parent = t.parent({node})->value;
      right = right && parent >= t.nodes() && parent > node;
      children[{steps, parent}].push_back(node);
    }
  }
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> spread;  // Fewest and most per height.
  for (const auto& [key, list] : children) {
    numbers expected = list;
    if (const auto above = t.parent({key.second})) expected.push_back(above->value);
    right = right && targets(t, key.second) == expected && list.size() <= branching;
    auto& [fewest, most] = spread.try_emplace(key.first, list.size(), list.size()).first->second;
    fewest = std::min(fewest, list.size());
    most = std::max(most, list.size());
  }
  CHECK(right);
  CHECK(children.size() == t.aggregators());  // None is without children.
  for (const auto& [height, sizes] : spread) CHECK(sizes.second - sizes.first <= 1);
}

std::size_t power(std::size_t base, std::size_t exponent) {
  std::size_t out = 1;
  for (std::size_t i = 0; i < exponent; ++i) out *= base;
  return out;
}

}  // namespace

TEST_CASE("a hierarchy is a balanced tree as deep as it has layers") {
  for (std::size_t n = 1; n <= 64; ++n) {
    for (std::size_t layers = 1; layers <= 4; ++layers) {
      std::size_t smallest = 1;
      while (power(smallest, layers) < n) ++smallest;
      INFO(n << " nodes, " << layers << " layers");
      check_tree(*build(kinds::hierarchical{layers, 0}, n), layers, smallest);
      check_tree(*build(kinds::hierarchical{layers, smallest}, n), layers, smallest);
      check_tree(*build(kinds::hierarchical{layers, smallest + 1}, n), layers, smallest + 1);
      if (smallest > 1) CHECK(refusal(kinds::hierarchical{layers, smallest - 1}, n) != "");
    }
  }
  check_tree(*build(kinds::hierarchical{3, 0}, 10'000), 3, 22);
  check_tree(*build(kinds::hierarchical{2, 100}, 10'000), 2, 100);
}

TEST_CASE("a star has one aggregator that hears and tells all") {
  for (const std::uint32_t n : {1U, 2U, 10U, 10'000U}) {
    const auto star = build(kinds::star{}, n);
    check_tree(*star, 1, n);
    CHECK(star->aggregators() == 1);
    CHECK(star->links({n}) == n);
    CHECK(star->links({0}) == 1);
    CHECK(star->parent({0}) == node_id{n});
    CHECK(targets(*star, n - 1) == numbers{n});
    CHECK(star->mixing_weight({n}, {n}, {1}) == doctest::Approx(1.0 / (n + 1)));
  }
}

TEST_CASE("ten nodes under two layers hang as drawn by hand") {
  const auto network = build(kinds::hierarchical{2, 0}, 10);  // Branching 4: three, then the root.
  CHECK(network->aggregators() == 4);
  CHECK(targets(*network, 10) == numbers{0, 1, 2, 3, 13});
  CHECK(targets(*network, 11) == numbers{4, 5, 6, 13});
  CHECK(targets(*network, 12) == numbers{7, 8, 9, 13});
  CHECK(targets(*network, 13) == numbers{10, 11, 12});
}

TEST_CASE("a hierarchy that cannot be says which can") {
  CHECK(
      refusal(kinds::hierarchical{2, 3}, 10) ==
      "a hierarchy of 2 layers with branching 3 was asked for with 10 nodes: it reaches 9, for all "
      "it takes branching 4 or 3 layers");
  CHECK(
      refusal(kinds::hierarchical{2, 1}, 10) ==
      "a hierarchy of 2 layers with branching 1 was asked for with 10 nodes: it reaches 1, for all "
      "it takes branching 4");
  CHECK(refusal(kinds::hierarchical{0, 0}, 10) ==
        "a hierarchy of 0 layers was asked for: layers may be 1 to 32");
  CHECK(refusal(kinds::hierarchical{33, 0}, 10) ==
        "a hierarchy of 33 layers was asked for: layers may be 1 to 32");
}
