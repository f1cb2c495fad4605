#include "actors/swarm/swarm_driver.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <sys/resource.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>

#include "actors/adversary/conspiracy_actor.hpp"
#include "actors/host/host_counters.hpp"
#include "actors/host/host_driver.hpp"
#include "actors/jury/suspicion.hpp"
#include "actors/jury/thread_workers_driver.hpp"
#include "actors/link/link_actor.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "transports/emulation/emulated_link.hpp"

namespace starling::actors {

namespace {

using std::chrono::steady_clock;

std::uint64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

transports::link_factory emulated_links(const swarm_options& options) {
  if (!transports::emulates(options.emulate)) return nullptr;
  return [traits = options.emulate, seed = options.seed](messages::node_id from, std::size_t slot) {
    return std::make_unique<transports::emulated_link>(
        traits, messages::substream(seed, "link", from.value, slot));
  };
}

class configuration : public caf::actor_system_config {
 public:
  configuration(const run_settings& settings, const swarm_options& options) {
    if (settings.host) configure_host(*this, options.hosts, *settings.host);
    if (settings.virtual_time) {
      set("scheduler.policy", caf::atom("testing"));
      return;
    }
    // Work sharing, not stealing: CAF's stealing walks the victim's whole queue, which takes for
    // ever with 100,000 actors in it, and an idle worker sleeps up to 10 ms before it looks again.
    set("scheduler.policy", caf::atom("sharing"));
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    // Asynchronous nodes wait for nobody: each must let others have a turn, or it does all its
    // rounds before the next has begun.
    if (options.rounds.mode == round_mode::asynchronous)
      set("scheduler.max-throughput", std::size_t{4});
    set("scheduler.max-threads", settings.threads > 0 ? settings.threads : cores);
  }
};

bool interrupted(const run_settings& settings) {
  return settings.interrupt != nullptr && settings.interrupt->load(std::memory_order_relaxed);
}

/// Fires timers in order, as fast as the actors can follow, until the run is over.
void run_virtually(caf::actor_system& system, const run_settings& settings,
                   const std::future<run_result>& done, const monitor_handle& monitor) {
  auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  while (done.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    constexpr std::size_t jobs_per_look = 100;  // a job may be a round of training
    const bool idle = scheduler.run(jobs_per_look) < jobs_per_look;
    if (interrupted(settings)) caf::anon_send(monitor, interrupt_run{});
    if (idle && !scheduler.trigger_timeout() && !scheduler.has_job()) {
      caf::anon_send(monitor, interrupt_run{});  // nothing can ever happen again
    }
  }
}

void run_really(const run_settings& settings, const std::future<run_result>& done,
                const monitor_handle& monitor) {
  bool told = false;
  while (done.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) {
    if (interrupted(settings) && !told) {
      caf::anon_send(monitor, interrupt_run{});
      told = true;
    }
  }
}

void take_down(caf::actor_system& system, const wiring& wires, const supervisor_handle& supervisor,
               bool virtual_time) {
  caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
  for (const auto& member : wires.members->release()) {
    caf::anon_send_exit(member, caf::exit_reason::user_shutdown);
  }
  for (const auto& link : wires.direct_links) {
    caf::anon_send_exit(link, caf::exit_reason::user_shutdown);
  }
  if (wires.conspiracy) caf::anon_send_exit(wires.conspiracy, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(wires.monitor, caf::exit_reason::user_shutdown);
  if (virtual_time) {
    auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
    scheduler.run();
    while (scheduler.clock().has_pending_timeout()) {
      scheduler.trigger_timeout();
      scheduler.run();
    }
  }
}

/// Links that only hand on, a few for all members.
void spawn_direct_links(caf::actor_system& system, const std::shared_ptr<wiring>& wires) {
  constexpr std::size_t direct_links_max = 64;
  const auto count = std::min(direct_links_max, wires->shared->graph->members());
  for (std::size_t i = 0; i < count; ++i) {
    wires->direct_links.push_back(system.spawn<link_actor, caf::lazy_init>(nullptr, wires));
  }
}

/// Waits until the other hosts are done too, and writes down what passed between them.
void leave(host_actors& hosts, const host_counters& counters, run_result& result) {
  for (const auto& f : figures(counters)) {
    if (f.value == 0) continue;
    const auto name = std::string(f.name) + (f.reason.empty() ? "" : " " + f.reason);
    result.between_hosts[name] += f.value;
  }
  auto why = hosts.finish(!result.succeeded());
  if (why.empty()) return;
  result.stopped_by = stop_reason::quorum_lost;
  result.detail = std::move(why);
}

run_result run_actors(plan description, const run_settings& settings) {
  const auto wall_start = steady_clock::now();
  configuration config(settings, description.options);
  caf::actor_system system(config);
  description.start = system.clock().now();
  if (settings.virtual_time) description.trace = std::make_unique<messages::content_hash>();
  const auto shared = std::make_shared<const plan>(std::move(description));

  auto promise = std::make_shared<std::promise<run_result>>();
  auto done = promise->get_future();
  auto wires = std::make_shared<wiring>();
  wires->shared = shared;
  wires->members = std::make_shared<directory>(shared->graph->members());
  wires->links = settings.links ? settings.links : emulated_links(shared->options);
  if (!wires->links) spawn_direct_links(system, wires);
  std::unique_ptr<host_actors> hosts;
  auto on_round = settings.on_round;
  if (settings.host) {
    on_round = [&hosts, told = settings.on_round](const round_report& r) {
      hosts->closed(messages::round_number{r.round});
      if (told) told(r);
    };
  }
  wires->monitor = system.spawn<monitor_actor>(shared, std::move(on_round), settings.on_checkpoint,
                                               std::move(promise));
  if (shared->eavesdropper) {
    wires->conspiracy = system.spawn<conspiracy_actor>(shared, wires->members, wires->monitor);
  }
  std::promise<void> spawned;
  const supervisor_handle supervisor =
      system.spawn<supervisor_actor>(std::shared_ptr<const wiring>(wires), [&] {
        if (settings.on_spawned) settings.on_spawned();
        spawned.set_value();
      });
  caf::anon_send(supervisor, spawn_swarm{});
  if (settings.host) {
    spawned.get_future().wait();  // nobody may be missing when the others' first letters come
    hosts = std::make_unique<host_actors>(system, wires, supervisor, settings.host);
    hosts->open();
  } else {
    caf::anon_send(supervisor, start_swarm{});
  }

  if (settings.virtual_time) {
    run_virtually(system, settings, done, wires->monitor);
  } else {
    run_really(settings, done, wires->monitor);
  }
  run_result result;
  try {
    result = done.get();
  } catch (...) {
    take_down(system, *wires, supervisor, settings.virtual_time);
    throw;
  }
  if (hosts) leave(*hosts, *shared->between_hosts, result);
  if (settings.virtual_time) {
    result.virtual_seconds = result.seconds;
    result.seconds = std::chrono::duration<double>(steady_clock::now() - wall_start).count();
    result.trace_hash = shared->trace->hex();
  }
  result.samples_per_second =
      result.seconds > 0 ? static_cast<double>(result.samples) / result.seconds : 0;
  result.peak_rss_bytes = peak_rss_bytes();
  take_down(system, *wires, supervisor, settings.virtual_time);
  return result;
}

}  // namespace

run_result run_in_process(plan description, const run_settings& settings) {
  const auto books = description.books;
  const auto threads = description.options.aggregation.threads;
  if (threads > 1) description.workers = std::make_shared<thread_workers>(threads);
  auto result = run_actors(std::move(description), settings);  // nobody writes to the books now
  if (books) result.reputation = mean_reputations(*books, result.adversaries);
  return result;
}

}  // namespace starling::actors
