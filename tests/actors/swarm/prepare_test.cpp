#include "actors/swarm/prepare.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>

#include "aggregation/catalogue.hpp"

using namespace starling;
using messages::node_id;
using messages::round_number;

namespace {

/// Legal, and small: 10 nodes in a mesh, 320 digits to learn from.
swarm_options legal() {
  swarm_options o;
  o.topology = topology::mesh{};
  o.model = model::softmax{};
  o.data = dataset::digits{.samples = 400};
  return o;
}

/// The key and the reason with which `o` is refused; an empty key when it is not.
struct refused {
  std::string key;
  std::string why;
};
refused refusal_of(const swarm_options& o, const actors::plug_ins& own = {}) {
  try {
    static_cast<void>(actors::prepare(o, own));
  } catch (const invalid_swarm& e) {
    return {e.key(), e.what()};
  }
  return {};
}

void check_refused(const refused& got, const std::string& key, const std::string& part_of_why) {
  CAPTURE(got.why);
  CHECK(got.key == key);
  CHECK(got.why.find(part_of_why) != std::string::npos);
}

}  // namespace

TEST_CASE("prepare: what is legal becomes a plan") {
  const auto made = actors::prepare(legal());
  CHECK(made.run.graph->kind() == "mesh");
  CHECK(made.run.graph->nodes() == 10);
  CHECK(made.run.dimension == 784 * 10 + 10);
  REQUIRE(made.learned != nullptr);
  CHECK(made.learned->dimension() == made.run.dimension);
  REQUIRE(made.shares.size() == 10);
  CHECK(std::accumulate(made.shares.begin(), made.shares.end(), std::size_t{0}) == 320);

  const auto first = made.run.strategies(node_id{0});
  const auto last = made.run.strategies(node_id{9});
  CHECK(first->parameters() == last->parameters());
  CHECK(first->propose(round_number{1}).samples.value == 32);
  CHECK(std::isfinite(made.run.evaluate(first->parameters()).loss));
}

TEST_CASE("prepare: a rule is legal for as many as it combines, and not for one fewer") {
  struct row {
    const char* what;
    topology::options graph;
    double quorum;
    rule::options legal;
    rule::options illegal;
    std::string why;
  };
  // Krum needs 2 f + 3, the median and the trimmed mean 2 f + 1, of those that one round combines.
  const std::vector<row> rows = {
      {"mesh: all 10", topology::mesh{}, 1, rule::krum{3}, rule::krum{4},
       "with 10 nodes the largest legal byzantine is 3, not 4"},
      {"star: the 10 below the aggregator", topology::star{}, 1, rule::krum{3}, rule::krum{4},
       "with 10 nodes the largest legal byzantine is 3, not 4"},
      {"gossip: 4 others and oneself", topology::gossip{.fanout = 4}, 1, rule::krum{1},
       rule::krum{2}, "with 5 nodes the largest legal byzantine is 1, not 2"},
      {"gossip: 2 others and oneself", topology::gossip{.fanout = 2}, 1, rule::trimmed_mean{1},
       rule::trimmed_mean{2}, "with 3 nodes the largest legal byzantine is 1, not 2"},
      {"ring: krum withstands nobody", topology::ring{}, 1, rule::krum{0}, rule::krum{1},
       "with 3 nodes the largest legal byzantine is 0, not 1"},
      {"a quorum of 7 of 10", topology::mesh{}, 0.7, rule::multi_krum{2}, rule::multi_krum{3},
       "with 7 nodes the largest legal byzantine is 2, not 3"},
      {"two layers: 5 or 5 below, 2 at the root",
       topology::hierarchical{.layers = 2, .branching = 5}, 1, rule::median{0}, rule::median{1},
       "with 2 nodes the largest legal byzantine is 0, not 1"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.what);
    auto o = legal();
    o.topology = r.graph;
    o.rounds.quorum = r.quorum;
    o.aggregation.rule = r.legal;
    CHECK(refusal_of(o).key.empty());
    o.aggregation.rule = r.illegal;
    check_refused(refusal_of(o), "aggregation.byzantine", r.why);
  }
}

TEST_CASE("prepare: a rule that is legal for no f says so") {
  auto o = legal();
  o.nodes = 4;
  o.topology = topology::hierarchical{.layers = 2, .branching = 2};
  o.aggregation.rule = rule::krum{0};
  check_refused(refusal_of(o), "aggregation.byzantine", "2 nodes are too few even for byzantine 0");
}

TEST_CASE("prepare: the reason says what n is where it is not the number of nodes") {
  auto o = legal();
  o.topology = topology::gossip{.fanout = 2};
  o.aggregation.rule = rule::median{2};
  check_refused(refusal_of(o), "aggregation.byzantine",
                "the fewest proposals that a round combines");
  o.topology = topology::mesh{};
  o.aggregation.rule = rule::median{5};
  CHECK(refusal_of(o).why.find("the fewest") == std::string::npos);
}

TEST_CASE("prepare: an unknown rule is refused with the names there are") {
  auto o = legal();
  o.aggregation.rule = rule::registered{"never heard of", 0};
  check_refused(refusal_of(o), "aggregation.rule", "there are mean, median, trimmed_mean");
}

TEST_CASE("prepare: numbers out of their range are refused under the key of the swarm file") {
  struct row {
    std::string key;
    std::function<void(swarm_options&)> spoil;
    std::string why;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<row> rows = {
      {"swarm.nodes", [](auto& o) { o.nodes = 0; }, "at least 1 node"},
      {"rounds.max", [](auto& o) { o.rounds.max = 0; }, "at least 1 round"},
      {"rounds.quorum", [](auto& o) { o.rounds.quorum = 0; }, "above 0, at most 1"},
      {"rounds.quorum", [](auto& o) { o.rounds.quorum = 1.5; }, "not 1.5"},
      {"rounds.quorum", [=](auto& o) { o.rounds.quorum = nan; }, "above 0, at most 1"},
      {"rounds.sample", [](auto& o) { o.rounds.sample = -1; }, "above 0, at most 1"},
      {"faults.absent", [](auto& o) { o.faults.absent = 2; }, "from 0 to 1"},
      {"links.emulate.loss", [](auto& o) { o.emulate.loss = 1.01; }, "from 0 to 1"},
      {"links.emulate.duplicate", [](auto& o) { o.emulate.duplicate = -0.1; }, "from 0 to 1"},
      {"links.emulate.reorder", [=](auto& o) { o.emulate.reorder = nan; }, "from 0 to 1"},
      {"adversaries.count", [](auto& o) { o.adversaries.count = 10; },
       "of 10 nodes at least one must be honest"},
      {"faults.slow", [](auto& o) { o.faults.slow = 11; }, "there are 10 nodes"},
      {"faults.absences",
       [](auto& o) {
         o.faults.absences = {{node_id{10}, round_number{1}, round_number{2}}};
       },
       "nodes are numbered 0 to 9"},
      {"faults.crashes",
       [](auto& o) {
         o.faults.crashes = {{node_id{99}, round_number{1}}};
       },
       "nodes are numbered 0 to 9"},
      {"links.emulate.partitions",
       [](auto& o) {
         o.emulate.partitions = {{{}, std::chrono::seconds(1), {{node_id{0}, node_id{10}}}}};
       },
       "numbered 0 to 9"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.key);
    auto o = legal();
    r.spoil(o);
    check_refused(refusal_of(o), r.key, r.why);
  }
}

TEST_CASE("prepare: the last node may crash, be away, lie, and be cut off; so may an aggregator") {
  auto o = legal();
  o.topology = topology::star{};
  o.adversaries.count = 9;
  o.faults.slow = 10;
  o.faults.absences = {{node_id{9}, round_number{1}, round_number{2}}};
  o.faults.crashes = {{node_id{9}, round_number{1}}};
  o.emulate.partitions = {{{}, std::chrono::seconds(1), {{node_id{9}, node_id{10}}}}};
  CHECK(refusal_of(o).key.empty());
}

TEST_CASE("prepare: asynchronous rounds and layers of aggregators exclude each other") {
  auto o = legal();
  o.rounds.mode = round_mode::asynchronous;
  o.topology = topology::hierarchical{.layers = 2};
  check_refused(refusal_of(o), "rounds.mode", "a star or a peer topology");
  for (const topology::options& possible :
       {topology::options(topology::star{}), topology::options(topology::ring{})}) {
    o.topology = possible;
    CHECK(refusal_of(o).key.empty());
  }
}

TEST_CASE("prepare: adaptive gossip is for asynchronous rounds") {
  swarm_options o;
  o.nodes = 10;
  o.topology = topology::gossip{3, false, true};
  check_refused(refusal_of(o), "topology.adaptive", "rounds.mode asynchronous");
  o.rounds.mode = round_mode::asynchronous;
  CHECK(refusal_of(o).key.empty());
  o.checkpoint.every = 5;
  check_refused(refusal_of(o), "topology.adaptive", "not written down");
  o.checkpoint.every = 0;
  o.topology = topology::gossip{3, true, true};
  check_refused(refusal_of(o), "topology.adaptive", "no pull");
}

TEST_CASE("prepare: a topology that cannot be is refused") {
  auto o = legal();
  o.topology = topology::hypercube{};
  check_refused(refusal_of(o), "topology", "power of two");
  o.topology = topology::gossip{.fanout = 10};
  CHECK(refusal_of(o).key == "topology");
}

TEST_CASE("prepare: a model that does not fit the data is refused with the layer that would") {
  auto o = legal();
  o.model = model::mlp{{100, 10}};
  check_refused(refusal_of(o), "model", "784 features");
  o.model = model::mlp{{784, 5}};
  check_refused(refusal_of(o), "model", "the last layer must be 10");
  o.model = model::linear{};
  check_refused(refusal_of(o), "model", "use softmax or mlp");
}

TEST_CASE("prepare: data that cannot be read or divided are refused") {
  auto o = legal();
  o.data = dataset::csv{"/nowhere/at/all.csv"};
  check_refused(refusal_of(o), "data", "/nowhere/at/all.csv");

  o = legal();
  o.nodes = 321;
  o.topology = topology::ring{};
  CHECK(refusal_of(o).key == "data.partition");
  o.nodes = 320;
  CHECK(refusal_of(o).key.empty());

  o = legal();
  o.partition = partition::dirichlet{.alpha = 0};
  CHECK(refusal_of(o).key == "data.partition");
  o.partition = partition::labels_per_node{.labels = 33};  // 330 shards of 320 examples
  CHECK(refusal_of(o).key == "data.partition");
}

TEST_CASE("prepare: adversaries are wrapped, the honest are not") {
  auto o = legal();
  o.adversaries = {2, attack::sign_flip{.scale = 1}};
  const auto lying = actors::prepare(o);
  const auto honest = actors::prepare(legal());
  for (std::uint32_t i = 0; i < 10; ++i) {
    const bool lies = i >= 8;
    CHECK(lying.run.lies(node_id{i}) == lies);
    const auto said = lying.run.strategies(node_id{i})->propose(round_number{1});
    const auto meant = honest.run.strategies(node_id{i})->propose(round_number{1});
    CHECK((said.parameters == meant.parameters) != lies);
  }
}

TEST_CASE("prepare: a detector needs a member that hears enough") {
  auto o = legal();
  o.topology = topology::ring{};
  o.rounds.quorum = 0.5;
  o.aggregation.rule = rule::mean{};
  o.aggregation.detect = detector::distance;
  CHECK(refusal_of(o).key.empty());
  o.aggregation.detect = detector::spectral;
  check_refused(refusal_of(o), "aggregation.detect",
                "4 proposals or more, and no member hears more than 3");
}

TEST_CASE("prepare: what is held against peers has bounds, and trust a graph that lasts") {
  auto o = legal();
  o.aggregation.reputation.quarantine_below = 0.6;
  check_refused(refusal_of(o), "aggregation.reputation.quarantine_below", "0 to 0.5");
  o = legal();
  o.aggregation.reputation.forgetting = std::numeric_limits<double>::quiet_NaN();
  check_refused(refusal_of(o), "aggregation.reputation.forgetting", "0 to 1");
  o = legal();
  o.aggregation.reputation.parole = 0;
  check_refused(refusal_of(o), "aggregation.reputation.parole", "at least 1");
  o = legal();
  o.aggregation.threads = 0;
  check_refused(refusal_of(o), "aggregation.threads", "at least 1");
  o = legal();
  o.aggregation.weights.reputation = true;
  o.aggregation.rule = rule::mean{};
  CHECK(refusal_of(o).key.empty());
  o.aggregation.rule = rule::median{};
  check_refused(refusal_of(o), "aggregation.weights.reputation", "no weights");
  o = legal();
  o.aggregation.weights.topology = true;
  o.aggregation.rule = rule::mean{};
  CHECK(refusal_of(o).key.empty());
  o.topology = topology::gossip{.fanout = 2};
  check_refused(refusal_of(o), "aggregation.weights.topology", "no graph lasts");
  o.topology = topology::mesh{};
  o.nodes = 3'000;
  check_refused(refusal_of(o), "aggregation.weights.topology", "additions");
}
