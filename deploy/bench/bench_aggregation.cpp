#include <cblas.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <numeric>
#include <span>

#include "actors/jury/thread_workers_driver.hpp"
#include "actors/swarm/prepare.hpp"
#include "aggregation/catalogue.hpp"
#include "aggregation/robust/before/composed.hpp"
#include "deploy/bench/bench.hpp"
#include "messages/types/random.hpp"

namespace starling::deploy {

namespace {

using aggregation::gathering;
using messages::contribution;

/// Makes every row that pre-steps leave, block by block, and keeps none of them.
class every_row final : public aggregation::rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "every_row"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t) const override { return 1; }
  messages::result<messages::combination, aggregation::rule_error> decide(
      gathering& heard) override {
    constexpr std::size_t columns = 512;
    aggregation::kernels::each_chunk(
        heard.threads(), heard.dimension(), [&](std::size_t begin, std::size_t size) {
          aggregation::kernels::column_reader reader(heard.rows());
          std::vector<float> block(heard.size() * columns);
          for (std::size_t k = 0; k < size; k += columns) {
            reader.load(begin + k, std::min(columns, size - k), block.data(), columns);
          }
        });
    return messages::combination{};
  }
};

std::vector<contribution> proposals(std::size_t n, std::size_t d) {
  std::vector<contribution> all(n);
  for (std::size_t i = 0; i < n; ++i) {
    messages::random_source random(messages::substream(1, "bench", i));
    all[i].sender = messages::node_id{static_cast<std::uint32_t>(i)};
    all[i].samples.value = 1;
    all[i].parameters = messages::tensor::uninitialised(d);
    for (float& v : all[i].parameters.mutate()) v = static_cast<float>(random.normal());
  }
  for (const auto& c : all) static_cast<void>(c.parameters.all_finite());  // looked at on arrival
  return all;
}

double milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

/// As fast as a core reads: the sum of magnitudes from BLAS.
float read_all(std::span<const float> row) {
  return cblas_sasum(static_cast<blasint>(row.size()), row.data(), 1);
}

/// The least that any rule must do: read its input once, on as many threads as it may use.
double reading(const std::vector<contribution>& all, std::size_t threads) {
  openblas_set_num_threads(1);
  const actors::thread_workers workers(threads);
  std::vector<double> times;
  std::vector<float> kept(all.size());
  for (int i = 0; i < 5; ++i) {
    times.push_back(milliseconds([&] {
      workers.each(all.size(),
                   [&](std::size_t row) { kept[row] += read_all(all[row].parameters.values()); });
    }));
  }
  volatile const float used = std::accumulate(kept.begin(), kept.end(), 0.0F);
  static_cast<void>(used);
  return median(times);
}

/// Resident memory at its highest since `forget`.
std::uint64_t resident_peak_bytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    std::uint64_t kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}
void forget_peak() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

std::unique_ptr<aggregation::rule> made(const aggregation_case& c) {
  aggregation_options o;
  o.bucket = c.bucket;
  for (const std::string& step : c.before) {
    const auto names = aggregation::pre_step_names();
    const auto at = std::find(names.begin(), names.end(), step);
    if (at == names.end()) throw invalid_swarm("--before", "there is no pre-step '" + step + "'");
    o.before.push_back(static_cast<before>(at - names.begin()));
  }
  if (c.rule == "none") {
    std::vector<std::unique_ptr<aggregation::pre_step>> steps;
    for (const auto step : o.before) steps.push_back(aggregation::make_pre_step(step, o));
    return std::make_unique<aggregation::composed>(std::move(steps), std::make_unique<every_row>());
  }
  auto described = aggregation::rule_options_by_name(c.rule, c.byzantine);
  if (!described) throw invalid_swarm("--rule", described.error());
  o.rule = *std::move(described);
  if (auto* median = std::get_if<rule::geometric_median>(&o.rule))
    median->iterations = c.iterations;
  return std::move(*aggregation::make_rule(o));
}

struct case_figures {
  measurement time;
  measurement memory;
};

case_figures measure(const aggregation_case& c, const std::vector<contribution>& all,
                     double read_once) {
  const auto rule = made(c);
  if (const auto why = aggregation::refuse_illegal(*rule, c.nodes, c.byzantine)) {
    throw invalid_swarm("--f", *why);
  }
  const actors::thread_workers threads(c.threads);
  aggregation::round_context context;
  context.byzantine = c.byzantine;
  context.trusted = messages::node_id{0};
  context.threads = &threads;
  case_figures out;
  out.time = {"aggregation",
              {{"rule", '"' + std::string(rule->name()) + '"'},
               {"n", std::to_string(c.nodes)},
               {"f", std::to_string(c.byzantine)},
               {"d", std::to_string(c.dimension)},
               {"threads", std::to_string(c.threads)}},
              "ms",
              {},
              "these threads read the input once",
              read_once};
  out.memory = out.time;
  out.memory.unit = "MiB above the input at peak";
  out.memory.limit_what = "two vectors of d floats";
  out.memory.limit_value = 2.0 * 4 * static_cast<double>(c.dimension) / (1 << 20);
  for (std::size_t i = 0; i < c.repetitions; ++i) {
    const auto fresh = made(c);
    const auto before = resident_bytes();
    forget_peak();
    out.time.values.push_back(milliseconds([&] {
      if (const auto done = fresh->combine(all, context); !done) {
        throw invalid_swarm("--rule", std::string(aggregation::to_string(done.error())));
      }
    }));
    const auto peak = resident_peak_bytes();
    out.memory.values.push_back(static_cast<double>(peak - std::min(peak, before)) /
                                static_cast<double>(1 << 20));
  }
  return out;
}

/// The cases of the published table.
std::vector<aggregation_case> table() {
  const aggregation_case base{.rule = "mean", .nodes = 50, .byzantine = 10, .dimension = 1'000'000};
  std::vector<aggregation_case> all;
  for (const char* rule : {"mean", "median", "trimmed_mean", "meamed", "phocas", "krum",
                           "multi_krum", "geometric_median", "centered_clipping", "monna",
                           "covariance_filter", "dnc", "sign_guard", "fltrust"}) {
    all.push_back(base);
    all.back().rule = rule;
    if (all.back().rule == "geometric_median") all.back().iterations = 3;
  }
  all.push_back(base);
  all.back().rule = "geometric_median";  // to convergence
  all.push_back(base);
  all.back().rule = "bulyan";
  all.back().byzantine = 11;
  for (const char* rule : {"none", "trimmed_mean", "krum"}) {
    all.push_back(base);
    all.back().rule = rule;
    all.back().before = {"nnm"};
  }
  all.push_back({.rule = "mda", .nodes = 20, .byzantine = 4, .dimension = 100'000});
  return all;
}

}  // namespace

std::vector<measurement> bench_aggregation(const aggregation_case& c) {
  std::vector<measurement> out;
  std::vector<contribution> all;
  double read_once = 0;
  auto cases = c.rule == "all" ? table() : std::vector<aggregation_case>{c};
  for (aggregation_case& one : cases) {
    one.threads = c.threads;
    one.repetitions = c.repetitions;
    if (all.size() != one.nodes || all.front().parameters.size() != one.dimension) {
      all.clear();
      all = proposals(one.nodes, one.dimension);
      read_once = reading(all, c.threads);
    }
    const auto figures = measure(one, all, read_once);
    out.push_back(figures.time);
    out.push_back(figures.memory);
  }
  return out;
}

}  // namespace starling::deploy
