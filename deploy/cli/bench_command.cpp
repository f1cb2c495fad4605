#include <functional>
#include <iostream>
#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "actors/swarm/prepare.hpp"
#include "deploy/bench/bench.hpp"
#include "deploy/cli/commands.hpp"
#include "deploy/cli/flags.hpp"

namespace starling::deploy {

namespace {

struct output {
  bool json = false;
  int* status = nullptr;

  void show(const std::function<std::vector<measurement>()>& measure) const {
    try {
      for (const auto& m : measure()) std::cout << (json ? to_json(m) : to_text(m)) << std::endl;
    } catch (const invalid_swarm& e) {
      std::cerr << "starling: " << e.key() << ": " << e.what() << '\n';
      *status = exit_usage;
    }
  }
};

/// One benchmark: its options fill `Case`, its callback measures and prints.
template <class Case>
void add(CLI::App& bench, const std::shared_ptr<output>& out, const char* name, const char* what,
         std::vector<measurement> (*measure)(const Case&), void (*options)(CLI::App&, Case&)) {
  auto* command = bench.add_subcommand(name, what);
  auto c = std::make_shared<Case>();
  options(*command, *c);
  command->add_flag("--json", out->json, "One JSON object per line");
  command->callback([out, c, measure] { out->show([&] { return measure(*c); }); });
}

/// An option with its default shown; whole numbers from `min` on.
CLI::Option* count(CLI::App& command, const char* name, std::size_t& into, const char* what,
                   std::uint64_t min, std::uint64_t max) {
  return command.add_option(name, into, what)
      ->capture_default_str()
      ->type_name("N")
      ->check(whole_number(min, max));
}

constexpr std::uint64_t nodes_max = 10'000'000;
constexpr std::uint64_t steps_max = 1'000'000;
constexpr std::uint64_t runs_max = 1000;
constexpr std::uint64_t frames_max = 100'000;

void threads(CLI::App& command, std::size_t& into) {
  count(command, "--threads", into, "Scheduler threads; 0: one per core", 0, 1024);
}

void train_options(CLI::App& command, train_case& c) {
  count(command, "--nodes", c.nodes, "Nodes", 1, nodes_max);
  command.add_option("--topology", c.topology, "star, mesh, ring or gossip")
      ->capture_default_str()
      ->type_name("KIND");
  count(command, "--local-steps", c.local_steps, "Steps per round", 1, steps_max);
  count(command, "--batch", c.batch, "Examples per step", 1, steps_max);
  count(command, "--rounds", c.rounds, "Rounds per run", 1, steps_max);
  count(command, "--repetitions", c.repetitions, "Runs; the median counts", 1, runs_max);
  threads(command, c.threads);
}

void actors_options(CLI::App& command, actors_case& c) {
  count(command, "--nodes", c.nodes, "Node actors", 2, nodes_max);
  count(command, "--rounds", c.rounds, "Rounds; the median counts", 1, steps_max);
  count(command, "--fanout", c.fanout, "Nodes that each tells per round", 1, nodes_max);
  threads(command, c.threads);
}

void virtual_time_options(CLI::App& command, virtual_time_case& c) {
  count(command, "--nodes", c.nodes, "Nodes", 3, nodes_max);
  command.add_option("--hours", c.hours, "Simulated hours")
      ->capture_default_str()
      ->type_name("HOURS")
      ->check(CLI::Range(0.001, 8760.0).description(""));
  count(command, "--repetitions", c.repetitions, "Runs; the median counts", 1, runs_max);
}

void gossip_options(CLI::App& command, gossip_case& c) {
  count(command, "--nodes", c.nodes, "Nodes", 2, nodes_max);
  count(command, "--fanout", c.fanout, "Nodes that each tells per round", 1, nodes_max);
  command.add_flag("--pull", c.pull, "Those who are told answer");
  count(command, "--seeds", c.seeds, "Runs, each of another seed; the median counts", 1, runs_max);
}

void fedavg_options(CLI::App& command, fedavg_case& c) {
  command.add_option("--data", c.path, "Folder with the four MNIST files")
      ->required()
      ->type_name("DIR");
  command.add_option("--partition", c.partition, "iid or shards (two labels per node)")
      ->capture_default_str()
      ->type_name("KIND");
  command.add_option("--learning-rate", c.learning_rate, "Of SGD")
      ->capture_default_str()
      ->type_name("RATE")
      ->check(CLI::Range(1e-6, 1e3).description(""));
  count(command, "--rounds-max", c.rounds_max, "Rounds until it gives up", 1, steps_max);
  count(command, "--seeds", c.seeds, "Runs, each of another seed; the median counts", 1, runs_max);
}

void aggregation_options_of(CLI::App& command, aggregation_case& c) {
  command
      .add_option("--rule", c.rule, "A rule's name; all: the published table; none: --before alone")
      ->capture_default_str()
      ->type_name("RULE");
  command.add_option("--before", c.before, "Pre-steps, separated by commas")
      ->delimiter(',')
      ->type_name("STEPS");
  count(command, "--n", c.nodes, "Proposals", 1, 10'000);
  count(command, "--f", c.byzantine, "Liars to withstand", 0, 10'000);
  count(command, "--d", c.dimension, "Parameters of each", 1, 1'000'000'000);
  count(command, "--iterations", c.iterations, "Of the geometric median; 0: to convergence", 0,
        steps_max);
  count(command, "--bucket", c.bucket, "Of bucketing", 1, 10'000);
  count(command, "--threads", c.threads, "Threads of the kernels", 1, 1024);
  count(command, "--repetitions", c.repetitions, "Runs; the median counts", 1, runs_max);
}

void link_options(CLI::App& command, link_case& c) {
  command.add_option("--kind", c.kind, "tcp, udp, ws, shm or multi")
      ->capture_default_str()
      ->type_name("KIND");
  count(command, "--round-trips", c.round_trips, "Of 64 bytes, per run", 1, steps_max);
  count(command, "--frames", c.frames, "Of 400 KB, per run", 1, frames_max);
  count(command, "--repetitions", c.repetitions, "Runs; the median counts", 1, runs_max);
}

void optimize_options(CLI::App& command, optimize_case& c) {
  const auto word = [&command](const char* name, std::string& into, const char* what,
                               const char* type) {
    command.add_option(name, into, what)->capture_default_str()->type_name(type);
  };
  word("--algorithm", c.algorithm, "As strategy.kind of the swarm file", "KIND");
  word("--variant", c.variant, "As strategy.variant", "WORD");
  word("--function", c.function, "As objective.name", "NAME");
  count(command, "--dimension", c.dimension, "Coordinates", 1, 1'000'000);
  word("--tsp", c.tsp, "A TSPLIB file instead of a function", "FILE");
  word("--topology", c.topology, "As topology.kind: mesh is gbest, ring is lbest", "KIND");
  count(command, "--nodes", c.nodes, "Nodes; 0: as many as make the particles in all", 0,
        nodes_max);
  count(command, "--particles-in-all", c.particles_in_all, "Where --nodes is 0", 1, nodes_max);
  command
      .add_option("--particles", c.particles,
                  "Per node; else as strategy.particles; 0: what is usual for the algorithm")
      ->type_name("N")
      ->check(whole_number(0, nodes_max));
  count(command, "--local-steps", c.local_steps, "Generations per round", 1, steps_max);
  count(command, "--evaluations", c.evaluations,
        "Of all particles; 0: 40,000, or a thousand for each city", 0, 1'000'000'000);
  command.add_option("--milliseconds", c.milliseconds, "That an evaluation takes, busily")
      ->type_name("MS")
      ->check(CLI::Range(0.0, 60'000.0).description(""));
  count(command, "--seeds", c.seeds, "Runs, each of another seed; the median counts", 1, runs_max);
  threads(command, c.threads);
  command.add_option("--set", c.set, "Any key of the swarm file")->type_name("KEY=VALUE");
}

void compress_options(CLI::App& command, compress_case& c) {
  command.add_option("--chain", c.chains, "Chains, separated by commas; else the published table")
      ->delimiter(',')
      ->type_name("CHAINS");
  count(command, "--elements", c.elements, "float32 of the tensor", 1, 1'000'000'000);
  count(command, "--repetitions", c.repetitions, "Runs; the median counts", 1, runs_max);
}

void envelope_options(CLI::App& command, envelope_case& c) {
  count(command, "--bytes", c.bytes, "Of the payload", 0, 1U << 24U);
  count(command, "--envelopes", c.envelopes, "Per run", 1, 1'000'000);
  count(command, "--repetitions", c.repetitions, "Runs; the median counts", 1, runs_max);
}

void membership_options(CLI::App& command, membership_case& c) {
  count(command, "--nodes", c.nodes, "Members; rates also at a quarter and at eight times as many",
        8, 10'000);
  command.add_option("--loss", c.loss, "Share of the messages that is lost")
      ->capture_default_str()
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 0.9).description(""));
  command.add_option("--hours", c.hours, "Simulated hours in which nobody may die")
      ->capture_default_str()
      ->type_name("HOURS")
      ->check(CLI::Range(0.001, 8760.0).description(""));
  count(command, "--crashes", c.crashes, "Per seed", 1, 10'000);
  count(command, "--seeds", c.seeds, "Runs, each of another seed; the median counts", 1, runs_max);
}

}  // namespace

void add_bench(CLI::App& program, int& status) {
  auto* bench = program.add_subcommand("bench", "Measure one thing on this machine");
  bench->require_subcommand(1);
  auto out = std::make_shared<output>();
  out->status = &status;
  add<train_case>(*bench, out, "train", "784-128-10 MLP on random data: samples per second",
                  bench_train, train_options);
  add<actors_case>(*bench, out, "actors", "Gossip averaging of one number by many node actors",
                   bench_actors, actors_options);
  add<virtual_time_case>(*bench, out, "virtual-time", "Heartbeats and rounds on a simulated clock",
                         bench_virtual_time, virtual_time_options);
  add<gossip_case>(*bench, out, "gossip", "Rounds until a rumour has reached all nodes",
                   bench_gossip, gossip_options);
  add<fedavg_case>(*bench, out, "fedavg", "FedAvg on MNIST as published: rounds to 97 %",
                   bench_fedavg, fedavg_options);
  add<aggregation_case>(*bench, out, "aggregation",
                        "Robust rules on random proposals: milliseconds", bench_aggregation,
                        aggregation_options_of);
  add<optimize_case>(*bench, out, "optimize",
                     "Swarm optimizers on functions and tours: best value, speed, memory",
                     bench_optimize, optimize_options);
  add<compress_case>(*bench, out, "compress",
                     "Tensors through chains of compression: GB/s, how many times smaller",
                     bench_compress, compress_options);
  add<envelope_case>(*bench, out, "envelope",
                     "Signing, sealing, opening and verifying: microseconds", bench_envelope,
                     envelope_options);
  add<link_case>(*bench, out, "link", "Channels between two processes: round trip, throughput",
                 bench_link, link_options);
  add<membership_case>(*bench, out, "membership",
                       "Failure detection on a simulated network: delays, errors, messages",
                       bench_membership, membership_options);
}

}  // namespace starling::deploy
