#include <chrono>
#include <cmath>
#include <limits>

#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "deploy/bench/bench.hpp"
#include "optimizers/datasets/load.hpp"

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

}  // namespace

std::vector<measurement> bench_fedavg(const fedavg_case& c) {
  auto data = optimizers::load(dataset::idx{c.path}, 1);
  if (!data) throw invalid_swarm("--data", optimizers::to_string(data.error()));
  measurement rounds{"fedavg", {}, "rounds to 97 % on MNIST", {}, "", 0};
  measurement cpu{"fedavg", {}, "CPU s per round, evaluation not counted", {}, "", 0};
  measurement all{"fedavg", {}, "CPU s per round, evaluation on 10,000 images counted", {}, "", 0};
  for (std::uint64_t seed = 1; seed <= c.seeds; ++seed) {
    actors::plug_ins own;
    own.data = *data;
    auto ready = actors::prepare(options_of(c, seed), own);
    double evaluating = 0;
    // Only the root evaluates, one call after the other.
    ready.run.evaluate = [&evaluating, judge = ready.run.evaluate](const messages::tensor& m) {
      timespec before{};
      timespec after{};
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
      const auto judged = judge(m);
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
      evaluating += static_cast<double>(after.tv_sec - before.tv_sec) +
                    static_cast<double>(after.tv_nsec - before.tv_nsec) * 1e-9;
      return judged;
    };
    const double start = cpu_seconds();
    const auto result = actors::run_in_process(std::move(ready.run), {});
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
