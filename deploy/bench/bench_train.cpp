#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "deploy/bench/bench.hpp"
#include "optimizers/models/catalogue.hpp"

namespace starling::deploy {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t features = 784;
constexpr std::size_t classes = 10;

/// Random inputs and labels: what is timed does not depend on what they mean.
std::shared_ptr<const optimizers::dataset> random_data(std::size_t examples, std::uint64_t seed) {
  auto data = std::make_shared<optimizers::dataset>();
  data->name = "random";
  data->features = features;
  data->classes = classes;
  data->inputs.resize(examples * features);
  data->targets.resize(examples);
  messages::random_source random(seed);
  for (auto& x : data->inputs) x = static_cast<float>(random.uniform());
  for (auto& y : data->targets) y = static_cast<float>(random.below(classes));
  return data;
}

double seconds_since(steady_clock::time_point t) {
  return std::chrono::duration<double>(steady_clock::now() - t).count();
}

swarm_options options_of(const train_case& c) {
  swarm_options o;
  o.nodes = c.nodes;
  if (c.topology == "star") {
    o.topology = topology::star{};
  } else if (c.topology == "mesh") {
    o.topology = topology::mesh{};
  } else if (c.topology == "ring") {
    o.topology = topology::ring{};
  } else if (c.topology == "gossip") {
    o.topology = topology::gossip{};
  } else {
    throw invalid_swarm("--topology", "accepted: star, mesh, ring, gossip");
  }
  strategy::sgd how;
  how.learning_rate = 0.01F;
  how.work.batch = c.batch;
  how.work.local_steps = c.local_steps;
  o.strategy = how;
  o.rounds.max = c.rounds;
  o.rounds.deadline = std::chrono::seconds(60);
  o.evaluation.every = 0;
  o.evaluation.samples = 1;
  return o;
}

/// The same steps on the same shards by plain threads, nobody telling anybody anything.
double bare_seconds(const actors::prepared& p, const train_case& c, std::size_t threads) {
  std::vector<std::unique_ptr<optimizers::strategy>> nodes;
  for (std::uint32_t i = 0; i < c.nodes; ++i) {
    nodes.push_back(p.run.strategies(messages::node_id{i}));
  }
  const auto work = [&](std::size_t first) {
    for (std::size_t r = 1; r <= c.rounds; ++r) {
      for (std::size_t i = first; i < nodes.size(); i += threads) {
        auto proposed = nodes[i]->propose(messages::round_number{r});
        messages::combination own;
        own.parameters = std::move(proposed.parameters);
        nodes[i]->adopt(own, messages::round_number{r});
      }
    }
  };
  const auto start = steady_clock::now();
  std::vector<std::jthread> workers;
  for (std::size_t t = 0; t < threads; ++t) workers.emplace_back(work, t);
  workers.clear();
  return seconds_since(start);
}

}  // namespace

std::vector<measurement> bench_train(const train_case& c) {
  const std::size_t threads =
      c.threads > 0 ? c.threads : std::max(1U, std::thread::hardware_concurrency());
  const auto data = random_data(c.nodes * 2048, 1);
  actors::plug_ins own;
  own.data = optimizers::data_split{data, random_data(1, 2)};
  const auto resident_before = static_cast<double>(resident_bytes());
  const auto samples = static_cast<double>(c.nodes * c.rounds * c.local_steps * c.batch);
  const std::string same_steps =
      "the same steps on " + std::to_string(threads) + " threads without a swarm";
  measurement speed{"train", {}, "samples/s", {}, same_steps, 0};
  measurement cpu{"train", {}, "samples per CPU second", {}, same_steps, 0};
  std::vector<double> bare;
  std::vector<double> bare_cpu;
  double peak = 0;
  double models = 0;
  for (std::size_t i = 0; i < c.repetitions; ++i) {
    double cpu_before = cpu_seconds();
    bare.push_back(samples / bare_seconds(actors::prepare(options_of(c), own), c, threads));
    bare_cpu.push_back(samples / (cpu_seconds() - cpu_before));
    auto ready = actors::prepare(options_of(c), own);
    models = static_cast<double>(c.nodes * ready.run.dimension * sizeof(float));
    actors::run_settings settings;
    settings.threads = threads;
    cpu_before = cpu_seconds();
    settings.on_round = [&](const round_report&) {
      peak = std::max(peak, static_cast<double>(resident_bytes()));
    };
    const auto result = succeeded(actors::run_in_process(std::move(ready.run), settings));
    speed.values.push_back(result.samples_per_second);
    cpu.values.push_back(samples / (cpu_seconds() - cpu_before));
  }
  speed.limit_value = median(bare);
  cpu.limit_value = median(bare_cpu);
  const std::vector<std::pair<std::string, std::string>> parameters = {
      {"nodes", std::to_string(c.nodes)},
      {"topology", '"' + c.topology + '"'},
      {"local_steps", std::to_string(c.local_steps)},
      {"batch", std::to_string(c.batch)},
      {"rounds", std::to_string(c.rounds)},
      {"threads", std::to_string(threads)}};
  speed.parameters = cpu.parameters = parameters;
  const auto data_bytes = static_cast<double>(data->inputs.size() * sizeof(float));
  measurement memory{"train",
                     parameters,
                     "MB resident, data set and program not counted",
                     {(peak - resident_before) / 1e6},
                     "computed: one model per node",
                     models / 1e6};
  measurement whole{"train",
                    parameters,
                    "MB resident, data set not counted",
                    {(peak - data_bytes) / 1e6},
                    "the program before the swarm, and one model per node",
                    (resident_before - data_bytes + models) / 1e6};
  return {speed, cpu, memory, whole};
}

}  // namespace starling::deploy
