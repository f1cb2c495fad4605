#include <chrono>
#include <limits>
#include <variant>

#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "deploy/bench/bench.hpp"
#include "optimizers/datasets/load.hpp"
#include "optimizers/datasets/partition.hpp"
#include "optimizers/models/catalogue.hpp"

namespace starling::deploy {

namespace {

swarm_options options_of(const fedavg_case& c, std::uint64_t seed) {
  swarm_options o;
  o.nodes = 100;
  o.seed = seed;
  o.topology = topology::star{};
  o.rounds.max = c.rounds_max;
  o.rounds.sample = 0.1;
  o.rounds.until_accuracy = 0.97;
  o.rounds.deadline = std::chrono::seconds(60);
  o.model = model::mlp{{784, 200, 200, 10}};
  strategy::sgd how;
  how.learning_rate = static_cast<float>(c.learning_rate);
  how.work.batch = 10;
  how.work.local_epochs = 1;
  o.strategy = how;
  if (c.partition == "iid") {
    o.partition = partition::iid{};
  } else if (c.partition == "shards") {
    o.partition = partition::labels_per_node{2};
  } else {
    throw invalid_swarm("--partition", "accepted: iid, shards");
  }
  return o;
}

struct lone_figures {
  double rounds = 0;
  double cpu = 0;         ///< Per round.
  double evaluating = 0;  ///< CPU seconds.
};

/// One thread without a swarm works through as many batches of all images as the drawn nodes do in
/// a round.
lone_figures learn_alone(const swarm_options& o, const optimizers::data_split& data) {
  const auto learned = *optimizers::make_model(o.model, *data.train);
  auto how = std::get<strategy::sgd>(o.strategy);
  const auto share = o.rounds.sample * static_cast<double>(data.train->size());
  how.work.local_epochs = 0;
  how.work.local_steps = static_cast<std::size_t>(share) / how.work.batch;
  auto all = *optimizers::partition_indices(*data.train, partition::iid{}, 1, o.seed);
  const auto learner = optimizers::make_learner(how,
                                                {learned,
                                                 {data.train, std::move(all.front())},
                                                 data.test,
                                                 optimizers::initial_parameters(*learned, o.seed)},
                                                {messages::node_id{0}, o.seed, 0});
  lone_figures out;
  double accuracy = 0;
  double learning = 0;
  while (accuracy < o.rounds.until_accuracy && out.rounds < static_cast<double>(o.rounds.max)) {
    const double start = thread_cpu_seconds();
    messages::combination own;
    ++out.rounds;
    const messages::round_number round{static_cast<std::uint64_t>(out.rounds)};
    own.parameters = learner->propose(round).parameters;
    learner->adopt(own, round);
    learning += thread_cpu_seconds() - start;
    accuracy = learner->evaluate().accuracy;
    out.evaluating += thread_cpu_seconds() - start;
  }
  out.evaluating = (out.evaluating - learning) / out.rounds;
  out.cpu = learning / out.rounds;
  if (accuracy < o.rounds.until_accuracy) out.rounds = std::numeric_limits<double>::infinity();
  return out;
}

}  // namespace

std::vector<measurement> bench_fedavg(const fedavg_case& c) {
  auto data = optimizers::load(dataset::idx{c.path}, 1);
  if (!data) throw invalid_swarm("--data", optimizers::to_string(data.error()));
  const std::string limit = "as many batches of all images on one thread without a swarm";
  const auto alone = learn_alone(options_of(c, 1), *data);
  measurement rounds{"fedavg", {}, "rounds to 97 % on MNIST", {}, limit, alone.rounds};
  measurement cpu{"fedavg", {}, "CPU s per round, evaluation not counted", {}, limit, alone.cpu};
  measurement all{"fedavg", {},    "CPU s per round, evaluation on 10,000 images counted",
                  {},       limit, alone.cpu + alone.evaluating};
  for (std::uint64_t seed = 1; seed <= c.seeds; ++seed) {
    actors::plug_ins own;
    own.data = *data;
    auto ready = actors::prepare(options_of(c, seed), own);
    double evaluating = 0;
    // Only the root evaluates, one call after the other.
    ready.run.evaluate = [&evaluating, judge = ready.run.evaluate](const messages::tensor& m) {
      const double start = thread_cpu_seconds();
      const auto judged = judge(m);
      evaluating += thread_cpu_seconds() - start;
      return judged;
    };
    const double start = cpu_seconds();
    const auto result = succeeded(actors::run_in_process(std::move(ready.run), {}));
    const double used = cpu_seconds() - start;
    const auto n = static_cast<double>(result.rounds);
    const bool reached = result.stopped_by == stop_reason::loss_reached;
    rounds.values.push_back(reached ? n : std::numeric_limits<double>::infinity());
    cpu.values.push_back((used - evaluating) / n);
    all.values.push_back(used / n);
  }
  rounds.parameters = cpu.parameters =
      all.parameters = {{"nodes", "100"},
                        {"sample", "0.1"},
                        {"partition", '"' + c.partition + '"'},
                        {"learning_rate", std::to_string(c.learning_rate)}};
  return {rounds, cpu, all};
}

}  // namespace starling::deploy
