#include "actors/topology/topology.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>

#include "tests/actors/topology/network.hpp"

namespace kinds = starling::topology;
using namespace network;

namespace {

/// A path with chords: degrees from 1 to 4.
std::unique_ptr<const topology> irregular(std::size_t nodes) {
  std::string text;
  const auto add = [&](std::size_t a, std::size_t b) {
    text += std::to_string(a) + ' ' + std::to_string(b) + '\n';
  };
  for (std::size_t i = 0; i + 1 < nodes; ++i) add(i, i + 1);
  for (std::size_t i = 0; i + 5 < nodes; i += 7) add(i + 5, i);
  return build(edge_file(text).options(), nodes);
}

struct named {
  std::string name;
  std::unique_ptr<const topology> network;
};

/// Every kind that is legal with so many nodes.
std::vector<named> every_kind(std::size_t n) {
  std::vector<named> all;
  const auto add = [&](const std::string& name, const kinds::options& options) {
    all.push_back({name + " of " + std::to_string(n), build(options, n)});
  };
  for (const std::size_t fanout : {std::size_t{1}, std::size_t{2}, n / 2, n - 1}) {
    if (fanout >= n || fanout == 0) continue;
    add("push " + std::to_string(fanout), kinds::gossip{fanout, false});
    add("push-pull " + std::to_string(fanout), kinds::gossip{fanout, true});
  }
  add("ring", kinds::ring{});
  if (n <= 64) add("mesh", kinds::mesh{});
  add("star", kinds::star{});
  for (const std::size_t layers : {1U, 2U, 3U}) {
    add(std::to_string(layers) + " layers", kinds::hierarchical{layers, 0});
    add(std::to_string(layers) + " wide layers", kinds::hierarchical{layers, n + 1});
  }
  for (std::size_t rows = 2; rows <= n / 2; ++rows) {
    if (n % rows == 0) add(std::to_string(rows) + " rows", kinds::torus{rows, n / rows});
  }
  if ((n & (n - 1)) == 0) add("hypercube", kinds::hypercube{});
  for (const std::size_t degree : {1U, 2U, 3U, 4U, 7U, 30U, 63U}) {
    const bool connects = degree >= 2 || n == 2;
    if (connects && degree < n && n * degree % 2 == 0) {
      add("degree " + std::to_string(degree), kinds::regular{degree});
    }
  }
  all.push_back({"edges of " + std::to_string(n), irregular(n)});
  return all;
}

bool strictly_ascending(const numbers& list) {
  return std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) == list.end();
}

/// Follows targets from member 0.
std::size_t reached(const topology& t, std::uint64_t round) {
  std::vector<bool> seen(t.members());
  numbers open = {0};
  seen[0] = true;
  std::size_t count = 1;
  while (!open.empty()) {
    const std::uint32_t member = open.back();
    open.pop_back();
    for (const std::uint32_t next : targets(t, member, round)) {
      if (seen[next]) continue;
      seen[next] = true;
      ++count;
      open.push_back(next);
    }
  }
  return count;
}

void check_neighbours(const topology& t, std::uint64_t round) {
  std::vector<numbers> told(t.members());
  bool orderly = true;
  bool few_enough = true;
  for (std::uint32_t i = 0; i < t.members(); ++i) {
    const numbers out = targets(t, i, round);
    orderly = orderly && strictly_ascending(out) && (out.empty() || out.back() < t.members()) &&
              !std::binary_search(out.begin(), out.end(), i);
    few_enough = few_enough && out.size() == t.links({i});
    for (const std::uint32_t target : out) told[target].push_back(i);
  }
  CHECK_MESSAGE(orderly, "targets ascend, are members and not oneself");
  CHECK_MESSAGE(few_enough, "there are as many targets as links");
  bool agree = true;
  for (std::uint32_t i = 0; i < t.members(); ++i) agree = agree && sources(t, i, round) == told[i];
  CHECK_MESSAGE(agree, "those whom one hears are those who tell one");
  CHECK_MESSAGE(reached(t, round) == t.members(), "everyone is reached");
}

/// By definition: 1 / (1 + the larger degree) for those heard, nothing for others, sums of 1.
void check_weights(const topology& t, std::uint64_t round) {
  std::vector<double> given(t.members());
  double worst = 0;
  for (std::uint32_t to = 0; to < t.members(); ++to) {
    const double own = t.mixing_weight({to}, {to}, {round});
    double heard = own;
    given[to] += own;
    for (const std::uint32_t from : sources(t, to, round)) {
      const double weight = t.mixing_weight({to}, {from}, {round});
      const std::size_t degree = std::max(t.links({to}), t.links({from}));
      worst = std::max(worst, std::abs(weight - 1.0 / (1.0 + static_cast<double>(degree))));
      heard += weight;
      given[from] += weight;
    }
    if (own <= 0) worst = 1;
    worst = std::max(worst, std::abs(heard - 1));
  }
  for (const double sum : given) worst = std::max(worst, std::abs(sum - 1));
  CHECK(worst < 1e-12);
}

void check_absent_weights(const topology& t, std::uint64_t round) {
  bool nothing = true;
  for (std::uint32_t to = 0; to < t.members(); ++to) {
    const numbers heard = sources(t, to, round);
    for (std::uint32_t from = 0; from < t.members(); ++from) {
      if (from == to || std::binary_search(heard.begin(), heard.end(), from)) continue;
      nothing = nothing && t.mixing_weight({to}, {from}, {round}) == 0;
    }
  }
  CHECK_MESSAGE(nothing, "those who are not heard weigh nothing");
}

}  // namespace

TEST_CASE("every topology of 2 to 64 members keeps its laws") {
  for (std::size_t n = 2; n <= 64; ++n) {
    for (const named& each : every_kind(n)) {
      INFO(each.name);
      CHECK(each.network->nodes() == n);
      for (const std::uint64_t round : {1U, 2U}) {
        check_neighbours(*each.network, round);
        check_weights(*each.network, round);
        check_absent_weights(*each.network, round);
      }
    }
  }
}

TEST_CASE("every topology of 10,000 nodes keeps its laws") {
  std::vector<named> all;
  all.push_back({"push", build(kinds::gossip{3, false}, 10'000)});
  all.push_back({"push-pull", build(kinds::gossip{2, true}, 10'000)});
  all.push_back({"ring", build(kinds::ring{}, 10'000)});
  all.push_back({"star", build(kinds::star{}, 10'000)});
  all.push_back({"hierarchical", build(kinds::hierarchical{3, 0}, 10'000)});
  all.push_back({"torus", build(kinds::torus{}, 10'000)});
  all.push_back({"hypercube", build(kinds::hypercube{}, 8'192)});
  all.push_back({"degree 2", build(kinds::regular{2}, 10'000)});
  all.push_back({"degree 4", build(kinds::regular{4}, 10'000)});
  all.push_back({"degree 400", build(kinds::regular{400}, 10'000)});
  all.push_back({"edges", irregular(10'000)});
  for (const named& each : all) {
    INFO(each.name);
    check_neighbours(*each.network, 1);
    check_weights(*each.network, 1);
  }
}

TEST_CASE("the same seed makes the same topology and another seed another") {
  const std::vector<kinds::options> drawn = {kinds::gossip{2, false}, kinds::gossip{2, true},
                                             kinds::regular{4}};
  for (const kinds::options& options : drawn) {
    const auto network = build(options, 1000, 1);
    const auto again = build(options, 1000, 1);
    const auto other = build(options, 1000, 2);
    std::size_t same = 0;
    for (std::uint32_t i = 0; i < 1000; ++i) {
      CHECK(targets(*network, i) == targets(*again, i));
      same += targets(*network, i) == targets(*other, i) ? 1 : 0;
    }
    CHECK(same < 10);
  }
}

TEST_CASE("a topology says what kind it is") {
  CHECK(build(kinds::gossip{}, 8)->kind() == "gossip");
  CHECK(build(kinds::ring{}, 8)->kind() == "ring");
  CHECK(build(kinds::mesh{}, 8)->kind() == "mesh");
  CHECK(build(kinds::star{}, 8)->kind() == "star");
  CHECK(build(kinds::hierarchical{}, 8)->kind() == "hierarchical");
  CHECK(build(kinds::torus{}, 8)->kind() == "torus");
  CHECK(build(kinds::hypercube{}, 8)->kind() == "hypercube");
  CHECK(build(kinds::regular{3}, 8)->kind() == "regular");
}

TEST_CASE("one node is alone where nobody need be heard, and refused elsewhere") {
  const std::vector<kinds::options> alone = {kinds::mesh{}, kinds::hypercube{}};
  for (const kinds::options& options : alone) {
    const auto network = build(options, 1);
    CHECK(network->links({0}) == 0);
    CHECK(targets(*network, 0).empty());
    CHECK(network->mixing_weight({0}, {0}, {1}) == 1);
  }
  CHECK(targets(*build(kinds::star{}, 1), 0) == numbers{1});
  CHECK(targets(*build(kinds::hierarchical{2, 0}, 1), 0) == numbers{1});
  const std::vector<kinds::options> needing_others = {kinds::gossip{1, false}, kinds::ring{},
                                                      kinds::regular{2}};
  for (const kinds::options& options : needing_others) {
    CHECK(refusal(options, 1).find("at least 2") != std::string::npos);
  }
}

TEST_CASE("no nodes and more than ids can number are refused") {
  for (const std::size_t nodes : {std::size_t{0}, starling::actors::nodes_max + 1}) {
    CHECK(refusal(kinds::mesh{}, nodes) ==
          "a topology of " + std::to_string(nodes) +
              " nodes was asked for: there may be 1 to 2000000000");
  }
}
