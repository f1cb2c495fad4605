#include <malloc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "deploy/bench/bench.hpp"
#include "deploy/config/swarm_file.hpp"
#include "optimizers/problems/catalogue.hpp"
#include "optimizers/swarm/catalogue.hpp"

namespace starling::deploy {

namespace {

using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point t) {
  return std::chrono::duration<double>(steady_clock::now() - t).count();
}

std::string quoted(const std::string& s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// Takes as long as asked for each evaluation, at work all the time: what a simulation would do.
/// Counts them all: those of the swarm, and those that check what others claim.
class slow_objective final : public optimizers::objective {
 public:
  slow_objective(std::shared_ptr<const optimizers::objective> what, double milliseconds)
      : what_(std::move(what)), seconds_(milliseconds / 1000) {}

  [[nodiscard]] std::string_view name() const override { return what_->name(); }
  [[nodiscard]] const optimizers::search_space& space() const override { return what_->space(); }
  [[nodiscard]] double evaluate(std::span<const double> point) const override {
    const auto start = steady_clock::now();
    while (seconds_since(start) < seconds_) {
    }
    calls_.fetch_add(1, std::memory_order_relaxed);
    return what_->evaluate(point);
  }
  /// How many since this was last asked.
  [[nodiscard]] std::uint64_t take_calls() const { return calls_.exchange(0); }

 private:
  std::shared_ptr<const optimizers::objective> what_;
  double seconds_;
  mutable std::atomic<std::uint64_t> calls_{0};
};

swarm_options options_of(const optimize_case& c) {
  std::vector<override_value> all;
  const auto set = [&all](std::string key, std::string value, const char* flag) {
    all.push_back({std::move(key), std::move(value), flag, override_value::rank::environment});
  };
  const bool tour = !c.tsp.empty();
  set("strategy.kind", c.algorithm, "--algorithm");
  if (!c.variant.empty()) set("strategy.variant", c.variant, "--variant");
  if (c.particles) set("strategy.particles", std::to_string(*c.particles), "--particles");
  set("strategy.local_steps", std::to_string(c.local_steps), "--local-steps");
  set("objective.kind", tour ? "tsp" : "function", "--tsp");
  if (tour) {
    set("objective.path", c.tsp, "--tsp");
  } else {
    set("objective.name", c.function, "--function");
    set("objective.dimension", std::to_string(c.dimension), "--dimension");
  }
  set("topology.kind", c.topology, "--topology");
  set("evaluation.every", "0", "");
  set("rounds.deadline", "0s", "");
  set("aggregation.verify.share", "0", "");
  for (const auto& text : c.set) {
    auto given = parse_set(text);
    if (!given) throw invalid_swarm("--set", to_string(given.error()));
    all.push_back(*std::move(given));
  }
  auto file = read_swarm_text("{}", "", ".", all);
  if (!file) throw invalid_swarm("bench optimize", to_string(file.error()));
  return file->options;
}

/// What one run came to.
struct outcome {
  double best = 0;
  double evaluations = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  double heap_bytes = 0;  ///< With all particles spawned and at work, none of their letters.
};

outcome run_once(const swarm_options& o, const optimize_case& c, actors::plug_ins own) {
  outcome out;
  const auto heap_before = static_cast<double>(mallinfo2().uordblks);
  auto ready = actors::prepare(o, std::move(own));
  actors::run_settings settings;
  settings.threads = c.threads;
  double cpu_before = 0;
  auto start = steady_clock::now();
  settings.on_spawned = [&] {
    cpu_before = cpu_seconds();
    start = steady_clock::now();
  };
  settings.on_round = [&](const round_report& r) {
    if (r.round != o.rounds.max) return;
    out.seconds = seconds_since(start);
    out.cpu_seconds = cpu_seconds() - cpu_before;
    out.heap_bytes = static_cast<double>(mallinfo2().uordblks) - heap_before;
  };
  const auto result = succeeded(actors::run_in_process(std::move(ready.run), settings));
  out.best = result.loss;
  out.evaluations = static_cast<double>(result.samples);
  return out;
}

/// Evaluations of random points in a second, many at once: nothing moves, nobody is told.
double bare_rate(const optimizers::objective& what) {
  constexpr std::size_t points_at_once = 40;
  const auto d = what.dimension();
  std::vector<double> points(points_at_once * d);
  std::vector<double> values(points_at_once);
  messages::random_source random(1);
  for (std::size_t i = 0; i < points_at_once; ++i) {
    what.space().draw(std::span(points).subspan(i * d, d), random);
  }
  const double start = thread_cpu_seconds();
  double evaluations = 0;
  while (thread_cpu_seconds() - start < 0.1) {
    for (int k = 0; k < 10; ++k) {
      what.evaluate_all(points, values);
      points[0] = values[0] > 1e300 ? 0 : points[0];  // the values are needed
      evaluations += static_cast<double>(points_at_once);
    }
  }
  return evaluations / (thread_cpu_seconds() - start);
}

std::vector<std::pair<std::string, std::string>> parameters_of(const optimize_case& c,
                                                               const swarm_options& o) {
  return {{"algorithm", quoted(c.algorithm)},
          {"variant", quoted(c.variant)},
          {"objective", quoted(c.tsp.empty() ? c.function : c.tsp)},
          {"dimension", std::to_string(c.tsp.empty() ? c.dimension : 0)},
          {"topology", quoted(c.topology)},
          {"nodes", std::to_string(o.nodes)},
          {"particles", c.particles ? std::to_string(*c.particles) : "null"},
          {"local_steps", std::to_string(c.local_steps)},
          {"rounds", std::to_string(o.rounds.max)},
          {"seeds", std::to_string(c.seeds)}};
}

/// As many rounds as the budget pays for, of all the particles that there are.
void spend(swarm_options& o, const optimize_case& c, const optimizers::objective& what) {
  const auto how = strategy::as<strategy::swarm>(o.strategy);
  const auto particles = how ? optimizers::evaluations_per_generation(*how, what) : 1;
  o.nodes = c.nodes > 0 ? c.nodes : std::max<std::size_t>(1, c.particles_in_all / particles);
  const auto per_round = o.nodes * particles * std::max<std::size_t>(1, c.local_steps);
  const auto usual = c.tsp.empty() ? 40'000 : 1000 * what.dimension();
  const auto budget = c.evaluations > 0 ? c.evaluations : usual;
  o.rounds.max = std::max<std::size_t>(1, budget / per_round);
}

}  // namespace

std::vector<measurement> bench_optimize(const optimize_case& c) {
  auto o = options_of(c);
  auto made = optimizers::make_objective(o.objective);
  if (!made) throw invalid_swarm("objective", made.error());
  const auto what = *made;
  spend(o, c, *what);
  actors::plug_ins own;
  const auto slow = std::make_shared<slow_objective>(what, c.milliseconds);
  if (c.milliseconds > 0) own.objective = slow;

  const auto parameters = parameters_of(c, o);
  measurement best{"optimize", parameters, "best value", {}, "the known minimum", 0};
  measurement rate{"optimize", parameters, "evaluations per CPU second", {}, "", 0};
  measurement speed{"optimize", parameters, "evaluations per second", {}, "", 0};
  measurement memory{"optimize", parameters,          "heap bytes per node at the end of a round",
                     {},         "computed: nothing", 0};
  measurement busy{"optimize",
                   parameters,
                   "share of the cores' time spent in the objective",
                   {},
                   "computed: all of it",
                   1};
  const auto cores = static_cast<double>(
      c.threads > 0 ? c.threads : std::max(1U, std::thread::hardware_concurrency()));
  for (std::size_t i = 0; i < c.seeds; ++i) {
    o.seed = i + 1;
    const auto run = run_once(o, c, own);
    best.values.push_back(run.best);
    rate.values.push_back(run.evaluations / run.cpu_seconds);
    speed.values.push_back(run.evaluations / run.seconds);
    memory.values.push_back(run.heap_bytes / static_cast<double>(o.nodes));
    busy.values.push_back(static_cast<double>(slow->take_calls()) * c.milliseconds / 1000 /
                          (run.seconds * cores));
  }
  best.limit_value = what->minimum().value_or(0);
  if (!what->minimum()) best.limit_what = "computed: 0";
  rate.limit_what = "the objective alone, points at hand, one thread";
  rate.limit_value = c.milliseconds > 0 ? 1000 / c.milliseconds : bare_rate(*what);
  speed.limit_what = "the same on every thread";
  speed.limit_value = rate.limit_value * cores;
  std::vector<measurement> all = {best, rate, speed, memory};
  if (c.milliseconds > 0) all.push_back(busy);
  return all;
}

}  // namespace starling::deploy
