#include "deploy/attack/grid.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/deploy/attack/sample_grid.hpp"

namespace deploy = starling::deploy;
using namespace starling::deploy::testing;

TEST_CASE("each cell is found at the place that its rule, attack, partition and seed give") {
  const auto g = sample_grid();
  REQUIRE(g.size() == 2 * 3 * 2 * 2);
  for (std::size_t i = 0; i < g.size(); ++i) {
    const auto& cell = g.cells[i];
    CHECK(g.index(cell.rule, cell.attack, cell.partition, cell.seed) == i);
    CHECK(cell.options.seed == g.seeds[cell.seed]);
  }
}

TEST_CASE("the content hash changes with whatever changes a result, and with nothing else") {
  const std::string hash = content_hash_of(sample_grid());
  CHECK(hash == content_hash_of(sample_grid()));
  CHECK(hash == content_hash_of(grid_of("# a comment\n" + sample_text)));
  CHECK(hash == content_hash_of(grid_of(replaced(sample_text, "scale: 3", "scale: 3.0"))));
  CHECK(hash == content_hash_of(grid_of(sample_text, {{"rounds.max", "4", "--set rounds.max"}})));
  std::set<std::string> others = {hash};
  for (const auto& [old, by] : {std::pair{"scale: 3", "scale: 4"},
                                {"seeds: [3, 4]", "seeds: [3]"},
                                {"seeds: [3, 4]", "seeds: [4, 3]"},
                                {"flip 3", "flip three"},
                                {"average_last: 2", "average_last: 1"},
                                {"alpha: 0.5", "alpha: 1"},
                                {"byzantine: 1", "byzantine: 2"},
                                {"max: 4", "max: 6"},
                                {"samples: 300", "samples: 301"},
                                {"name: sample", "name: x"}}) {
    CAPTURE(by);
    CHECK(others.insert(content_hash_of(grid_of(replaced(sample_text, old, by)))).second);
  }
}

TEST_CASE("where the data lie on this machine is no part of the grid") {
  const auto with = [](const std::string& path) {
    return grid_of(replaced(sample_text, "kind: digits, samples: 300", "kind: idx"),
                   {{"data.path", path, "--set data.path"}});
  };
  CHECK(content_hash_of(with("/a/mnist")) == content_hash_of(with("/b/c/mnist")));
  CHECK(content_hash_of(with("/a/mnist")) != content_hash_of(with("/a/fashion")));
  const auto g = with("/a b/mnist");
  CHECK(command_line_of(g) == "starling attack sample.yaml --set data.path=mnist");
  CHECK(deploy::facts_of(g, 0)[0].value == "idx, path mnist");
}

TEST_CASE("a command line survives a shell") {
  const auto g = grid_of(sample_text, {{"swarm.name", "it's", "--set swarm.name"}});
  CHECK(command_line_of(g) == "starling attack sample.yaml --set 'swarm.name=it'\\''s'");
}

TEST_CASE("the facts say what a swarm has and others have not, without what is as by default") {
  const auto g = sample_grid();
  std::string text;
  for (const auto& fact : deploy::facts_of(g, 1)) text += fact.name + ": " + fact.value + '\n';
  CHECK(text ==
        "Data: digits, samples 300, side 28, test_fraction 0.2\n"
        "Partition: dirichlet, alpha 0.5\n"
        "Model: mlp, layers [784, 8, 10], hidden relu\n"
        "Topology: star\n"
        "Strategy: sgd, learning_rate 0.1, momentum 0, weight_decay 0, batch 8, local_steps 2, "
        "local_epochs 0\n"
        "Rounds: max 4\n"
        "Evaluation: every 2\n"
        "Nodes: n = 5, f = 1\n"
        "Seeds: 3, 4\n");
}

TEST_CASE("a rule and an attack are told in words, with f and strength") {
  const auto g = sample_grid();
  CHECK(rule_in_words(g, 0) == "mean");
  CHECK(rule_in_words(g, 1) == "trimmed_mean, byzantine 1");
  CHECK(attack_in_words(g, 0) == "nobody lies");
  CHECK(attack_in_words(g, 1) == "sign_flip, count 1, scale 3");
  CHECK(attack_in_words(g, 2) == "label_flip, count 2, scale 1");
  const auto mixed = grid_of(
      replaced(sample_text, "rule: trimmed_mean", "rule: trimmed_mean, before: [nnm, arc]"));
  CHECK(rule_in_words(mixed, 1) == "trimmed_mean, byzantine 1, before [nnm, arc]");
}

TEST_CASE("only what no row decides may be given from outside") {
  for (const char* key :
       {"aggregation.rule", "adversaries.count", "data.partition.kind", "swarm.seed"}) {
    CHECK(deploy::is_grid_key(key));
  }
  for (const char* key : {"data.path", "swarm.nodes", "rounds.max", "aggregations.rule"}) {
    CHECK_FALSE(deploy::is_grid_key(key));
  }
}
