#include "deploy/attack/tables.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/deploy/attack/sample_grid.hpp"

namespace deploy = starling::deploy;
using namespace starling::deploy::testing;

TEST_CASE("a table has a row for each rule, the best of each column bold, the worst case last") {
  const auto g = sample_grid();
  auto results = sample_results(g);
  for (std::size_t i = 0; i < g.size(); ++i) {
    const auto& cell = g.cells[i];
    results[i]->accuracy = cell.rule == 0 ? (cell.attack == 0 ? 0.95 : 0.1) : 0.9;
  }
  const std::string text = deploy::markdown_tables(g, results, "Haswell");
  CHECK(text.find("## iid\n") != std::string::npos);
  CHECK(text.find("\n| rule | none | flip 3 | labels | worst |\n|---|--:|--:|--:|--:|\n"
                  "| mean | **95.0 ± 0.0** | 10.0 ± 0.0 | 10.0 ± 0.0 | 10.0 |\n"
                  "| trim\\|med | 90.0 ± 0.0 | **90.0 ± 0.0** | **90.0 ± 0.0** | **90.0** |\n") !=
        std::string::npos);
}

TEST_CASE("above each table stands what it takes to do it again") {
  const auto g = sample_grid();
  const std::string text = deploy::markdown_tables(g, sample_results(g), "Haswell");
  for (const char* part :
       {"```sh\nstarling attack sample.yaml\n```", "BLAS kernel Haswell",
        "- Partition: `dirichlet, alpha 0.5`\n", "- Seeds: `3, 4`\n", "- Nodes: `n = 5, f = 1`\n",
        "flip 3 = `sign_flip, count 1, scale 3`", "mean of the last 2 evaluations", "## \\<uneven>",
        "- trim\\|med: `trimmed_mean, byzantine 1`\n"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("why something was refused or ended early stands below the table, once") {
  const auto g = sample_grid();
  auto results = sample_results(g);
  for (std::size_t i = 0; i < g.size(); ++i) {
    if (g.cells[i].rule == 0) {
      results[i]->how = deploy::cell_result::outcome::refused;
      results[i]->why = "it needs more nodes";
    }
  }
  auto& early = *results[g.index(1, 1, 0, 0)];
  early.how = deploy::cell_result::outcome::stopped;
  early.why = "quorum_lost";
  const std::string text = deploy::markdown_tables(g, results, "Haswell");
  CHECK(text.find("| mean | refused | refused | refused | – |") != std::string::npos);
  const std::string note = "- mean, refused: it needs more nodes\n";
  const auto first = text.find(note);
  REQUIRE(first != std::string::npos);
  const auto second = text.find(note, first + 1);
  CHECK(second > text.find("uneven"));  // the other partition's
  CHECK(text.find(note, second + 1) == std::string::npos);
  CHECK(text.find("- † trim\\|med against flip 3: 1 of 2 runs ended early: quorum\\_lost\n") !=
        std::string::npos);
}
