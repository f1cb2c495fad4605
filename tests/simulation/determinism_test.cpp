#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

struct network {
  std::string name;
  topology::options who;
};

std::vector<network> all_networks() {
  return {{"gossip", topology::gossip{.fanout = 3}},
          {"push-pull gossip", topology::gossip{.fanout = 2, .pull = true}},
          {"ring", topology::ring{}},
          {"mesh", topology::mesh{}},
          {"star", topology::star{}},
          {"hierarchical", topology::hierarchical{.layers = 2}},
          {"torus", topology::torus{.rows = 2, .columns = 5}},
          {"regular", topology::regular{.degree = 4}}};
}

/// Everything that can go wrong on a link and in a node, at once.
swarm_options bad_day(topology::options who, std::uint64_t seed) {
  auto o = ten_nodes(std::move(who), seed);
  o.rounds.quorum = 0.6;
  o.rounds.deadline = 500ms;
  o.rounds.deadlines_missed_max = 20;
  o.evaluation.every = 5;
  o.emulate = {.loss = 0.1,
               .duplicate = 0.05,
               .reorder = 0.1,
               .latency = 20ms,
               .jitter = 10ms,
               .bandwidth_bits_per_second = 54'000'000,
               .partitions = {{1s, 2s, {{node_id{0}, node_id{1}, node_id{2}}}}}};
  o.faults.absent = 0.1;
  o.faults.work = 30ms;
  o.faults.slow = 1;
  o.faults.slow_factor = 3;
  o.faults.absences = {{node_id{4}, round_number{3}, round_number{6}}};
  o.faults.crashes = {{node_id{5}, round_number{8}}};
  return o;
}

}  // namespace

TEST_CASE("the same seed gives the same trace on virtual time, whatever goes wrong on the way") {
  for (const auto& n : all_networks()) {
    CAPTURE(n.name);
    const auto once = on_virtual_time(bad_day(n.who, 7));
    const auto again = on_virtual_time(bad_day(n.who, 7));
    const auto other = on_virtual_time(bad_day(n.who, 8));
    MESSAGE(n.name << ": " << summary(once));
    CHECK(once.succeeded());
    CHECK(once.rounds == 20);
    CHECK(once.restarts == 1);
    CHECK(once.trace_hash == again.trace_hash);
    CHECK(once.model_hash == again.model_hash);
    CHECK(once.bytes_sent == again.bytes_sent);
    CHECK(once.virtual_seconds == again.virtual_seconds);
    CHECK(once.trace_hash != other.trace_hash);
    CHECK(once.model_hash != other.model_hash);
  }
}

TEST_CASE("a full quorum gives the same model on threads, how many there may be, and without") {
  for (const auto& n : all_networks()) {
    CAPTURE(n.name);
    const auto o = ten_nodes(n.who);
    const auto simulated = on_virtual_time(o);
    CHECK(simulated.trace_hash.size() == 64);
    CHECK(simulated.model_hash.size() == 64);
    for (const std::size_t threads : {1U, 2U, 2U}) {
      const auto real = on_threads(o, threads);
      CAPTURE(summary(real));
      CHECK(real.succeeded());
      CHECK(real.trace_hash.empty());
      CHECK(real.model_hash == simulated.model_hash);
    }
  }
}
