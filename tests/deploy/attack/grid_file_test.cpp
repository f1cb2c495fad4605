#include "deploy/attack/grid_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "messages/types/random.hpp"
#include "tests/deploy/attack/sample_grid.hpp"

namespace deploy = starling::deploy;
namespace fs = std::filesystem;
using namespace starling::deploy::testing;

namespace {

/// The sentence with which a text is refused.
std::string refusal(const std::string& text,
                    const std::vector<deploy::override_value>& given = {}) {
  const auto read = deploy::read_grid_text(text, "g.yaml", given);
  REQUIRE_FALSE(read);
  return to_string(read.error());
}

std::string refusal(const std::string& old, const std::string& by) {
  return refusal(replaced(sample_text, old, by));
}

}  // namespace

TEST_CASE("a cell is the swarm with what its rows override") {
  const auto g = sample_grid();
  const auto& plain = g.cells[g.index(0, 0, 0, 0)].options;
  CHECK(std::holds_alternative<starling::rule::mean>(plain.aggregation.rule));
  CHECK(plain.adversaries.count == 0);
  CHECK(plain.nodes == 5);
  CHECK(plain.seed == 3);
  const auto& other = g.cells[g.index(1, 1, 1, 1)].options;
  CHECK(std::get<starling::rule::trimmed_mean>(other.aggregation.rule).byzantine_max == 1);
  CHECK(other.adversaries.count == 1);
  CHECK(std::get<starling::attack::sign_flip>(other.adversaries.how).scale == 3);
  CHECK(std::get<starling::partition::dirichlet>(other.partition).alpha == 0.5);
  CHECK(other.seed == 4);
  CHECK(g.cells[g.index(0, 2, 0, 0)].options.adversaries.count == 2);
}

TEST_CASE("a row's own byzantine holds against the grid's") {
  const auto g = grid_of(replaced(sample_text, "trimmed_mean}", "trimmed_mean, byzantine: 0}"));
  const auto& options = g.cells[g.index(1, 1, 0, 0)].options;
  CHECK(std::get<starling::rule::trimmed_mean>(options.aggregation.rule).byzantine_max == 0);
  CHECK(options.adversaries.count == 1);
}

TEST_CASE("a rule that is illegal for so many liars is no error of the file") {
  CHECK(grid_of(replaced(sample_text, "byzantine: 1", "byzantine: 4")).size() == 24);
}

TEST_CASE("the swarm may be a file of its own, found from the grid's folder") {
  const scratch_folder folder("base");
  fs::create_directory(folder.path() / "below");
  std::ofstream(folder.path() / "swarm.yaml") << "swarm: {nodes: 6}\nrounds: {max: 4}\n"
                                                 "data: {kind: csv, path: t.csv}\n";
  const std::string rows = sample_text.substr(sample_text.find("byzantine"));
  const fs::path file = folder.path() / "below/grid.yaml";
  std::ofstream(file) << "base: ../swarm.yaml\n" << rows;
  const auto g = deploy::read_grid_file(file);
  REQUIRE_MESSAGE(g, to_string(g.error()));
  CHECK(g->name == "grid");
  CHECK(g->cells[0].options.nodes == 6);
  const auto& csv = std::get<starling::dataset::csv>(g->cells[0].options.data);
  CHECK(fs::weakly_canonical(csv.path) == fs::weakly_canonical(folder.path() / "t.csv"));

  std::ofstream(folder.path() / "swarm.yaml") << "swarm:\n  ndoes: 6\n";
  const auto broken = deploy::read_grid_file(file);
  REQUIRE_FALSE(broken);
  CHECK(broken.error().file.ends_with("swarm.yaml"));
  CHECK(broken.error().line == 2);
  CHECK(broken.error().key == "swarm.ndoes");
}

TEST_CASE("what is missing is named") {
  CHECK(refusal("byzantine: 1\n", "") == "g.yaml:1:1: byzantine: missing");
  CHECK(refusal("seeds: [3, 4]\n", "") == "g.yaml:1:1: seeds: missing");
  CHECK(refusal(sample_text.substr(sample_text.find("byzantine")))
            .starts_with("g.yaml:1:1: swarm: missing (accepted: one of: base"));
  CHECK(refusal("base: x.yaml\n" + sample_text)
            .starts_with("g.yaml:3:3: swarm: given, and base as well"));
  CHECK(refusal("name: none, count: 0", "count: 0") == "g.yaml:14:5: attacks[0].name: missing");
  CHECK(refusal("name: none, count: 0", "name: none, count: 1")
            .starts_with("g.yaml:14:5: attacks[0].attack: missing (accepted: sign_flip, "));
  CHECK(refusal("rule: mean", "byzantine: 1")
            .starts_with("g.yaml:11:5: rules[0].rule: missing (accepted: mean, "));
}

TEST_CASE("a wrong key or value is refused at its place in the grid file") {
  CHECK(refusal("average_last", "averag_last") ==
        "g.yaml:21:1: averag_last: unknown key (accepted: base, swarm, byzantine, rules, attacks, "
        "partitions, seeds, average_last)");
  CHECK(refusal("rule: trimmed_mean", "rule: trimmed_mean, trim: 2")
            .starts_with("g.yaml:12:44: rules[1].trim: unknown key (accepted: a map with name "));
  CHECK(refusal("rule: trimmed_mean", "rule: trimmed_mena")
            .starts_with("g.yaml:12:30: aggregation.rule: \"trimmed_mena\" is none of the words"));
  CHECK(refusal("scale: 3", "scale: many")
            .starts_with("g.yaml:15:46: adversaries.scale: \"many\" is not a number"));
  CHECK(refusal("rule: mean", "rule: mean, byzantine: 1")
            .starts_with("g.yaml:11:41: aggregation.byzantine: belongs to aggregation.rule "));
  CHECK(refusal("alpha: 0.5", "alpha: [1]").starts_with("g.yaml:19:46: data.partition.alpha"));
  CHECK(refusal("alpha: 0.5", "alpha: {a: 1}")
            .starts_with("g.yaml:19:46: partitions[1].alpha: a map is neither a value nor a list"));
  CHECK(refusal("max: 4", "mxa: 4").starts_with("g.yaml:4:12: rounds.mxa: unknown key"));
  CHECK(refusal("[3, 4]", "[3, 3]") == "g.yaml:20:12: seeds: 3 is given twice");
  CHECK(refusal("[3, 4]", "[-1]").starts_with("g.yaml:20:9: seeds[0]: -1 is out of range"));
  CHECK(
      refusal("byzantine: 1", "byzantine: x").starts_with("g.yaml:9:12: byzantine: \"x\" is not"));
  CHECK(refusal("name: labels", "name: none") ==
        "g.yaml:16:5: attacks[2].name: \"none\" is the name of an earlier row too");
  CHECK(refusal("average_last: 2", "average_last: 3") ==
        "g.yaml:21:15: average_last: 3 evaluations are more than a run has (accepted: 1 … 2)");
  CHECK(
      refusal("- {name: mean, rule: mean}", "- mean")
          .starts_with("g.yaml:11:5: rules[0]: \"mean\" is not a row (accepted: a map with name"));
  CHECK(refusal("[1, 2").starts_with("g.yaml:1:"));
  CHECK(refusal("elephant").starts_with("g.yaml:1:1: \"elephant\" is not a grid file"));
}

TEST_CASE("what the rows decide cannot be given from outside, all else can") {
  CHECK(refusal(sample_text, {{"aggregation.rule", "krum", "--set aggregation.rule"}})
            .starts_with("--set aggregation.rule: a grid's own rows and seeds decide it"));
  CHECK(refusal(sample_text, {{"swarm.seed", "1", "STARLING_SWARM_SEED"}})
            .starts_with("STARLING_SWARM_SEED: swarm.seed: a grid's own rows and seeds"));
  CHECK(refusal(sample_text, {{"rounds.mxa", "1", "--set rounds.mxa"}})
            .starts_with("--set rounds.mxa: unknown key"));
  const auto g = grid_of(sample_text, {{"rounds.max", "9", "--set rounds.max"}});
  CHECK(g.cells.back().options.rounds.max == 9);
}

TEST_CASE("rows and cells are limited") {
  std::string rows = "rules:\n";
  for (int i = 0; i < 65; ++i) rows += "  - {name: r" + std::to_string(i) + ", rule: mean}\n";
  const auto from = sample_text.find("rules:");
  const auto to = sample_text.find("attacks:");
  const std::string many = sample_text.substr(0, from) + rows + sample_text.substr(to);
  CHECK(refusal(many).ends_with("rules: not a list of rows (accepted: a list of 1 … 64 maps)"));
  std::string seeds = "seeds: [0";
  for (int i = 1; i < 101; ++i) seeds += ", " + std::to_string(i);
  CHECK(refusal("seeds: [3, 4", seeds).starts_with("g.yaml:20:8: seeds: a list of 101"));
}

TEST_CASE("a grid file cut off at any byte, or with any byte changed, is read or refused") {
  for (std::size_t length = 0; length < sample_text.size(); length += 7) {
    (void)deploy::read_grid_text(sample_text.substr(0, length), "g.yaml");
  }
  starling::messages::random_source random(1);
  for (int i = 0; i < 60; ++i) {
    std::string text = sample_text;
    text[random.below(text.size())] = static_cast<char>(random.below(256));
    const auto read = deploy::read_grid_text(text, "g.yaml");
    CHECK((read || !to_string(read.error()).empty()));
  }
}

TEST_CASE("every example is a grid with rules, attacks and partitions to compare") {
  std::size_t seen = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(STARLING_SOURCE_DIR) / "examples/attacks")) {
    if (entry.path().extension() != ".yaml") continue;
    CAPTURE(entry.path().string());
    const auto g = deploy::read_grid_file(entry.path());
    REQUIRE_MESSAGE(g, to_string(g.error()));
    CHECK(g->cells[0].options.name == g->name);
    CHECK(g->size() >= 18);
    ++seen;
  }
  CHECK(seen == 3);
}
