#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

swarm_options twelve(topology::options who) {
  swarm_options o;
  o.nodes = 12;
  o.seed = 3;
  o.topology = std::move(who);
  o.rounds.max = 40;
  o.evaluation.every = 1;
  o.strategy = strategy::pso{};
  o.objective = objective::function{.name = "rastrigin", .dimension = 4};
  return o;
}

struct run {
  run_result result;
  std::vector<actors::checkpoint> checkpoints;
};

run go(const swarm_options& o, bool virtual_time = true,
       std::shared_ptr<const actors::checkpoint> from = nullptr) {
  run out;
  actors::plug_ins own;
  own.resumed = std::move(from);
  actors::run_settings settings;
  settings.virtual_time = virtual_time;
  settings.threads = 2;
  settings.on_checkpoint = [&out](const actors::checkpoint& c) { out.checkpoints.push_back(c); };
  out.result = actors::run_in_process(actors::prepare(o, own).run, settings);
  return out;
}

}  // namespace

TEST_CASE("a run that goes on from a checkpoint ends as the one that was never cut, bit by bit") {
  for (const topology::options& who :
       {topology::options(topology::ring{}), topology::options(topology::gossip{.fanout = 2}),
        topology::options(topology::mesh{}), topology::options(topology::star{}),
        topology::options(topology::hierarchical{.layers = 3})}) {
    auto o = twelve(who);
    o.checkpoint.every = 10;
    const auto whole = go(o);
    REQUIRE(whole.checkpoints.size() == 4);
    CHECK(whole.checkpoints[1].round == round_number{20});
    const auto from = std::make_shared<const actors::checkpoint>(whole.checkpoints[1]);
    for (const bool virtual_time : {true, false}) {
      const auto rest = go(o, virtual_time, from);
      CHECK(rest.result.succeeded());
      CHECK(rest.result.per_round.front().round == 21);
      CHECK(rest.result.rounds == 40);
      CHECK(rest.result.model_hash == whole.result.model_hash);
      CHECK(rest.checkpoints.back().states == whole.checkpoints.back().states);
    }
  }
}

TEST_CASE("a particle that moves goes on where it was, with all it knows") {
  // In a mesh everybody hears everybody, so where a particle lives changes nothing but its number.
  auto o = twelve(topology::mesh{});
  o.nodes = 6;
  o.population.spawn = {{node_id{5}, round_number{1000}}};  // idle all the time
  o.checkpoint.every = 40;
  const auto stayed = go(o);
  o.population.spawn.clear();
  o.population.move = {{node_id{2}, node_id{5}, round_number{15}}};
  const auto moved = go(o);
  CHECK(moved.result.succeeded());
  CHECK(stayed.result.loss == moved.result.loss);
  CHECK(stayed.result.model_hash == moved.result.model_hash);
  // The round that it last adopted stands first; then comes the particle.
  const auto& there = moved.checkpoints.back().states[5];
  CHECK(there == stayed.checkpoints.back().states[2]);
}

TEST_CASE("spawned particles begin when they are due, and retired ones say no more") {
  auto o = twelve(topology::ring{});
  const auto all = go(o).result;
  o.population.spawn = {{node_id{10}, round_number{20}}, {node_id{11}, round_number{31}}};
  o.population.retire = {{node_id{0}, round_number{11}}};
  const auto some = go(o).result;
  CHECK(some.succeeded());
  CHECK(all.per_round[0].evaluations == 12);
  CHECK(some.per_round[0].evaluations == 10);
  CHECK(some.per_round[9].evaluations == 10);
  CHECK(some.per_round[10].evaluations == 9);
  CHECK(some.per_round[19].evaluations == 10);
  CHECK(some.per_round[39].evaluations == 11);
  CHECK(go(o).result.model_hash == some.model_hash);
  CHECK(go(o, false).result.model_hash == some.model_hash);
}

TEST_CASE("particles move, come and go in a tree as they do in a mesh, bit by bit") {
  // Star and hierarchy hand down what everybody hears in a mesh.
  for (const topology::options& who :
       {topology::options(topology::star{}), topology::options(topology::hierarchical{.layers = 2}),
        topology::options(topology::hierarchical{.layers = 3})}) {
    auto o = twelve(who);
    o.nodes = 6;
    const auto all = go(o).result;
    o.population.spawn = {{node_id{5}, round_number{1000}}};  // idle all the time
    const auto stayed = go(o).result;
    o.population.spawn = {{node_id{4}, round_number{9}}};
    o.population.move = {{node_id{2}, node_id{5}, round_number{15}}};
    o.population.retire = {{node_id{0}, round_number{21}}};
    o.checkpoint.every = 10;
    const auto moved = go(o);
    CHECK(moved.result.succeeded());
    CHECK(moved.result.per_round[0].evaluations == 4);
    CHECK(moved.result.per_round[39].evaluations > 0);
    CHECK(moved.result.model_hash != all.model_hash);
    CHECK(go(o, false).result.model_hash == moved.result.model_hash);
    REQUIRE(moved.checkpoints.size() == 4);
    for (const auto& c : moved.checkpoints) {
      if (c.round == round_number{40}) continue;
      const auto from = std::make_shared<const actors::checkpoint>(c);
      CHECK(go(o, true, from).result.model_hash == moved.result.model_hash);
      CHECK(go(o, false, from).checkpoints.back().states == moved.checkpoints.back().states);
    }
    o = twelve(who);
    o.nodes = 6;
    o.population.move = {{node_id{2}, node_id{5}, round_number{15}}};
    CHECK(go(o).result.model_hash == stayed.model_hash);
  }
}

TEST_CASE("a tree in which nobody works for some rounds goes on when somebody does") {
  for (const topology::options& who : {topology::options(topology::star{}),
                                       topology::options(topology::hierarchical{.layers = 2})}) {
    auto o = twelve(who);
    o.nodes = 4;
    for (std::uint32_t i = 0; i < 4; ++i) o.population.retire.push_back({node_id{i}, {11}});
    o.population.spawn = {{node_id{3}, round_number{21}}};
    const auto result = go(o).result;
    CHECK(result.succeeded());
    CHECK(result.rounds == 40);
    CHECK(result.per_round[9].evaluations >= 4);
    CHECK(result.per_round[15].evaluations == 0);
    CHECK(result.per_round[20].evaluations > 0);
  }
}

TEST_CASE("what is called for while a swarm runs does what the same lines of its file do") {
  auto o = twelve(topology::ring{});
  o.rounds.max = 1000;
  o.evaluation.every = 100;
  for (const bool virtual_time : {true, false}) {
    auto called = o.population;
    auto t = swarm_builder(o).build().minimise(o.objective, o.strategy);
    std::uint64_t next = 3;  // the round after which the next change is called for
    const auto made = [&next](const run_control::changed& round) {
      REQUIRE(round);
      next = *round + 2;
      return round_number{*round};
    };
    t.virtual_time(virtual_time).threads(2).on_round([&, control = t.control()](const auto& r) {
      if (r.round < next) return;
      if (called.retire.empty()) {
        called.retire = {{node_id{4}, made(control->retire(node_id{4}))}};
      } else if (called.move.empty()) {
        called.move = {{node_id{2}, node_id{4}, made(control->move(node_id{2}, node_id{4}))}};
      } else if (called.spawn.empty()) {
        called.spawn = {{node_id{2}, made(control->spawn(node_id{2}))}};
      }
    });
    const auto result = t.run();
    REQUIRE(called.spawn.size() == 1);
    CHECK(result.succeeded());
    auto filed = o;
    filed.population = called;
    CHECK(go(filed).result.model_hash == result.model_hash);
    CHECK(go(o).result.model_hash != result.model_hash);
  }
}

TEST_CASE("a learner that goes on from a checkpoint ends as the one that was never cut") {
  const auto learns = [](const topology::options& who, const strategy::options& how) {
    swarm_options o;
    o.topology = who;
    o.nodes = 4;
    o.rounds.max = 12;
    o.data = dataset::digits{.samples = 600, .side = 8};
    o.model = model::mlp{{64, 16, 10}};
    o.strategy = how;
    o.checkpoint.every = 4;
    const auto whole = go(o);
    REQUIRE(whole.checkpoints.size() == 3);
    const auto from = std::make_shared<const actors::checkpoint>(whole.checkpoints[0]);
    const auto rest = go(o, true, from);
    CHECK(rest.result.per_round.front().round == 5);
    CHECK(rest.result.model_hash == whole.result.model_hash);
    CHECK(rest.checkpoints.back().states == whole.checkpoints.back().states);
  };
  const strategy::sgd heavy_ball{.learning_rate = 0.1F, .momentum = 0.9F};
  learns(topology::gossip{.fanout = 2}, heavy_ball);
  learns(topology::gossip{.fanout = 2}, strategy::adam{});
  learns(topology::star{}, heavy_ball);
}

TEST_CASE("a move over a lossy link arrives in the end") {
  auto o = twelve(topology::mesh{});
  o.nodes = 6;
  o.population.move = {{node_id{2}, node_id{5}, round_number{5}}};
  o.rounds.deadline = 400ms;
  o.rounds.deadlines_missed_max = 50;
  o.emulate = {.loss = 0.3, .latency = 5ms};
  for (const bool tree : {false, true}) {
    if (tree) o.topology = topology::hierarchical{.layers = 2};
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      o.seed = seed;
      CAPTURE(seed);
      const auto result = go(o).result;
      CHECK(result.succeeded());
      CHECK(result.rounds == 40);
    }
  }
}

TEST_CASE("moves that cannot be and checkpoints of another swarm are refused") {
  const auto key_of = [](const swarm_options& o, const actors::plug_ins& own = {}) -> std::string {
    try {
      actors::prepare(o, own);
    } catch (const invalid_swarm& e) {
      return e.key();
    }
    return "";
  };
  auto o = twelve(topology::ring{});
  o.population.move = {{node_id{2}, node_id{5}, round_number{5}}};
  CHECK(key_of(o).empty());
  o.population.move.push_back({node_id{2}, node_id{6}, round_number{9}});
  CHECK(key_of(o) == "population.move");
  o.population.move = {{node_id{2}, node_id{12}, round_number{5}}};
  CHECK(key_of(o) == "population.move");
  o = twelve(topology::star{});
  o.checkpoint.every = 5;
  CHECK(key_of(o).empty());
  o.rounds.sample = 0.5;
  CHECK(key_of(o) == "rounds.sample");
  o.rounds.sample = 1;
  o.rounds.mode = round_mode::asynchronous;
  CHECK(key_of(o) == "checkpoint.every");
  o.checkpoint.every = 0;
  o.population.move = {{node_id{2}, node_id{5}, round_number{5}}};
  CHECK(key_of(o) == "population.move");
  o = twelve(topology::ring{});
  o.objective = objective::none{};
  o.strategy = strategy::sgd{};
  o.checkpoint.every = 5;
  CHECK(key_of(o).empty());
  o.aggregation.rule = rule::centered_clipping{};
  CHECK(key_of(o) == "checkpoint.every");
  o.aggregation.rule = rule::mean{};
  o.aggregation.reputation.enabled = true;
  CHECK(key_of(o) == "checkpoint.every");
  o = twelve(topology::ring{});
  actors::plug_ins own;
  own.resumed = std::make_shared<const actors::checkpoint>(
      actors::checkpoint{round_number{3}, std::vector<std::vector<std::byte>>(12)});
  CHECK(key_of(o, own) == "--resume");
  own.resumed = std::make_shared<const actors::checkpoint>(
      actors::checkpoint{round_number{3}, std::vector<std::vector<std::byte>>(11)});
  CHECK(key_of(o, own) == "--resume");
}
