#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "actors/swarm/swarm_options.hpp"
#include "deploy/config/overrides.hpp"

namespace starling::deploy {

inline constexpr std::size_t grid_rows_max = 64;  ///< Of each of the three kinds.
inline constexpr std::size_t grid_seeds_max = 100;
inline constexpr std::size_t grid_cells_max = 20'000;

/// A rule, an attack or a partition: a name, and what it sets in the swarm file.
struct grid_row {
  std::string name;
  std::vector<override_value> overrides;
};

/// One run: positions in the lists of its grid, and the swarm that they amount to.
struct grid_cell {
  std::size_t rule = 0;
  std::size_t attack = 0;
  std::size_t partition = 0;
  std::size_t seed = 0;
  swarm_options options;
};

/// rules × attacks × partitions × seeds over one swarm.
struct grid {
  std::string name;                   ///< The file's, without its folder and extension.
  std::size_t byzantine = 0;          ///< f: of each rule, and how many lie, unless a row says so.
  std::vector<override_value> given;  ///< From the command line and the environment.
  std::vector<grid_row> rules;
  std::vector<grid_row> attacks;
  std::vector<grid_row> partitions;
  std::vector<std::uint64_t> seeds;
  std::size_t average_last = 1;  ///< A cell's accuracy is the mean of so many last evaluations.
  std::vector<grid_cell> cells;  ///< Seed by seed, then partition, rule, attack.

  [[nodiscard]] std::size_t size() const { return cells.size(); }
  /// The place of a cell in `cells`.
  [[nodiscard]] std::size_t index(std::size_t rule, std::size_t attack, std::size_t partition,
                                  std::size_t seed) const {
    return ((seed * partitions.size() + partition) * rules.size() + rule) * attacks.size() + attack;
  }
};

/// BLAKE2b-256 of all that decides what the cells give: names, effective swarms, the averaging. Of
/// a path only the last part counts.
std::string content_hash_of(const grid& g);

/// A key that a grid's own rows set, hence nothing else may.
bool is_grid_key(std::string_view key);

/// A key's effective value as a line of text shows it; of a path only the last part. Empty where
/// these options have no such key.
std::string shown_value(std::string_view key, const swarm_options& options);

struct grid_fact {
  std::string name, value;
};

/// All that the cells of one partition have in common, in words: what one needs to do it again.
std::vector<grid_fact> facts_of(const grid& g, std::size_t partition);

/// What a rule or an attack amounts to: "trimmed_mean, byzantine 6, before [nnm]".
std::string rule_in_words(const grid& g, std::size_t rule);
std::string attack_in_words(const grid& g, std::size_t attack);

/// `starling attack FILE --set …` with which the grid is run again.
std::string command_line_of(const grid& g);

}  // namespace starling::deploy
