#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "actors/membership/rumours/suspicion_timeout.hpp"
#include "deploy/bench/bench.hpp"
#include "deploy/bench/membership/simulated_swarm.hpp"

namespace starling::deploy {

namespace {

using actors::standing;
using std::chrono_literals::operator""s;

simulated_swarm settled(std::size_t nodes, std::uint64_t seed, double loss) {
  swarm_conditions conditions;
  conditions.members = nodes;
  conditions.seed = seed;
  conditions.loss = loss;
  simulated_swarm swarm(conditions);
  swarm.run_for(20s);
  return swarm;
}

std::string text(double x) {
  auto digits = std::to_string(x);
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits.back() == '.' ? digits + "0" : digits;
}

measurement named(const membership_case& c, std::size_t nodes, double loss, const char* unit,
                  std::string limit_what, double limit) {
  measurement m{"membership", {}, unit, {}, std::move(limit_what), limit};
  m.parameters = {{"nodes", std::to_string(nodes)},
                  {"loss", text(loss)},
                  {"period_s", "1"},
                  {"latency_ms", "[1, 20]"},
                  {"seeds", std::to_string(c.seeds)}};
  return m;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

struct detection {
  std::vector<double> suspected;  ///< Of each crash: seconds until the first suspicion.
  std::vector<double> dead;       ///< Of each crash and each other member.
};

/// `c.crashes` members of one swarm, one after the other.
detection crash_some(const membership_case& c, std::uint64_t seed, double loss) {
  auto swarm = settled(c.nodes, seed, loss);
  messages::random_source random(messages::substream(seed, "crashes"));
  detection d;
  for (std::size_t i = 0; i < std::min(c.crashes, c.nodes / 2); ++i) {
    swarm.run_for(std::chrono::milliseconds(random.below(1000)));
    std::size_t victim = 0;
    do {
      victim = static_cast<std::size_t>(random.below(c.nodes));
    } while (!swarm.running(victim));
    const double crashed = swarm.seconds();
    bool suspected = false;
    swarm.on_change = [&](std::size_t, const actors::member_change& change) {
      if (change.who != swarm.id(victim)) return;
      const double after = swarm.seconds() - crashed;
      if (change.after == standing::suspect && !std::exchange(suspected, true)) {
        d.suspected.push_back(after);
      }
      if (change.after == standing::dead) d.dead.push_back(after);
    };
    swarm.crash(victim);
    swarm.run_for(40s);
    swarm.on_change = nullptr;
  }
  return d;
}

void add_detection(const membership_case& c, double loss, std::vector<measurement>& all) {
  const actors::membership_options o;
  const double waits = std::chrono::duration<double>(2 * o.ping_timeout + o.relay_timeout).count();
  const double least =
      std::chrono::duration<double>(suspicion_timeout(o, c.nodes, actors::accusers_max)).count();
  auto suspected = named(
      c, c.nodes, loss, "periods until somebody suspects a crashed member, mean of the crashes",
      "computed: one until somebody probes it, and the waits of the probe", 1 + waits);
  auto dead = named(c, c.nodes, loss, "s until a crashed member is dead, median of all members",
                    "computed: the same, and the least time that a suspect has", 1 + waits + least);
  for (std::uint64_t seed = 1; seed <= c.seeds; ++seed) {
    const auto d = crash_some(c, seed, loss);
    suspected.values.push_back(mean(d.suspected));
    dead.values.push_back(median(d.dead));
  }
  all.push_back(std::move(suspected));
  all.push_back(std::move(dead));
}

measurement false_deaths(const membership_case& c) {
  auto m = named(c, c.nodes, c.loss, "members declared dead by anybody though they run",
                 "computed: none", 0);
  m.parameters.emplace_back("hours", text(c.hours));
  for (std::uint64_t seed = 1; seed <= c.seeds; ++seed) {
    auto swarm = settled(c.nodes, seed, c.loss);
    double deaths = 0;
    swarm.on_change = [&](std::size_t, const actors::member_change& change) {
      deaths += change.after == standing::dead ? 1 : 0;
    };
    swarm.run_for(std::chrono::milliseconds(static_cast<std::int64_t>(c.hours * 3.6e6)));
    m.values.push_back(deaths);
  }
  return m;
}

measurement message_rate(const membership_case& c, std::size_t nodes, double loss) {
  auto m = named(c, nodes, loss, "messages per member and period",
                 "computed: a ping, and an answer to each that arrives", 2 - loss);
  constexpr int periods = 120;
  for (std::uint64_t seed = 1; seed <= c.seeds; ++seed) {
    auto swarm = settled(nodes, seed, loss);
    const auto before = swarm.messages_sent();
    swarm.run_for(periods * 1s);
    m.values.push_back(static_cast<double>(swarm.messages_sent() - before) /
                       static_cast<double>(nodes) / periods);
  }
  return m;
}

/// Both halves of a partition have had a minute to bury each other.
measurement healing(const membership_case& c) {
  auto m = named(c, c.nodes, 0, "periods until all agree again, after a minute in two halves",
                 "computed: one until the first of the dead are tried", 1);
  for (std::uint64_t seed = 1; seed <= c.seeds; ++seed) {
    auto swarm = settled(c.nodes, seed, 0);
    const auto half = c.nodes / 2;
    swarm.partition([half](std::size_t a, std::size_t b) { return (a < half) != (b < half); });
    swarm.run_for(60s);
    swarm.partition(nullptr);
    const double healed = swarm.seconds();
    const bool agreed = swarm.run_until([&] { return swarm.all_listed(); }, 120s);
    m.values.push_back(agreed ? swarm.seconds() - healed : INFINITY);
  }
  return m;
}

}  // namespace

std::vector<measurement> bench_membership(const membership_case& c) {
  std::vector<measurement> all;
  add_detection(c, 0, all);
  add_detection(c, c.loss, all);
  all.push_back(false_deaths(c));
  for (const std::size_t nodes : {std::max<std::size_t>(2, c.nodes / 4), c.nodes, 8 * c.nodes}) {
    all.push_back(message_rate(c, nodes, 0));
    all.push_back(message_rate(c, nodes, c.loss));
  }
  all.push_back(healing(c));
  return all;
}

}  // namespace starling::deploy
