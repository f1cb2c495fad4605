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
         std::vector<measurement> (*measure)(const Case&),
         const std::function<void(CLI::App&, Case&)>& options) {
  auto* command = bench.add_subcommand(name, what);
  auto c = std::make_shared<Case>();
  options(*command, *c);
  command->add_flag("--json", out->json, "One JSON object per line");
  command->callback([out, c, measure] { out->show([&] { return measure(*c); }); });
}

}  // namespace

void add_bench(CLI::App& program, int& status) {
  auto* bench = program.add_subcommand("bench", "Measure one thing on this machine");
  bench->require_subcommand(1);
  auto out = std::make_shared<output>();
  out->status = &status;
  add<train_case>(*bench, out, "train", "784-128-10 MLP on random data: samples per second",
                  bench_train, [](CLI::App& command, train_case& c) {
                    command.add_option("--nodes", c.nodes, "Nodes")
                        ->check(whole_number(1, 10'000'000))
                        ->capture_default_str();
                    command.add_option("--topology", c.topology, "star, mesh, ring or gossip")
                        ->capture_default_str();
                    command.add_option("--local-steps", c.local_steps, "Steps per round")
                        ->check(whole_number(1, 1'000'000))
                        ->capture_default_str();
                    command.add_option("--batch", c.batch, "Examples per step")
                        ->check(whole_number(1, 1'000'000))
                        ->capture_default_str();
                    command.add_option("--rounds", c.rounds, "Rounds per run")
                        ->check(whole_number(1, 1'000'000))
                        ->capture_default_str();
                    command.add_option("--repetitions", c.repetitions, "Runs")
                        ->check(whole_number(1, 1000))
                        ->capture_default_str();
                    command
                        .add_option("--threads", c.threads, "Scheduler threads; 0: one per core")
                        ->capture_default_str();
                  });
  add<actors_case>(*bench, out, "actors", "Gossip averaging of one number by many node actors",
                   bench_actors, [](CLI::App& command, actors_case& c) {
                     command.add_option("--nodes", c.nodes, "Node actors")
                         ->check(whole_number(2, 10'000'000))
                         ->capture_default_str();
                     command.add_option("--rounds", c.rounds, "Rounds")
                         ->check(whole_number(1, 1'000'000))
                         ->capture_default_str();
                     command.add_option("--fanout", c.fanout, "Targets per round")
                         ->check(whole_number(1, 1'000'000))
                         ->capture_default_str();
                     command
                         .add_option("--threads", c.threads, "Scheduler threads; 0: one per core")
                         ->capture_default_str();
                   });
  add<virtual_time_case>(*bench, out, "virtual-time", "Heartbeats and rounds on a simulated clock",
                         bench_virtual_time, [](CLI::App& command, virtual_time_case& c) {
                           command.add_option("--nodes", c.nodes, "Nodes")
                               ->check(whole_number(3, 10'000'000))
                               ->capture_default_str();
                           command.add_option("--hours", c.hours, "Simulated hours")
                               ->check(CLI::Range(0.001, 8760.0, "hours"))
                               ->capture_default_str();
                           command.add_option("--repetitions", c.repetitions, "Runs")
                               ->check(whole_number(1, 1000))
                               ->capture_default_str();
                         });
  add<gossip_case>(*bench, out, "gossip", "Rounds until a rumour has reached all nodes",
                   bench_gossip, [](CLI::App& command, gossip_case& c) {
                     command.add_option("--nodes", c.nodes, "Nodes")
                         ->check(whole_number(2, 10'000'000))
                         ->capture_default_str();
                     command.add_option("--fanout", c.fanout, "Targets per round")
                         ->check(whole_number(1, 1'000'000))
                         ->capture_default_str();
                     command.add_flag("--pull", c.pull, "Push and pull");
                     command.add_option("--seeds", c.seeds, "Seeds")
                         ->check(whole_number(1, 1000))
                         ->capture_default_str();
                   });
  add<fedavg_case>(
      *bench, out, "fedavg", "FedAvg on MNIST as published: rounds to 97 %", bench_fedavg,
      [](CLI::App& command, fedavg_case& c) {
        command.add_option("--data", c.path, "Folder with the four MNIST files")->required();
        command.add_option("--partition", c.partition, "iid or shards")->capture_default_str();
        command.add_option("--learning-rate", c.learning_rate, "Of SGD")
            ->check(CLI::Range(1e-6, 1e3, "rate"))
            ->capture_default_str();
        command.add_option("--rounds-max", c.rounds_max, "Give up after")
            ->check(whole_number(1, 1'000'000))
            ->capture_default_str();
        command.add_option("--seeds", c.seeds, "Seeds")
            ->check(whole_number(1, 1000))
            ->capture_default_str();
      });
}

}  // namespace starling::deploy
