#include "deploy/attack/grid_file.hpp"

#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "deploy/config/document.hpp"
#include "deploy/config/key.hpp"
#include "deploy/config/swarm_file.hpp"
#include "deploy/config/value.hpp"
#include "deploy/report/figures.hpp"

namespace starling::deploy {
namespace {

using problem = std::optional<config_error>;
using rank = override_value::rank;

constexpr std::uint64_t count_max = 1'000'000;
const std::string grid_keys =
    "base, swarm, byzantine, rules, attacks, partitions, seeds, average_last";

/// One kind of row: its list in the file, the section it sets, and the key that it has to give.
struct row_kind {
  const char* list;
  const char* section;
  const char* chooser;
};
constexpr row_kind rule_rows{"rules", "aggregation", "rule"};
constexpr row_kind attack_rows{"attacks", "adversaries", "attack"};
constexpr row_kind partition_rows{"partitions", "data.partition", "kind"};

class grid_reader {
 public:
  grid_reader(std::filesystem::path path, std::span<const override_value> given)
      : path_(std::move(path)), folder_(path_.parent_path()) {
    into_.name = printable(path_.stem().string());
    into_.given.assign(given.begin(), given.end());
  }

  messages::result<grid, config_error> read(const node& document) {
    problem wrong = check_given();
    if (!wrong) wrong = read_keys(document);
    if (!wrong) wrong = read_base(document);
    if (!wrong) wrong = make_cells();
    if (wrong) return messages::failure{*wrong};
    return std::move(into_);
  }

 private:
  [[nodiscard]] config_error error(std::size_t line, std::size_t column, std::string key,
                                   std::string message, std::string accepted = "") const {
    return {path_.string(), line, column, std::move(key), std::move(message), std::move(accepted)};
  }
  [[nodiscard]] config_error error(const complaint& wrong, const std::string& key) const {
    return error(wrong.line, wrong.column, key + wrong.below, wrong.message, wrong.accepted);
  }
  [[nodiscard]] std::string place(const node& at) const {
    return path_.string() + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
  }

  [[nodiscard]] problem check_given() const {
    for (const auto& one : into_.given) {
      if (!is_grid_key(one.key)) continue;
      return config_error{one.origin,
                          0,
                          0,
                          one.key,
                          "a grid's own rows and seeds decide it; change " + path_.string(),
                          ""};
    }
    return std::nullopt;
  }

  problem read_keys(const node& document) {
    if (document.what != node::kind::map) {
      return error(document.line, document.column, "", describe(document) + " is not a grid file",
                   "a map with the keys " + grid_keys);
    }
    for (const node& child : document.children) {
      if (auto wrong = read_key(child)) return wrong;
    }
    const node none;
    for (const auto& [given, name] :
         {std::pair{into_.rules.empty(), "rules"}, std::pair{into_.attacks.empty(), "attacks"},
          std::pair{into_.partitions.empty(), "partitions"},
          std::pair{into_.seeds.empty(), "seeds"},
          std::pair{byzantine_.what == node::kind::null, "byzantine"}}) {
      if (given) return error(document.line, document.column, name, "missing", "");
    }
    return std::nullopt;
  }

  problem read_key(const node& given) {
    if (given.key == "base" || given.key == "swarm") return std::nullopt;
    if (given.key == rule_rows.list) return read_rows(given, rule_rows, into_.rules);
    if (given.key == attack_rows.list) return read_rows(given, attack_rows, into_.attacks);
    if (given.key == partition_rows.list) {
      return read_rows(given, partition_rows, into_.partitions);
    }
    outcome wrong;
    if (given.key == "byzantine") {
      wrong = whole<std::size_t>(0, count_max).read(given, folder_, into_.byzantine);
      byzantine_ = given;
    } else if (given.key == "seeds") {
      wrong = list(whole<std::uint64_t>(0, std::numeric_limits<std::uint64_t>::max()), 1,
                   grid_seeds_max)
                  .read(given, folder_, into_.seeds);
      if (!wrong) wrong = seed_twice(given);
    } else if (given.key == "average_last") {
      wrong = whole<std::size_t>(1, count_max).read(given, folder_, into_.average_last);
      average_last_ = given;
    } else {
      return error(given.key_line, given.key_column, given.key, "unknown key", grid_keys);
    }
    return wrong ? problem(error(*wrong, given.key)) : std::nullopt;
  }

  [[nodiscard]] outcome seed_twice(const node& given) const {
    for (std::size_t i = 0; i < into_.seeds.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (into_.seeds[i] != into_.seeds[j]) continue;
        return complain(given.children[i], given.children[i].text + " is given twice", "");
      }
    }
    return std::nullopt;
  }

  problem read_rows(const node& given, const row_kind& kind, std::vector<grid_row>& rows) {
    if (given.what != node::kind::sequence || given.children.empty() ||
        given.children.size() > grid_rows_max) {
      return error(given.line, given.column, kind.list, "not a list of rows",
                   "a list of 1 … " + std::to_string(grid_rows_max) + " maps");
    }
    for (const node& row : given.children) {
      const std::string path = std::string(kind.list) + '[' + std::to_string(rows.size()) + ']';
      auto wrong = read_row(row, kind, path, rows);
      if (wrong) return wrong;
    }
    return std::nullopt;
  }

  problem read_row(const node& given, const row_kind& kind, const std::string& path,
                   std::vector<grid_row>& rows) {
    const std::string accepted =
        "a map with name and the keys " + listed(names_below(kind.section, nullptr));
    if (given.what != node::kind::map) {
      return error(given.line, given.column, path, describe(given) + " is not a row", accepted);
    }
    grid_row row;
    bool chosen = false;
    for (const node& child : given.children) {
      if (child.key == "name") {
        const auto wrong = text(64, false).read(child, folder_, row.name);
        if (wrong) return error(*wrong, path + ".name");
        row.name = printable(row.name);
        continue;
      }
      auto made = override_of(child, kind, path, accepted);
      if (!made) return made.error();
      chosen = chosen || child.key == kind.chooser ||
               (child.key == "count" && made->value == "0");  // nobody lies, in whatever way
      row.overrides.push_back(*std::move(made));
    }
    if (row.name.empty()) return error(given.line, given.column, path + ".name", "missing");
    if (!chosen) {
      const key* chooser = find_key(std::string(kind.section) + '.' + kind.chooser);
      return error(given.line, given.column, path + '.' + kind.chooser, "missing",
                   chooser->accepted);
    }
    for (const auto& earlier : rows) {
      if (earlier.name != row.name) continue;
      return error(given.line, given.column, path + ".name",
                   '"' + row.name + "\" is the name of an earlier row too");
    }
    rows.push_back(std::move(row));
    return std::nullopt;
  }

  [[nodiscard]] messages::result<override_value, config_error> override_of(
      const node& given, const row_kind& kind, const std::string& path,
      const std::string& accepted) const {
    const std::string known = std::string(kind.section) + '.' + given.key;
    if (find_key(known) == nullptr) {
      return messages::failure{
          error(given.key_line, given.key_column, path + '.' + given.key, "unknown key", accepted)};
    }
    std::string text = given.text;
    bool flat = given.what != node::kind::map;
    if (given.what == node::kind::sequence) {
      for (const node& one : given.children) {
        flat = flat && one.what == node::kind::scalar;
        text += (text.empty() ? "" : ", ") + quoted(one.text);
      }
      text = '[' + text + ']';
    }
    if (!flat) {
      return messages::failure{error(given.line, given.column, path + '.' + given.key,
                                     describe(given) + " is neither a value nor a list of words")};
    }
    return override_value{known, text, place(given), rank::flag};
  }

  problem read_base(const node& document) {
    const node* base = nullptr;
    const node* inlined = nullptr;
    for (const node& child : document.children) {
      if (child.key == "base") base = &child;
      if (child.key == "swarm") inlined = &child;
    }
    if ((base == nullptr) == (inlined == nullptr)) {
      const node& at = base == nullptr ? document : *inlined;
      return error(at.line, at.column, "swarm",
                   base == nullptr ? "missing" : "given, and base as well",
                   "one of: base, a swarm file's name; swarm, a map with its sections");
    }
    if (inlined != nullptr) {
      base_ = *inlined;
      base_name_ = path_.string();
      base_folder_ = folder_;
      return std::nullopt;
    }
    std::string name;
    if (auto wrong = text(4'096, false).read(*base, folder_, name)) return error(*wrong, "base");
    const std::filesystem::path file = folder_ / name;
    auto parsed = parse_document_file(file, "a swarm file");
    if (!parsed) return parsed.error();
    base_ = *std::move(parsed);
    base_name_ = file.string();
    base_folder_ = file.parent_path();
    return std::nullopt;
  }

  /// What overrides the swarm in one cell. The grid's f ranks below its rows.
  [[nodiscard]] std::vector<override_value> overrides_of(const grid_cell& cell) const {
    std::vector<override_value> all = into_.given;
    const std::string f = std::to_string(into_.byzantine);
    for (const char* key : {"aggregation.byzantine", "adversaries.count"}) {
      all.push_back({key, f, place(byzantine_), rank::environment});
    }
    for (const grid_row* row : {&into_.rules[cell.rule], &into_.attacks[cell.attack],
                                &into_.partitions[cell.partition]}) {
      all.insert(all.end(), row->overrides.begin(), row->overrides.end());
    }
    all.push_back({"swarm.seed", std::to_string(into_.seeds[cell.seed]), path_.string()});
    return all;
  }

  problem make_cells() {
    const std::size_t count =
        into_.rules.size() * into_.attacks.size() * into_.partitions.size() * into_.seeds.size();
    if (count > grid_cells_max) {
      return error(0, 0, "", std::to_string(count) + " cells",
                   "at most " + std::to_string(grid_cells_max));
    }
    grid_cell cell;
    for (cell.seed = 0; cell.seed < into_.seeds.size(); ++cell.seed) {
      for (cell.partition = 0; cell.partition < into_.partitions.size(); ++cell.partition) {
        for (cell.rule = 0; cell.rule < into_.rules.size(); ++cell.rule) {
          for (cell.attack = 0; cell.attack < into_.attacks.size(); ++cell.attack) {
            auto file = read_swarm_document(base_, base_name_, base_folder_, overrides_of(cell));
            if (!file) return file.error();
            cell.options = std::move(file->options);
            into_.cells.push_back(cell);
          }
        }
      }
    }
    return check_evaluations();
  }

  [[nodiscard]] problem check_evaluations() const {
    const auto& options = into_.cells.front().options;
    const auto every = options.evaluation.every;
    const auto max = options.rounds.max;
    const auto evaluations = every == 0 ? 1 : max / every + (max % every == 0 ? 0 : 1);
    if (into_.average_last <= evaluations) return std::nullopt;
    return error(average_last_.line, average_last_.column, "average_last",
                 std::to_string(into_.average_last) + " evaluations are more than a run has",
                 "1 … " + std::to_string(evaluations));
  }

  std::filesystem::path path_;
  std::filesystem::path folder_;
  grid into_;
  node byzantine_;
  node average_last_;
  node base_;
  std::string base_name_;
  std::filesystem::path base_folder_;
};

}  // namespace

messages::result<grid, config_error> read_grid_text(std::string_view text,
                                                    const std::filesystem::path& path,
                                                    std::span<const override_value> given) {
  auto document = parse_document(text, path.string());
  if (!document) return messages::failure{document.error()};
  return grid_reader(path, given).read(*document);
}

messages::result<grid, config_error> read_grid_file(const std::filesystem::path& path,
                                                    std::span<const override_value> given) {
  auto document = parse_document_file(path, "a grid file");
  if (!document) return messages::failure{document.error()};
  return grid_reader(path, given).read(*document);
}

}  // namespace starling::deploy
