#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

constexpr auto for_ever = round_number{1'000'000};

bool says(const run_result& r, const std::string& what) {
  return r.detail.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("a star that two nodes have left for ever ends without a quorum and names both") {
  for (const bool simulated : {true, false}) {
    CAPTURE(simulated);
    auto o = ten_nodes(topology::star{});
    o.rounds.deadline = 50ms;
    o.faults.absences = {{node_id{3}, round_number{4}, for_ever},
                         {node_id{7}, round_number{5}, for_ever}};
    const auto result = learn(o, 1).virtual_time(simulated).run();
    CAPTURE(summary(result));
    CHECK(result.stopped_by == stop_reason::quorum_lost);
    CHECK(!result.succeeded());
    // Round 4 lacks node 3 alone, and is where it ends.
    CHECK(result.rounds == 3);
    CHECK(says(result, "round 4"));
    CHECK(says(result, "node 3"));
    CHECK(!result.model_hash.empty() == (o.evaluation.every == 1));
  }
  auto o = ten_nodes(topology::star{});
  o.faults.absences = {{node_id{3}, round_number{4}, for_ever},
                       {node_id{7}, round_number{4}, for_ever}};
  const auto result = on_virtual_time(o);
  CAPTURE(summary(result));
  CHECK(result.stopped_by == stop_reason::quorum_lost);
  CHECK(result.rounds == 3);
  CHECK(says(result, "node 3, 7"));
}

TEST_CASE("a mesh that two nodes have left for ever ends without a quorum and names both") {
  auto o = ten_nodes(topology::mesh{});
  o.faults.absences = {{node_id{3}, round_number{4}, for_ever},
                       {node_id{7}, round_number{4}, for_ever}};
  for (const double quorum : {1.0, 0.9}) {
    CAPTURE(quorum);
    o.rounds.quorum = quorum;
    const auto result = on_virtual_time(o);
    CAPTURE(summary(result));
    CHECK(result.stopped_by == stop_reason::quorum_lost);
    CHECK(result.rounds == 3);
    CHECK(says(result, "node 3, 7"));
  }
  o.rounds.quorum = 0.8;
  CHECK(on_virtual_time(o).succeeded());
}

TEST_CASE("a partition that never heals ends the run and names the other side") {
  for (const auto& who :
       {topology::options{topology::mesh{}}, topology::options{topology::star{}}}) {
    CAPTURE(who.index());
    auto o = ten_nodes(who);
    o.faults.work = 100ms;
    o.rounds.quorum = 0.9;
    o.rounds.deadline = 500ms;
    // The aggregator of the star is member 10.
    o.emulate.partitions = {{1s, std::chrono::hours(24), {{node_id{8}, node_id{9}}}}};
    const auto result = on_virtual_time(o);
    CAPTURE(summary(result));
    CHECK(result.stopped_by == stop_reason::quorum_lost);
    CHECK(result.rounds > 5);
    CHECK(result.rounds < 20);
    CHECK(says(result, "node 8, 9"));
    CHECK(result.virtual_seconds < 5);
  }
}

TEST_CASE("inner aggregators that lose their children make the root lose its quorum") {
  auto o = ten_nodes(topology::hierarchical{.layers = 2});
  o.rounds.deadline = 200ms;
  o.faults.absences = {{node_id{0}, round_number{4}, for_ever}};
  const auto result = on_virtual_time(o);
  CAPTURE(summary(result));
  CHECK(result.rounds >= 3);
  CHECK(result.virtual_seconds < 60);
  // Either the branch goes on without the node, or the run says that it cannot.
  CHECK((result.succeeded() || !result.detail.empty()));
}

TEST_CASE("rounds without a deadline wait for ever, and an interrupt ends them") {
  for (const bool simulated : {true, false}) {
    CAPTURE(simulated);
    auto o = ten_nodes(topology::mesh{});
    o.rounds.deadline = 0s;
    o.faults.absences = {{node_id{3}, round_number{4}, for_ever}};
    std::atomic<bool> stop{false};
    const auto result = learn(o, 1)
                            .virtual_time(simulated)
                            .stop_when(stop)
                            .on_round([&](const round_report& r) { stop = r.round == 3; })
                            .run();
    CAPTURE(summary(result));
    CHECK(result.stopped_by == stop_reason::interrupted);
    CHECK(result.rounds == 3);
  }
}
