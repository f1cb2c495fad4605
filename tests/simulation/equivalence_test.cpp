#include <algorithm>
#include <cmath>

#include "actors/topology/spectral.hpp"
#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

double largest_difference(const messages::tensor& a, const messages::tensor& b) {
  REQUIRE(a.size() == b.size());
  REQUIRE(!a.empty());
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(a.values()[i] - b.values()[i])));
  }
  return worst;
}

/// Root mean square of what the numbers differ from their mean by.
double deviation(const std::vector<one_numbers::node>& nodes, std::uint64_t round) {
  double mean = 0;
  for (const auto& n : nodes) mean += n.adopted.at(round);
  mean /= static_cast<double>(nodes.size());
  double square = 0;
  for (const auto& n : nodes) square += std::pow(n.adopted.at(round) - mean, 2);
  return std::sqrt(square / static_cast<double>(nodes.size()));
}

/// By how much a round of averaging through actors shrinks the deviation, once only its slowest
/// part is left.
double decay(topology::options who, std::size_t nodes, std::uint64_t from, std::uint64_t until) {
  swarm_options o;
  o.nodes = nodes;
  o.topology = std::move(who);
  o.rounds.max = until;
  one_numbers swarm(nodes);
  messages::random_source random(7);
  for (std::size_t i = 0; i < nodes; ++i) {
    swarm.starts.push_back(static_cast<float>(random.normal()));
  }
  const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
  CAPTURE(summary(result));
  REQUIRE(result.succeeded());
  return std::pow(deviation(swarm.nodes, until) / deviation(swarm.nodes, from),
                  1.0 / static_cast<double>(until - from));
}

}  // namespace

TEST_CASE("averaging through actors decays as the second eigenvalue says") {
  CHECK(decay(topology::ring{}, 16, 40, 80) == doctest::Approx(0.9492).epsilon(0.05));
  CHECK(decay(topology::torus{.rows = 8, .columns = 8}, 64, 30, 60) ==
        doctest::Approx(0.8828).epsilon(0.05));
  CHECK(decay(topology::hypercube{}, 64, 5, 25) == doctest::Approx(0.7143).epsilon(0.05));
}

TEST_CASE("averaging keeps the mean, on every peer topology") {
  for (const topology::options& who : {topology::options{topology::ring{}},
                                       {topology::mesh{}},
                                       {topology::torus{4, 4}},
                                       {topology::hypercube{}},
                                       {topology::regular{4}},
                                       {topology::gossip{.fanout = 3}},
                                       {topology::gossip{.fanout = 2, .pull = true}}}) {
    CAPTURE(who.index());
    swarm_options o;
    o.nodes = 16;
    o.topology = who;
    o.rounds.max = 30;
    one_numbers swarm(16);
    for (int i = 0; i < 16; ++i) swarm.starts.push_back(static_cast<float>(i));
    REQUIRE(swarm_builder(o).build().train(swarm.factory()).virtual_time().run().succeeded());
    double mean = 0;
    for (const auto& n : swarm.nodes) mean += static_cast<double>(n.number) / 16;
    CHECK(mean == doctest::Approx(7.5).epsilon(1e-5));
    CHECK(deviation(swarm.nodes, 30) < 2.5);  // of 4.6; a ring is slow, a mesh is through
  }
}

TEST_CASE("equal nodes with one local step are one node with a batch as large as all of theirs") {
  // Each share is one batch, so the union of ten batches is the whole training set.
  const auto data = digits();
  const auto examples = data.train->size();
  REQUIRE(examples % 10 == 0);
  const auto run = [&](std::size_t nodes, const topology::options& who) {
    auto o = ten_nodes(who);
    o.nodes = nodes;
    o.rounds.max = 5;
    return swarm_builder(o)
        .build()
        .train(model::mlp{{784, 16, 10}},
               strategy::sgd{.learning_rate = 0.1F,
                             .work = {.batch = examples / nodes, .local_steps = 1}},
               data)
        .virtual_time()
        .run();
  };
  const auto one = run(1, topology::star{});
  // Sums of floats in another order: 1e-7 a step.
  for (const topology::options& who : {topology::options{topology::star{}}, {topology::mesh{}}}) {
    CHECK(largest_difference(run(10, who).model, one.model) < 1e-5);
  }
}

TEST_CASE("layers of aggregators compute the mean that one aggregator computes") {
  auto o = ten_nodes(topology::star{});
  const auto star = on_virtual_time(o);
  for (const std::size_t layers : {1U, 2U, 3U}) {
    CAPTURE(layers);
    o.topology = topology::hierarchical{.layers = layers};
    const auto tree = on_virtual_time(o);
    CHECK(tree.succeeded());
    CHECK(largest_difference(tree.model, star.model) < 1e-6);
  }
  // A full mesh computes it as well, in each node.
  o.topology = topology::mesh{};
  CHECK(largest_difference(on_virtual_time(o).model, star.model) < 1e-6);
}

TEST_CASE("a sample of the nodes is exactly so many proposals, in every round") {
  auto o = ten_nodes(topology::star{});
  o.rounds.sample = 0.3;
  o.evaluation.every = 1;
  const auto star = on_virtual_time(o);
  CHECK(star.succeeded());
  REQUIRE(star.per_round.size() == 20);
  for (const auto& r : star.per_round) CHECK(r.accepted == 3);
  const auto full = on_virtual_time(ten_nodes(topology::star{}));
  // Equal up to the last batch of an epoch, which is smaller.
  CHECK(static_cast<double>(star.samples) ==
        doctest::Approx(0.3 * static_cast<double>(full.samples)).epsilon(0.02));

  o.topology = topology::hierarchical{.layers = 2};
  const auto tree = on_virtual_time(o);
  CHECK(tree.succeeded());
  CHECK(largest_difference(tree.model, star.model) < 1e-6);

  for (const topology::options& who :
       {topology::options{topology::mesh{}}, {topology::gossip{.fanout = 3}}, {topology::ring{}}}) {
    o.topology = who;
    const auto peers = on_virtual_time(o);
    CAPTURE(summary(peers));
    CHECK(peers.succeeded());
    CHECK(peers.samples == star.samples);
    CHECK(peers.accuracy > 0.5);
  }
}
