#include "actors/swarm/swarm_builder.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>

#include "actors/swarm/starling.hpp"

using namespace starling;
using messages::node_id;
using messages::round_number;
using messages::tensor;

namespace {

constexpr auto digits = dataset::digits{.samples = 400};

strategy::sgd brief() {
  return {.work = {.local_steps = 2}};
}

/// Two numbers; loss is the squared distance of their sum from what the examples say.
class sum_of_two final : public optimizers::model {
 public:
  explicit sum_of_two(std::size_t features = 1) : features_(features) {}
  [[nodiscard]] std::size_t dimension() const override { return 2; }
  [[nodiscard]] std::size_t features() const override { return features_; }
  void initialise(std::span<float> w, messages::random_source& random) const override {
    for (float& x : w) x = static_cast<float>(random.uniform());
  }
  double gradient(std::span<const float> w, const optimizers::batch& b,
                  std::span<float> g) const override {
    double loss = 0;
    g[0] = 0;
    for (const float y : b.targets) {
      const float error = w[0] + w[1] - y;
      loss += error * error / static_cast<double>(b.size());
      g[0] += 2 * error / static_cast<float>(b.size());
    }
    g[1] = g[0];
    return loss;
  }
  [[nodiscard]] optimizers::evaluation evaluate(std::span<const float> w,
                                                const optimizers::batch& b) const override {
    std::vector<float> unused(2);
    return {gradient(w, b, unused), std::nan("")};
  }

 private:
  std::size_t features_;
};

optimizers::data_split all_threes(std::size_t examples) {
  auto d = std::make_shared<optimizers::dataset>();
  d->name = "threes";
  d->features = 1;
  d->inputs.assign(examples, 0.0F);
  d->targets.assign(examples, 3.0F);
  return {d, d};
}

/// Proposes its own number for ever, adopts, and remembers nothing else.
class voter final : public optimizers::strategy {
 public:
  explicit voter(float opinion) : opinion_(std::span<const float>(&opinion, 1)) {}
  optimizers::proposal propose(round_number) override { return {opinion_, opinion_, {1}, 0}; }
  void adopt(const messages::combination& heard, round_number) override {
    opinion_ = heard.parameters;
  }
  [[nodiscard]] optimizers::evaluation evaluate() const override {
    return {opinion_.values()[0], 1};
  }
  [[nodiscard]] tensor parameters() const override { return opinion_; }

 private:
  tensor opinion_;
};

optimizers::strategy_factory voters() {
  return [](node_id id) { return std::make_unique<voter>(static_cast<float>(id.value)); };
}

/// Believes whoever has the highest number.
class last_one final : public aggregation::rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "last_one"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t f) const override { return f + 1; }
  messages::result<messages::combination, aggregation::rule_error> decide(
      aggregation::gathering& heard) override {
    return heard.combined(heard.row(heard.size() - 1));
  }
};

/// Everyone hears node 0 and node 0 hears everyone; written out as a graph without aggregators.
class hub final : public actors::topology {
 public:
  [[nodiscard]] std::string_view kind() const override { return "hub"; }
  [[nodiscard]] std::size_t nodes() const override { return 4; }
  void targets(node_id member, round_number, std::vector<node_id>& out) const override {
    if (member.value == 0) {
      out = {{1}, {2}, {3}};
    } else {
      out = {{0}};
    }
  }
  void sources(node_id member, round_number r, std::vector<node_id>& out) const override {
    targets(member, r, out);
  }
  [[nodiscard]] std::size_t links(node_id member) const override {
    return member.value == 0 ? 3 : 1;
  }
  [[nodiscard]] double mixing_weight(node_id to, node_id from, round_number) const override {
    if (to != from) return to.value == 0 || from.value == 0 ? 0.25 : 0;
    return to.value == 0 ? 0.25 : 0.75;
  }
};

std::string key_of(const std::function<void()>& wrong) {
  try {
    wrong();
  } catch (const invalid_swarm& e) {
    return e.key();
  }
  return "";
}

}  // namespace

TEST_CASE("swarm_builder: each setting arrives where it belongs") {
  const auto s = swarm_builder()
                     .name("a")
                     .nodes(16)
                     .seed(3)
                     .topology(topology::torus{.rows = 2, .columns = 8})
                     .aggregation(rule::median{.byzantine_max = 1})
                     .links(link::in_process{.emulate = {.loss = 0.25}})
                     .rounds({.max = 5, .quorum = 0.75})
                     .adversaries(1, attack::gaussian{.scale = 2})
                     .faults({.absent = 0.125})
                     .evaluation({.every = 2, .samples = 9})
                     .supervision({.restarts_max = 1})
                     .heartbeat({.interval = std::chrono::seconds(1)})
                     .build();
  const auto& o = s.options();
  CHECK(o.name == "a");
  CHECK(o.nodes == 16);
  CHECK(o.seed == 3);
  CHECK(std::get<topology::torus>(o.topology).columns == 8);
  CHECK(std::get<rule::median>(o.aggregation.rule).byzantine_max == 1);
  CHECK(o.emulate.loss == 0.25);
  CHECK(o.rounds.max == 5);
  CHECK(o.rounds.quorum == 0.75);
  CHECK(o.adversaries.count == 1);
  CHECK(std::get<attack::gaussian>(o.adversaries.how).scale == 2);
  CHECK(o.faults.absent == 0.125);
  CHECK(o.evaluation.samples == 9);
  CHECK(o.supervision.restarts_max == 1);
  CHECK(o.heartbeat.interval == std::chrono::seconds(1));
}

TEST_CASE("swarm_builder: build refuses what needs no data to be refused") {
  CHECK(key_of([] {
          static_cast<void>(swarm_builder()
                                .topology(topology::gossip{.fanout = 2})
                                .aggregation(rule::trimmed_mean{.byzantine_max = 2})
                                .build());
        }) == "aggregation.byzantine");
  CHECK(key_of([] { static_cast<void>(swarm_builder().nodes(1'000'000'000).build()); }) == "");
  CHECK(key_of([] {
          static_cast<void>(swarm_builder().nodes(3).adversaries(3, attack::sign_flip{}).build());
        }) == "adversaries.count");
}

TEST_CASE("swarm_builder: run refuses what the data show") {
  const auto s = swarm_builder().build();
  CHECK(key_of([&] { s.train(model::mlp{{7, 10}}, brief(), digits).run(); }) == "model");
  CHECK(key_of([&] {
          s.train(model::softmax{}, brief(), digits, partition::dirichlet{-1}).run();
        }) == "data.partition");
  CHECK(key_of([&] { s.train(std::make_shared<sum_of_two>(2), brief(), all_threes(20)).run(); }) ==
        "model");
}

TEST_CASE("training: bounds and callbacks hold, and one swarm trains any number of times") {
  const auto s = swarm_builder().nodes(4).topology(topology::mesh{}).build();
  std::vector<std::uint64_t> rounds;
  auto training = s.train(model::softmax{}, brief(), digits);
  const auto first = training.max_rounds(3)
                         .virtual_time()
                         .on_round([&](const round_report& r) { rounds.push_back(r.round); })
                         .run();
  CHECK(rounds == std::vector<std::uint64_t>{1, 2, 3});
  CHECK(first.stopped_by == stop_reason::rounds_done);
  CHECK(first.rounds == 3);
  const auto second = training.run();
  CHECK(second.model_hash == first.model_hash);
  CHECK(second.trace_hash == first.trace_hash);

  const auto early = s.train(model::softmax{}, brief(), digits).until_accuracy(0.05).run();
  CHECK(early.stopped_by == stop_reason::loss_reached);
  CHECK(early.rounds == 1);
  const std::atomic<bool> now = true;
  const auto stopped =
      s.train(model::softmax{}, brief(), digits).max_rounds(100'000).stop_when(now).run();
  CHECK(stopped.stopped_by == stop_reason::interrupted);
}

TEST_CASE("train: a model of one's own on data of one's own") {
  const auto s = swarm_builder().nodes(4).topology(topology::ring{}).build();
  const auto result =
      s.train(std::make_shared<sum_of_two>(), brief(), all_threes(40)).max_rounds(20).run();
  CHECK(result.succeeded());
  REQUIRE(result.model.size() == 2);
  CHECK(result.model.values()[0] + result.model.values()[1] == doctest::Approx(3));
}

TEST_CASE("train: names and plug-ins mix") {
  const auto s = swarm_builder().nodes(4).topology(topology::ring{}).build();
  std::atomic<std::size_t> made = 0;
  const auto learner = [&](optimizers::learning_task task, const optimizers::learner_options& o) {
    ++made;
    return optimizers::make_learner(strategy::adam{}, std::move(task), o);
  };
  CHECK(s.train(model::softmax{}, learner, digits).max_rounds(2).run().succeeded());
  CHECK(made >= 4);
  CHECK(
      s.train(std::make_shared<sum_of_two>(784), brief(), digits).max_rounds(2).run().succeeded());
  CHECK(s.train(model::linear{}, learner, all_threes(20)).max_rounds(2).run().succeeded());
}

TEST_CASE("train: strategies of one's own agree on the mean of what they began with") {
  const auto s = swarm_builder().nodes(5).topology(topology::mesh{}).build();
  const auto result = s.train(voters()).max_rounds(1).run();
  REQUIRE(result.model.size() == 1);
  CHECK(result.model.values()[0] == doctest::Approx(2));
  CHECK(result.loss == doctest::Approx(2));

  const auto judged = s.train(voters(),
                              [](const tensor& t) {
                                return optimizers::evaluation{t.values()[0] * 10, 0.5};
                              })
                          .max_rounds(1)
                          .run();
  CHECK(judged.loss == doctest::Approx(20));
  CHECK(judged.accuracy == 0.5);
}

TEST_CASE("swarm_builder: a rule of one's own, by its factory and by its name") {
  auto builder = swarm_builder().nodes(5).topology(topology::mesh{});
  builder.aggregation([] { return std::make_unique<last_one>(); }, 2);
  CHECK(builder.build().train(voters()).max_rounds(1).run().model.values()[0] == 4);
  builder.aggregation([] { return std::make_unique<last_one>(); }, 5);
  CHECK(key_of([&] { static_cast<void>(builder.build()); }) == "aggregation.byzantine");

  builder.aggregation(rule::registered{"last_one", 2});
  CHECK(key_of([&] { static_cast<void>(builder.build()); }) == "aggregation.rule");
  aggregation::register_rule("last_one", [] { return std::make_unique<last_one>(); });
  CHECK(builder.build().train(voters()).max_rounds(1).run().model.values()[0] == 4);
}

TEST_CASE("swarm_builder: a topology of one's own decides the number of nodes") {
  const auto s = swarm_builder().nodes(99).topology(std::make_shared<hub>()).build();
  const auto result = s.train(voters()).max_rounds(1).run();
  CHECK(result.nodes == 4);
  // Weights: the hub hears (0 + 1 + 2 + 3) / 4; i keeps 3/4 i, with 1/4 of 0.
  CHECK(result.model.values()[0] == doctest::Approx((1.5 + 0.75 + 1.5 + 2.25) / 4));
}
