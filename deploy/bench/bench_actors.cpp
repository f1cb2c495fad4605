#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <vector>

#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "deploy/bench/bare_actors.hpp"
#include "deploy/bench/bench.hpp"

namespace starling::deploy {

namespace {

using messages::tensor;

/// Averages one number by gossip: the smallest thing that a node can do.
class one_number final : public optimizers::strategy {
 public:
  explicit one_number(float value) : value_(value) {}

  optimizers::proposal propose(messages::round_number) override {
    return {parameters(), {}, {1}, 0};
  }
  void adopt(const messages::combination& heard, messages::round_number) override {
    value_ = heard.parameters.values()[0];
  }
  [[nodiscard]] optimizers::evaluation evaluate() const override {
    return {static_cast<double>(value_), std::nan("")};
  }
  [[nodiscard]] tensor parameters() const override {
    return tensor(std::span<const float>(&value_, 1));
  }

 private:
  float value_;
};

double seconds_since(std::chrono::steady_clock::time_point t) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
}

std::string quoted(const std::string& s) {
  return '"' + s + '"';
}

}  // namespace

std::vector<measurement> bench_actors(const actors_case& c) {
  swarm_options o;
  o.nodes = c.nodes;
  o.topology = topology::gossip{.fanout = c.fanout};
  o.rounds.max = c.rounds;
  o.rounds.deadline = {};  // no timers: nothing is lost in process
  o.evaluation.every = 1;
  actors::plug_ins own;
  own.strategies = [nodes = c.nodes](messages::node_id id) {
    return std::make_unique<one_number>(static_cast<float>(id.value) /
                                        static_cast<float>(nodes - 1));
  };
  const auto before = static_cast<double>(resident_bytes());
  const auto start = std::chrono::steady_clock::now();
  auto ready = actors::prepare(o, own);
  actors::run_settings settings;
  settings.threads = c.threads;
  std::vector<double> seconds;
  double spread = 0;
  double peak = 0;
  double at_rest = 0;
  double spawned = 0;
  settings.on_spawned = [&] { spawned = seconds_since(start); };
  settings.on_round = [&](const round_report& r) {
    // The first round spawns the links as well.
    seconds.push_back(r.round == 1 ? r.seconds - spawned : r.seconds);
    spread = r.loss_max - r.loss_min;
    peak = std::max(peak, static_cast<double>(resident_bytes()) - before);
    at_rest = static_cast<double>(mallinfo2().uordblks);  // in the end nothing is under way
  };
  static_cast<void>(succeeded(actors::run_in_process(std::move(ready.run), settings)));
  const auto bare = measure_bare_actors({c.nodes, c.fanout, c.rounds, c.threads});
  const std::vector<std::pair<std::string, std::string>> parameters = {
      {"nodes", std::to_string(c.nodes)},
      {"topology", quoted("gossip")},
      {"fanout", std::to_string(c.fanout)},
      {"rounds", std::to_string(c.rounds)}};
  const auto nodes = static_cast<double>(c.nodes);
  const auto one = [&](const char* unit, double value, const char* limit, double limit_value) {
    return measurement{"actors", parameters, unit, {value}, limit, limit_value};
  };
  return {
      one("s to spawn all nodes", spawned, "as many bare CAF actors", bare.spawn_seconds),
      one("heap bytes per node with its links, at rest", at_rest / nodes, "a bare CAF actor",
          bare.heap_bytes),
      one("resident bytes per node at the peak, letters under way included", peak / nodes,
          "the heap bytes of a bare CAF actor", bare.heap_bytes),
      {"actors", parameters, "s per round", seconds,
       "as many bare CAF actors, each told once and telling as many others",
       median(bare.round_seconds)},
      one("largest minus smallest number at the end, from 1", spread, "computed: all agree", 0),
  };
}

std::vector<measurement> bench_virtual_time(const virtual_time_case& c) {
  measurement speed{
      "virtual-time", {}, "times real time", {}, "the same timers and letters, bare CAF actors", 0};
  measurement rounds{"virtual-time", {}, "rounds", {}, "computed: one each simulated second",
                     c.hours * 3600};
  std::vector<double> bare;
  for (std::size_t i = 0; i < c.repetitions; ++i) {
    swarm_options o;
    o.nodes = c.nodes;
    o.topology = topology::ring{};
    o.rounds.max = static_cast<std::uint64_t>(c.hours * 3600);
    o.faults.work = std::chrono::seconds(1);
    o.heartbeat.interval = std::chrono::seconds(1);
    o.rounds.deadline = std::chrono::seconds(5);
    o.evaluation.every = 0;
    o.emulate.latency = std::chrono::milliseconds(5);
    actors::plug_ins own;
    own.strategies = [](messages::node_id id) {
      return std::make_unique<one_number>(static_cast<float>(id.value));
    };
    actors::run_settings settings;
    settings.virtual_time = true;
    const auto result = succeeded(actors::run_in_process(actors::prepare(o, own).run, settings));
    speed.values.push_back(result.virtual_seconds / result.seconds);
    rounds.values.push_back(static_cast<double>(result.rounds));
    bare.push_back(measure_bare_virtual_time(c.nodes, c.hours));
  }
  speed.limit_value = median(bare);
  speed.parameters = rounds.parameters = {{"nodes", std::to_string(c.nodes)},
                                          {"topology", quoted("ring")},
                                          {"hours", std::to_string(c.hours)},
                                          {"heartbeat_s", "1"},
                                          {"round_s", "1"}};
  return {speed, rounds};
}

namespace {

/// No rumour is faster than one that finds someone new with every call: each round those who know
/// tell k others, and with pull are asked by k others as well.
void add_bound(measurement& m, const gossip_case& c) {
  const std::size_t growth = 1 + c.fanout * (c.pull ? 2 : 1);
  m.limit_what =
      "computed: log" + std::to_string(growth) + "(n), as if every call found someone new";
  m.limit_value = std::log(static_cast<double>(c.nodes)) / std::log(static_cast<double>(growth));
}

}  // namespace

std::vector<measurement> bench_gossip(const gossip_case& c) {
  measurement m{"gossip", {}, "rounds until a rumour has reached all", {}, "", 0};
  m.parameters = {{"nodes", std::to_string(c.nodes)},
                  {"fanout", std::to_string(c.fanout)},
                  {"pull", c.pull ? "true" : "false"}};
  add_bound(m, c);
  for (std::uint64_t seed = 1; seed <= c.seeds; ++seed) {
    auto made = actors::make_topology(topology::gossip{c.fanout, c.pull}, c.nodes, seed);
    if (!made) throw invalid_swarm("topology", made.error().why);
    std::vector<bool> knows(c.nodes, false);
    knows[0] = true;
    std::size_t informed = 1;
    std::uint64_t round = 0;
    std::vector<messages::node_id> heard;
    while (informed < c.nodes) {
      ++round;
      auto next = knows;
      for (std::uint32_t i = 0; i < c.nodes; ++i) {
        if (knows[i]) continue;
        (*made)->sources(messages::node_id{i}, messages::round_number{round}, heard);
        for (auto from : heard) {
          if (!knows[from.value] || next[i]) continue;
          next[i] = true;
          ++informed;
        }
      }
      knows = std::move(next);
    }
    m.values.push_back(static_cast<double>(round));
  }
  return {m};
}

}  // namespace starling::deploy
