#include "deploy/bench/bare_actors.hpp"

#include <malloc.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>

namespace starling::deploy {

namespace {

using std::chrono::steady_clock;
using tell = caf::atom_constant<caf::atom("tell")>;
using told = caf::atom_constant<caf::atom("told")>;
using beat = caf::atom_constant<caf::atom("beat")>;

double seconds_since(steady_clock::time_point t) {
  return std::chrono::duration<double>(steady_clock::now() - t).count();
}

struct crowd {
  std::vector<caf::actor> all;
  std::size_t fanout = 0;
  std::atomic<std::uint64_t> letters_missing{0};
  std::promise<void> all_told;
};

class teller : public caf::event_based_actor {
 public:
  teller(caf::actor_config& config, crowd& others, std::size_t index)
      : caf::event_based_actor(config), others_(others), index_(index) {}

  caf::behavior make_behavior() override {
    return {[this](tell, std::uint64_t round) {
              constexpr std::uint64_t spread = 2654435761;  // Knuth's multiplicative hash
              for (std::size_t i = 0; i < others_.fanout; ++i) {
                const auto to = (index_ * spread + round + i) % others_.all.size();
                send(others_.all[to], told::value, round);
              }
            },
            [this](told, std::uint64_t) {
              if (others_.letters_missing.fetch_sub(1) == 1) others_.all_told.set_value();
            }};
  }

 private:
  crowd& others_;
  std::size_t index_;
};

class clockwork : public caf::event_based_actor {
 public:
  clockwork(caf::actor_config& config, crowd& others, std::size_t index)
      : caf::event_based_actor(config), others_(others), index_(index) {}

  caf::behavior make_behavior() override {
    return {[this](tell) {
              const auto n = others_.all.size();
              delayed_send(this, std::chrono::seconds(1), tell::value);
              for (const auto to : {(index_ + 1) % n, (index_ + n - 1) % n}) {
                delayed_send(others_.all[to], std::chrono::milliseconds(5), told::value);
              }
            },
            [this](beat) { delayed_send(this, std::chrono::seconds(1), beat::value); },
            [](told) {}};
  }

 private:
  crowd& others_;
  std::size_t index_;
};

double heap_bytes() {
  return static_cast<double>(mallinfo2().uordblks);
}

void dismiss(crowd& others) {
  for (const auto& one : others.all) caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
  others.all.clear();
}

}  // namespace

bare_figures measure_bare_actors(const bare_actors_case& c) {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("sharing"));
  if (c.threads > 0) config.set("scheduler.max-threads", c.threads);
  crowd others;  // outlives the actors, which the system waits for
  caf::actor_system system(config);
  others.fanout = c.fanout;
  others.all.reserve(c.nodes);
  bare_figures out;
  const double heap_before = heap_bytes();
  auto start = steady_clock::now();
  for (std::size_t i = 0; i < c.nodes; ++i) {
    others.all.push_back(system.spawn<teller, caf::lazy_init>(others, i));
  }
  out.spawn_seconds = seconds_since(start);
  for (std::uint64_t round = 1; round <= c.rounds; ++round) {
    others.letters_missing = c.nodes * c.fanout;
    others.all_told = {};
    auto done = others.all_told.get_future();
    start = steady_clock::now();
    for (const auto& one : others.all) caf::anon_send(one, tell::value, round);
    done.wait();
    out.round_seconds.push_back(seconds_since(start));
  }
  out.heap_bytes = (heap_bytes() - heap_before) / static_cast<double>(c.nodes);
  dismiss(others);
  return out;
}

double measure_bare_virtual_time(std::size_t nodes, double hours) {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("testing"));
  crowd others;
  caf::actor_system system(config);
  auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  for (std::size_t i = 0; i < nodes; ++i) {
    others.all.push_back(system.spawn<clockwork>(others, i));
    caf::anon_send(others.all.back(), tell::value);
    caf::anon_send(others.all.back(), beat::value);
  }
  const std::chrono::duration<double> simulated(hours * 3600);
  const auto end = scheduler.clock().now() + simulated;
  const auto start = steady_clock::now();
  do {
    scheduler.run();
  } while (scheduler.clock().now() < end && scheduler.trigger_timeout());
  const double speed = simulated.count() / seconds_since(start);
  dismiss(others);
  scheduler.run();
  while (scheduler.trigger_timeout()) scheduler.run();
  return speed;
}

}  // namespace starling::deploy
