#include "deploy/attack/cell_runs_driver.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "actors/swarm/prepare.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "optimizers/datasets/load.hpp"

namespace starling::deploy {
namespace {

/// The data of the seed that was asked for last: cells come seed by seed.
class shared_data {
 public:
  optimizers::data_split of(const swarm_options& options) {
    const std::lock_guard lock(mutex_);
    const bool any_seed = std::holds_alternative<dataset::idx>(options.data);
    const std::uint64_t seed = any_seed ? 0 : options.seed;
    if (held_ && seed_ == seed) return *held_;
    auto loaded = optimizers::load(options.data, options.seed);
    if (!loaded) throw invalid_swarm("data", optimizers::to_string(loaded.error()));
    seed_ = seed;
    held_ = *std::move(loaded);
    return *held_;
  }

 private:
  std::mutex mutex_;
  std::uint64_t seed_ = 0;
  std::optional<optimizers::data_split> held_;
};

/// Threads that take one cell after the other.
class crew {
 public:
  crew(const grid& g, std::span<const std::size_t> cells, const cell_run_settings& settings)
      : grid_(g), cells_(cells), settings_(settings) {}

  void work() {
    if (cells_.empty()) return;
    check();
    {
      std::vector<std::jthread> threads;
      const std::size_t jobs = std::min(std::max<std::size_t>(settings_.jobs, 1), cells_.size());
      for (std::size_t i = 1; i < jobs; ++i) threads.emplace_back([this] { take_cells(); });
      take_cells();
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  /// What cannot be for another reason than its rule is known before the first cell runs.
  void check() {
    for (std::size_t partition = 0; partition < grid_.partitions.size(); ++partition) {
      for (std::size_t attack = 0; attack < grid_.attacks.size(); ++attack) {
        auto options = grid_.cells[grid_.index(0, attack, partition, 0)].options;
        options.aggregation = {};  // the mean is always legal
        try {
          actors::plug_ins own;
          own.data = data_.of(options);
          (void)actors::prepare(options, std::move(own));
        } catch (const invalid_swarm& e) {
          throw invalid_swarm(e.key(), std::string(e.what()) + " (attack '" +
                                           grid_.attacks[attack].name + "', partition '" +
                                           grid_.partitions[partition].name + "')");
        }
      }
    }
  }

  void take_cells() {
    while (!over_ && !interrupted()) {
      const std::size_t next = next_++;
      if (next >= cells_.size()) return;
      try {
        const auto result = run(cells_[next]);
        const std::lock_guard lock(mutex_);
        if (result && !over_) settings_.on_cell(*result);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        over_ = true;
      }
    }
  }

  [[nodiscard]] bool interrupted() const {
    return settings_.interrupt != nullptr && settings_.interrupt->load();
  }

  /// Nothing where it was given up.
  std::optional<cell_result> run(std::size_t cell) {
    const swarm_options& options = grid_.cells[cell].options;
    std::optional<actors::prepared> ready;
    try {
      actors::plug_ins own;
      own.data = data_.of(options);
      ready = actors::prepare(options, std::move(own));
    } catch (const invalid_swarm& e) {
      if (!e.key().starts_with("aggregation.")) throw;
      cell_result refused;
      refused.cell = cell;
      refused.how = cell_result::outcome::refused;
      refused.why = e.what();
      return refused;
    }
    actors::run_settings settings;
    settings.virtual_time = true;
    settings.interrupt = settings_.interrupt;
    const auto result = actors::run_in_process(std::move(ready->run), settings);
    if (result.stopped_by == stop_reason::interrupted && interrupted()) return std::nullopt;
    return result_of(result, cell, grid_.average_last);
  }

  const grid& grid_;
  std::span<const std::size_t> cells_;
  const cell_run_settings& settings_;
  shared_data data_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> over_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

void run_cells(const grid& g, std::span<const std::size_t> cells,
               const cell_run_settings& settings) {
  crew(g, cells, settings).work();
}

}  // namespace starling::deploy
