#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "actors/topology/topology.hpp"
#include "aggregation/options.hpp"
#include "optimizers/options.hpp"
#include "transports/emulation/emulation.hpp"

/// One swarm, as a file or a program describes it. Defaults here are the defaults of the file.
namespace starling {

enum class round_mode : unsigned char { synchronous, semi_synchronous, asynchronous };

struct round_options {
  std::uint64_t max = 100;
  round_mode mode = round_mode::synchronous;
  double quorum = 1.0;  ///< Fraction of those expected (oneself included) that closes a round.
  std::chrono::microseconds deadline = std::chrono::seconds(2);  ///< 0: wait for ever.
  std::uint64_t deadlines_missed_max = 3;  ///< In a row, before the round counts as failed.
  double sample = 1.0;                     ///< Fraction of the nodes drawn each round.
  double until_loss_below = 0;             ///< 0: never.
  double until_accuracy = 0;               ///< 0: never.
  std::uint64_t staleness_max = 10;        ///< asynchronous: older proposals are refused.
  double staleness_exponent = 0.5;         ///< asynchronous: weight × (1 + staleness)^-exponent.
  std::size_t buffer = 1;                  ///< asynchronous, trees: proposals per combination.
  double mixing = 0.6;                     ///< asynchronous, trees: share of the new in the model.
  double deadline_deviations = 3;          ///< semi_synchronous: median + this × MAD of arrivals.
};

struct adversary_options {
  std::size_t count = 0;  ///< The nodes with the highest numbers.
  attack::options how = attack::sign_flip{};
};

/// Faults injected on purpose.
struct fault_options {
  double absent = 0;                 ///< Fraction of the nodes that is away, drawn anew each round.
  std::chrono::microseconds work{};  ///< Time that local work of one round takes (emulated).
  std::size_t slow = 0;              ///< How many nodes, from number 0 on, are slow …
  double slow_factor = 10;           ///< … and by how much their work takes longer.
  struct absence {
    messages::node_id node;
    messages::round_number from;
    messages::round_number until;  ///< The first round in which it is back.
  };
  std::vector<absence> absences{};
  struct crash {
    messages::node_id node;
    messages::round_number round;  ///< The node's actor ends with an exception in this round.
  };
  std::vector<crash> crashes{};
};

/// Particles that come, go and move while the swarm runs. A node whose first event is a spawn or an
/// arrival is idle before: it hears and tells nothing of its own.
struct population_options {
  struct event {
    messages::node_id node;
    messages::round_number round;  ///< The first in which it works, or no longer works.
  };
  struct relocation {
    messages::node_id from;
    messages::node_id to;          ///< Idle until then; goes on where `from` was.
    messages::round_number round;  ///< The first in which `to` works and `from` no longer does.
  };
  std::vector<event> spawn{};
  std::vector<event> retire{};
  std::vector<relocation> move{};
};

/// The state of all nodes, written down now and then so that a run can go on from there.
struct checkpoint_options {
  std::uint64_t every = 0;       ///< Rounds; 0: never.
  std::filesystem::path path{};  ///< The file; each checkpoint replaces the one before.
  std::filesystem::path key{};   ///< The key file that seals it; empty: it is in the clear.
};

struct evaluation_options {
  std::uint64_t every = 1;  ///< Rounds between evaluations; 0: only the last round.
  std::size_t samples = 0;  ///< Of the test set; 0: all of it.
};

/// One-for-one: only the crashed node is restarted.
struct supervision_options {
  std::size_t restarts_max = 5;
  std::chrono::microseconds window = std::chrono::seconds(60);
};

struct heartbeat_options {
  std::chrono::microseconds interval{};  ///< 0: none.
};

/// One process of a swarm that spans several.
struct host_options {
  std::string name;
  std::string address;    ///< "10.0.0.1:7600": where the others reach it; empty: it says so itself.
  std::size_t nodes = 1;  ///< They are numbered in the order of the hosts.
  std::string peer{};     ///< Its peer id: 64 hexadecimal digits, as `starling keygen` prints it.
  /// "10.0.0.1:7601", UDP: where the others ask whether it is there. All hosts have one, or none.
  std::string membership{};
};

/// The processes of a swarm. Aggregators live with the first.
struct hosts_options {
  std::vector<host_options> list{};  ///< None: the swarm lives in one process.
  /// How long to wait for the others before the first round, and after the last.
  std::chrono::microseconds start_within = std::chrono::seconds(60);
  std::chrono::microseconds finish_within = std::chrono::seconds(10);
  std::chrono::microseconds heartbeat = std::chrono::seconds(1);
  std::chrono::microseconds silence_max = std::chrono::seconds(5);  ///< Then a peer is lost.
  std::size_t queue_max = std::size_t{128} << 20U;  ///< Bytes that wait for one host.
  /// A multicast group or broadcast address and its port, where hosts find each other; empty: none.
  std::string beacon{};
  /// How tensors go to another host: "none", "auto", or a chain of messages/compression.
  std::string compression = "none";
  std::uint64_t bandwidth_bits_per_second = 1'000'000'000;  ///< Between two machines, for "auto".
  bool keep_majority = false;  ///< Whoever sees half of the hosts or fewer closes no round.
};

struct swarm_options {
  std::string name = "swarm";
  std::size_t nodes = 10;
  std::uint64_t seed = 7;
  topology::options topology = topology::gossip{};
  round_options rounds;
  model::options model = model::mlp{{784, 128, 10}};
  strategy::options strategy = strategy::sgd{};
  objective::options objective = objective::none{};
  dataset::options data = dataset::digits{};
  partition::options partition = partition::iid{};
  aggregation_options aggregation;
  adversary_options adversaries;
  fault_options faults;
  population_options population;
  checkpoint_options checkpoint;
  link::emulation emulate;
  evaluation_options evaluation;
  supervision_options supervision;
  heartbeat_options heartbeat;
  hosts_options hosts;
};

}  // namespace starling
