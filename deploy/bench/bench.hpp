#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/swarm/run_result.hpp"

namespace starling::deploy {

/// One measured case, as `starling bench NAME --json` prints it: a line of JSON.
struct measurement {
  std::string bench;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< Values are JSON.
  std::string unit;
  std::vector<double> values;  ///< One per repetition; the median is the figure.
  std::string limit_what;      ///< What bounds it here.
  double limit_value = 0;      ///< Measured in the same run unless `limit_what` says computed.
};

/// A value that is infinite (never reached) becomes null.
std::string to_json(const measurement& m);
/// For people: "train: 10 nodes star …  212 k samples/s (203–220 k), limit …".
std::string to_text(const measurement& m);

double median(std::vector<double> values);

/// CPU time of this process so far, all threads.
double cpu_seconds();
double thread_cpu_seconds();
/// Passes a run on that went to its end. Throws: std::runtime_error, with what stopped it.
run_result succeeded(run_result result);
std::uint64_t resident_bytes();

struct train_case {
  std::size_t nodes = 10;
  std::string topology = "star";
  std::size_t local_steps = 1;
  std::size_t batch = 32;
  std::size_t rounds = 300;
  std::size_t repetitions = 5;
  std::size_t threads = 0;
};
std::vector<measurement> bench_train(const train_case& c);

struct actors_case {
  std::size_t nodes = 1'000'000;
  std::size_t rounds = 10;
  std::size_t fanout = 1;
  std::size_t threads = 0;
};
std::vector<measurement> bench_actors(const actors_case& c);

struct virtual_time_case {
  std::size_t nodes = 32;
  double hours = 1;
  std::size_t repetitions = 3;
};
std::vector<measurement> bench_virtual_time(const virtual_time_case& c);

struct gossip_case {
  std::size_t nodes = 10'000;
  std::size_t fanout = 1;
  bool pull = false;
  std::size_t seeds = 9;
};
std::vector<measurement> bench_gossip(const gossip_case& c);

struct fedavg_case {
  std::string path;  ///< Folder with the MNIST files.
  std::string partition = "iid";
  double learning_rate = 0.1;
  std::size_t rounds_max = 100;
  std::size_t seeds = 3;
};
std::vector<measurement> bench_fedavg(const fedavg_case& c);

struct aggregation_case {
  std::string rule = "all";  ///< "all": the published table; "none": the pre-steps alone.
  std::vector<std::string> before{};
  std::size_t nodes = 50;             ///< n.
  std::size_t byzantine = 10;         ///< f.
  std::size_t dimension = 1'000'000;  ///< d.
  std::size_t iterations = 0;         ///< Of the geometric median; 0: to convergence.
  std::size_t bucket = 2;
  std::size_t threads = 1;
  std::size_t repetitions = 5;
};
/// Per case: milliseconds, and memory beyond the input.
std::vector<measurement> bench_aggregation(const aggregation_case& c);

struct optimize_case {
  std::string algorithm = "pso";
  std::string variant{};  ///< Empty: the algorithm's default.
  std::string function = "sphere";
  std::size_t dimension = 10;
  std::string tsp{};  ///< A TSPLIB file instead of a function.
  std::string topology = "mesh";
  std::size_t nodes = 0;                   ///< 0: as many as make `particles_in_all`.
  std::size_t particles_in_all = 40;       ///< Of all nodes together, where `nodes` is 0.
  std::optional<std::size_t> particles{};  ///< Per node; none: as the swarm file has it.
  std::size_t local_steps = 1;
  std::size_t evaluations = 0;  ///< 0: 40,000, or a thousand for each city.
  double milliseconds = 0;      ///< That one evaluation takes, busily; 0: what it takes.
  std::size_t seeds = 5;
  std::size_t threads = 1;
  std::vector<std::string> set{};  ///< KEY=VALUE of the swarm file.
};
/// The best value over the seeds, evaluations per second, memory.
std::vector<measurement> bench_optimize(const optimize_case& c);

struct compress_case {
  std::vector<std::string> chains{
      "none",       "lz4",           "zstd:1",     "zstd",
      "fp16",       "int8",          "int4",       "int8:stochastic",
      "top_k:0.01", "random_k:0.01", "delta+int8", "top_k:0.01+int8+zstd"};
  std::size_t elements = 1'048'576;
  std::size_t repetitions = 15;
};
/// Per chain and kind of data: speed there, speed back, how many times smaller.
std::vector<measurement> bench_compress(const compress_case& c);

struct envelope_case {
  std::size_t bytes = 1024;  ///< Of the payload.
  std::size_t envelopes = 2000;
  std::size_t repetitions = 9;
};
/// Per suite: CPU time to make and open a signed envelope, and one that its session vouches for.
std::vector<measurement> bench_envelope(const envelope_case& c);

struct membership_case {
  std::size_t nodes = 128;  ///< Message rates also at a quarter and at eight times as many.
  double loss = 0.05;
  double hours = 1;          ///< In which nobody may be taken for dead.
  std::size_t crashes = 16;  ///< Per seed.
  std::size_t seeds = 5;
};
/// On a virtual clock: suspicion, death, false deaths, messages, healing.
std::vector<measurement> bench_membership(const membership_case& c);

struct link_case {
  std::string kind = "tcp";
  std::size_t round_trips = 2000;  ///< Per repetition.
  std::size_t frames = 200;
  std::size_t repetitions = 5;
};
/// Round trips and throughput between two processes. To be called before there are threads.
std::vector<measurement> bench_link(const link_case& c);

}  // namespace starling::deploy
