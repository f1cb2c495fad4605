#include "deploy/attack/grid.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "deploy/config/key.hpp"
#include "deploy/config/swarm_file.hpp"
#include "deploy/report/figures.hpp"
#include "messages/types/content_hash.hpp"

namespace starling::deploy {
namespace {

constexpr std::array<std::string_view, 3> grid_sections = {"aggregation", "adversaries",
                                                           "data.partition"};

void add(messages::content_hash& hash, std::string_view text) {
  hash.add(text.size());
  hash.add(std::as_bytes(std::span(text)));
}

/// The last part of a path that `write` has printed, perhaps quoted.
std::string last_part(std::string text) {
  if (text.ends_with('"')) text.pop_back();
  return text.substr(text.rfind('/') + 1);
}

std::string quoted_word(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+";
  if (word.find_first_not_of(plain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

/// Whether every swarm file has this key, so that it only says something where it is not as by
/// default. The first key of a section without kinds (rounds.max) always does.
bool is_common(const key& one) {
  const key* chooser = find_key(one.chooser);
  if (chooser != nullptr) return one.defaults.size() == chooser->alternatives.size();
  const auto first = std::ranges::find(keys(), one.section, &key::section);
  return first->path != one.path;
}

enum class detail : unsigned char { every_key, telling_keys };

/// The keys of a section: the kind first, then all, or those that tell these options from others.
std::string section_in_words(std::string_view section, const swarm_options& options, detail how) {
  const swarm_options plain;
  std::string kind;
  std::string rest;
  for (const key& one : keys()) {
    if (one.section != section || !one.belongs(options)) continue;
    const std::string value = shown_value(one.path, options);
    if (one.chooses()) {
      kind = value;
    } else if (how == detail::every_key || !is_common(one) ||
               value != shown_value(one.path, plain)) {
      rest += (rest.empty() ? "" : ", ") + one.name + ' ' + value;
    }
  }
  return kind + (kind.empty() || rest.empty() ? "" : ", ") + rest;
}

struct fact_section {
  const char* name;
  std::string_view section;
  detail how;
};

}  // namespace

bool is_grid_key(std::string_view key) {
  if (key == "swarm.seed") return true;
  for (const auto section : grid_sections) {
    if (key.starts_with(section) && key.substr(section.size()).starts_with('.')) return true;
  }
  return false;
}

std::string shown_value(std::string_view key_path, const swarm_options& options) {
  const key* one = find_key(key_path);
  const auto value = one == nullptr ? std::nullopt : one->write(options);
  if (!value) return "";
  return printable(one->type == "path" ? last_part(*value) : *value);
}

std::string content_hash_of(const grid& g) {
  messages::content_hash hash;
  add(hash, "grid 1");
  hash.add(g.average_last);
  for (const auto* rows : {&g.rules, &g.attacks, &g.partitions}) {
    hash.add(rows->size());
    for (const auto& row : *rows) add(hash, row.name);
  }
  hash.add(g.seeds.size());
  for (const grid_cell& cell : g.cells) {
    for (const key& one : keys()) {
      if (one.belongs(cell.options))
        add(hash, one.path + '=' + shown_value(one.path, cell.options));
    }
  }
  return hash.hex();
}

std::vector<grid_fact> facts_of(const grid& g, std::size_t partition) {
  constexpr std::array<fact_section, 7> sections = {
      {{"Data", "data", detail::every_key},
       {"Partition", "data.partition", detail::every_key},
       {"Model", "model", detail::every_key},
       {"Topology", "topology", detail::every_key},
       {"Strategy", "strategy", detail::every_key},
       {"Rounds", "rounds", detail::telling_keys},
       {"Evaluation", "evaluation", detail::telling_keys}}};
  const swarm_options& options = g.cells[g.index(0, 0, partition, 0)].options;
  std::vector<grid_fact> facts;
  for (const auto& [name, section, how] : sections) {
    facts.push_back({name, section_in_words(section, options, how)});
  }
  facts.push_back(
      {"Nodes", "n = " + std::to_string(options.nodes) + ", f = " + std::to_string(g.byzantine)});
  std::string seeds;
  for (const auto seed : g.seeds) seeds += (seeds.empty() ? "" : ", ") + std::to_string(seed);
  facts.push_back({g.seeds.size() == 1 ? "Seed" : "Seeds", seeds});
  return facts;
}

std::string rule_in_words(const grid& g, std::size_t rule) {
  return section_in_words("aggregation", g.cells[g.index(rule, 0, 0, 0)].options,
                          detail::telling_keys);
}

std::string attack_in_words(const grid& g, std::size_t attack) {
  const swarm_options& options = g.cells[g.index(0, attack, 0, 0)].options;
  if (options.adversaries.count == 0) return "nobody lies";
  std::string text = shown_value("adversaries.attack", options);
  for (const key& one : keys()) {
    if (one.section != "adversaries" || one.chooses() || !one.belongs(options)) continue;
    text += ", " + one.name + ' ' + shown_value(one.path, options);
  }
  return text;
}

std::string command_line_of(const grid& g) {
  std::string text = "starling attack " + quoted_word(g.name + ".yaml");
  for (const auto& one : g.given) {
    const key* known = find_key(one.key);
    const bool is_path = known != nullptr && known->type == "path";
    const std::string value =
        is_path ? one.value.substr(one.value.rfind('/') + 1) : printable(one.value);
    text += " --set " + quoted_word(one.key + '=' + value);
  }
  return text;
}

}  // namespace starling::deploy
