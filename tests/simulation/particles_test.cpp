#include <cmath>
#include <set>

#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

swarm_options particles(topology::options who, std::size_t nodes, std::uint64_t rounds) {
  swarm_options o;
  o.nodes = nodes;
  o.seed = 7;
  o.topology = std::move(who);
  o.rounds.max = rounds;
  o.evaluation.every = 10;
  return o;
}

training look(const swarm_options& o,
              objective::function what = {.name = "sphere", .dimension = 3}) {
  return swarm_builder(o).build().minimise(objective::options(std::move(what)));
}

/// One coordinate, the least at 0.25; counts nothing, knows nothing of swarms.
class valley final : public optimizers::objective {
 public:
  [[nodiscard]] std::string_view name() const override { return "valley"; }
  [[nodiscard]] const optimizers::search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> x) const override {
    return std::abs(x[0] - 0.25);
  }

 private:
  optimizers::search_space space_{{-1}, {1}};
};

/// A single particle that goes half the way to the best it has heard of.
class follower final : public optimizers::population {
 public:
  explicit follower(const optimizers::population_task& task) : what_(task.what) {
    messages::random_source random(messages::substream(task.seed, "particle", task.node.value, 0));
    at_ = random.uniform(-1, 1);
  }
  void advance() override {
    at_ = 0.5 * (at_ + goal_.value_or(at_));
    const double value = what_->evaluate({&at_, 1});
    if (value < best_.value || best_.point.empty()) {
      best_ = {messages::tensor(std::span<const double>(&at_, 1)), value};
    }
    ++evaluations_;
  }
  void hear(std::span<const messages::contribution> told) override {
    double least = best_.value;
    for (const auto& c : told) {
      if (c.score < least) goal_ = c.parameters.doubles()[0];
      least = std::min(least, c.score);
    }
  }
  [[nodiscard]] optimizers::candidate best() const override { return best_; }
  [[nodiscard]] optimizers::candidate told() const override { return best_; }
  std::size_t positions(std::span<double> points) const override {
    points[0] = at_;
    return 1;
  }
  [[nodiscard]] std::uint64_t evaluations() const override { return evaluations_; }
  void exchange(optimizers::state& s) override { s.exchange(at_); }

 private:
  std::shared_ptr<const optimizers::objective> what_;
  double at_;
  std::optional<double> goal_;
  optimizers::candidate best_;
  std::uint64_t evaluations_ = 0;
};

}  // namespace

TEST_CASE("particles run on every topology, to the same bits on one thread, two, and none") {
  const std::vector<topology::options> all = {topology::gossip{.fanout = 2},
                                              topology::ring{},
                                              topology::mesh{},
                                              topology::star{},
                                              topology::hierarchical{.layers = 2},
                                              topology::torus{.rows = 3, .columns = 4}};
  std::set<std::string> hashes;
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    const auto o = particles(all[i], 12, 60);
    const auto one = look(o).threads(1).run();
    const auto two = look(o).threads(2).run();
    const auto virtually = look(o).virtual_time().run();
    MESSAGE(summary(one) << ", best " << one.loss);
    CHECK(one.succeeded());
    CHECK(one.loss < 1);  // of a random point it is about 10,000
    CHECK(one.model.precision() == messages::precision::float64);
    CHECK(one.model_hash == two.model_hash);
    CHECK(one.model_hash == virtually.model_hash);
    CHECK(one.samples >= 12 * 60);
    hashes.insert(one.model_hash);
  }
  // Star and hierarchy hand down what a mesh hears: the best.
  CHECK(hashes.size() == all.size() - 2);
}

TEST_CASE("asynchronous particles move on what they have heard, and arrive all the same") {
  auto o = particles(topology::gossip{.fanout = 2}, 20, 300);
  o.rounds.mode = round_mode::asynchronous;
  for (const bool virtual_time : {true, false}) {
    o.faults.work = virtual_time ? 1ms : 0ms;
    const auto result = look(o).virtual_time(virtual_time).run();
    MESSAGE("asynchronous: " << result.loss);
    CHECK(result.succeeded());
    CHECK(result.loss < 1e-3);
  }
}

TEST_CASE("adaptive random gossip gets there too, other than gossip, and the same each time") {
  auto o = particles(topology::gossip{.fanout = 3, .adaptive = true}, 20, 300);
  o.rounds.mode = round_mode::asynchronous;
  o.faults.work = 1ms;
  const auto once = look(o).virtual_time().run();
  const auto again = look(o).virtual_time().run();
  MESSAGE("adaptive: " << once.loss);
  CHECK(once.succeeded());
  CHECK(once.loss < 1e-3);
  CHECK(once.trace_hash == again.trace_hash);
  o.topology = topology::gossip{.fanout = 3};
  CHECK(look(o).virtual_time().run().model_hash != once.model_hash);
}

TEST_CASE("lossy links and crashes slow particles down, no more") {
  auto o = particles(topology::ring{}, 12, 120);
  o.rounds.quorum = 0.6;
  o.rounds.deadline = 500ms;
  o.rounds.deadlines_missed_max = 20;
  o.emulate = {.loss = 0.1, .duplicate = 0.05, .latency = 5ms};
  o.faults.crashes = {{node_id{4}, round_number{30}}};
  const auto once = look(o).virtual_time().run();
  const auto again = look(o).virtual_time().run();
  CHECK(once.succeeded());
  CHECK(once.restarts == 1);
  CHECK(once.loss < 1e-3);
  CHECK(once.trace_hash == again.trace_hash);
}

TEST_CASE(
    "what an honest swarm finds beside four of thirteen that claim false bests is the same "
    "to the last bit as beside four that say nothing") {
  for (const topology::options& who :
       {topology::options(topology::mesh{}), topology::options(topology::star{})}) {
    auto o = particles(who, 13, 80);
    o.adversaries.count = 4;
    o.adversaries.how = attack::false_best{};
    o.aggregation.reputation.enabled = true;
    const auto lied_to = look(o).virtual_time().run();
    auto silent = o;
    silent.adversaries.how = attack::drop{};
    silent.rounds.quorum = 9.0 / 13;
    const auto alone = look(silent).virtual_time().run();
    CHECK(lied_to.succeeded());
    CHECK(alone.succeeded());
    CHECK(lied_to.model_hash == alone.model_hash);
    CHECK(lied_to.loss == alone.loss);
    CHECK(refused(lied_to, 12, refusal::false_claim) > 0);
    for (std::uint32_t i = 0; i < 9; ++i) CHECK(refused(lied_to, i, refusal::false_claim) == 0);
    CHECK(lied_to.reputation.at(node_id{12}) < 0.2);
    CHECK(lied_to.reputation.at(node_id{3}) > 0.5);
  }
}

TEST_CASE("a swarm that verifies nothing believes the liars") {
  auto o = particles(topology::mesh{}, 13, 30);
  o.adversaries = {4, attack::false_best{}};
  o.aggregation.verify = {.best = false, .share = 0};
  CHECK(look(o).virtual_time().run().loss < -1e5);
  o.aggregation.verify = {.best = false, .share = 1};
  CHECK(look(o).virtual_time().run().loss >= 0);
}

TEST_CASE("an objective and an optimizer of the program's own work in the same swarm") {
  const auto o = particles(topology::ring{}, 10, 40);
  const auto what = std::make_shared<const valley>();
  const auto swarm = swarm_builder(o).build();
  CHECK(swarm.minimise(what, strategy::pso{}).run().loss < 1e-3);
  const actors::population_factory own = [](const optimizers::population_task& task) {
    return std::make_unique<follower>(task);
  };
  const auto followed = swarm.minimise(what, own).run();
  CHECK(followed.succeeded());
  CHECK(followed.loss < 0.2);
}

TEST_CASE("gradients walk down the same functions") {
  auto o = particles(topology::mesh{}, 4, 400);
  const auto swarm = swarm_builder(o).build();
  const objective::function valley_of_bananas{
      .name = "rosenbrock", .dimension = 2, .low = -2, .high = 2};
  const auto result = swarm
                          .minimise(objective::options(valley_of_bananas),
                                    strategy::options(strategy::adam{.learning_rate = 0.02F}))
                          .run();
  MESSAGE("Adam on Rosenbrock: " << result.loss);
  CHECK(result.loss < 1e-2);
}

TEST_CASE("particles learn to read small digits") {
  auto o = particles(topology::gossip{.fanout = 1}, 3, 300);
  o.data = dataset::digits{.samples = 1500, .side = 8};
  o.model = model::mlp{{64, 16, 10}};
  o.objective = objective::training_loss{.width = 2};
  o.strategy = strategy::pso{.work = {.particles = 17}};
  o.evaluation.every = 50;
  auto ready = actors::prepare(o);
  const auto result = actors::run_in_process(std::move(ready.run), {});
  MESSAGE("accuracy " << result.accuracy << ", loss " << result.loss);
  CHECK(result.per_round[49].loss > result.loss);
  CHECK(result.accuracy > 0.3);
}

TEST_CASE("what does not fit particles is refused by name") {
  const auto refused_key = [](swarm_options o, objective::options what) -> std::string {
    o.objective = std::move(what);
    try {
      actors::prepare(std::move(o));
    } catch (const invalid_swarm& e) {
      return e.key();
    }
    return "";
  };
  auto o = particles(topology::ring{}, 10, 10);
  o.strategy = strategy::pso{};
  const objective::options sphere = objective::function{};
  CHECK(refused_key(o, sphere).empty());
  auto wrong = o;
  wrong.aggregation.rule = rule::median{1};
  CHECK(refused_key(wrong, sphere) == "aggregation.rule");
  wrong = o;
  wrong.aggregation.before = {before::nnm};
  CHECK(refused_key(wrong, sphere) == "aggregation.before");
  wrong = o;
  wrong.adversaries = {1, attack::sign_flip{}};
  CHECK(refused_key(wrong, sphere) == "adversaries.attack");
  wrong = o;
  wrong.aggregation.detect = detector::distance;
  CHECK(refused_key(wrong, sphere) == "aggregation.detect");
  CHECK(refused_key(o, objective::function{.name = "spere"}) == "objective");
  CHECK(refused_key(o, objective::none{}) == "strategy.kind");
  wrong = o;
  wrong.strategy = strategy::ant_colony{};
  CHECK(refused_key(wrong, sphere) == "strategy.kind");
}
