#include "deploy/report/page/search/comparison.hpp"

#include <doctest/doctest.h>

#include "tests/deploy/report/markup_checker.hpp"
#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::flaw;
using testing::occurrences;
using testing::sample_run;
using testing::sample_search;

namespace {

report_input of(const std::string& kind, std::uint64_t rounds = 9) {
  report_input in = sample_search(rounds);
  in.topology = R"({"kind":")" + kind + R"("})";
  return in;
}

}  // namespace

TEST_CASE("runs are named by their topology, by themselves where topologies coincide") {
  report_input ring = of("ring");
  report_input other = of("ring");
  report_input mesh = of("mesh");
  ring.result.name = "slow";
  other.result.name = "fast";
  CHECK(names_of_runs({&ring, &mesh, &other}) == std::vector<std::string>{"slow", "mesh", "fast"});
  other.result.name = "slow";
  other.result.seed = 8;
  CHECK(names_of_runs({&ring, &other}) == std::vector<std::string>{"slow, seed 7", "slow, seed 8"});
  CHECK(names_of_runs({&ring, &ring}) ==
        std::vector<std::string>{"slow, seed 7, no. 1", "slow, seed 7, no. 2"});
}

TEST_CASE("a topology that was not recorded is named as the configuration does") {
  report_input run = sample_search(2);
  run.topology = "";
  CHECK(names_of_runs({&run}) == std::vector<std::string>{"ring"});
  run.configuration = "{ : [ <";
  CHECK(names_of_runs({&run}) == std::vector<std::string>{"bowl"});
  run.result.name = "";
  CHECK(names_of_runs({&run}) == std::vector<std::string>{"swarm"});
}

TEST_CASE("each run is a line that ends where the run does") {
  const report_input ring = of("ring", 30);
  const report_input mesh = of("mesh", 10);
  const std::string text = comparison_figure({&ring, &mesh});
  CHECK(flaw(text) == "");
  CHECK(occurrences(text, "<polyline") == 2);
  CHECK(text.find("above the least there is, 0") != std::string::npos);
  CHECK(text.find(">evaluations</text>") != std::string::npos);
  CHECK(text.find("[&quot;120 evaluations") == std::string::npos);
  CHECK(text.find("&quot;100 evaluations&quot;,&quot;ring: ") != std::string::npos);
  // After mesh's last evaluation only ring has a figure.
  const std::size_t later = text.find("&quot;110 evaluations&quot;");
  REQUIRE(later != std::string::npos);
  CHECK(text.substr(later, 80).find("mesh") == std::string::npos);
}

TEST_CASE("what runs reached is drawn as it is where they do not share a minimum") {
  const report_input ring = of("ring");
  report_input mesh = of("mesh");
  mesh.objective->name = "other";
  CHECK(comparison_figure({&ring, &mesh}).find("The best value so far") != std::string::npos);
  mesh.objective.reset();
  CHECK(comparison_figure({&ring, &mesh}).find("The best value so far") != std::string::npos);
}

TEST_CASE("models are compared by their loss over rounds, and not with particles") {
  const report_input a = sample_run(5);
  const report_input b = sample_run(8);
  const std::string text = comparison_figure({&a, &b});
  CHECK(flaw(text) == "");
  CHECK(text.find("The loss on held-out data") != std::string::npos);
  CHECK(text.find(">round</text>") != std::string::npos);
  const report_input particles = of("ring");
  CHECK(why_incomparable({&a, &b}) == "");
  CHECK(why_incomparable({&a, &particles}) ==
        "runs of particles and runs of models have no figure in common");
  CHECK(comparison_figure({&a, &particles}).find("no figure in common") != std::string::npos);
}

TEST_CASE("more runs than have a colour are refused") {
  const report_input run = of("ring");
  const compared_runs nine(9, &run);
  CHECK(why_incomparable(nine) == "at most 8 runs fit into one figure, these are 9");
  CHECK(flaw(comparison_figure(nine)) == "");
  CHECK(occurrences(comparison_figure(compared_runs(8, &run)), "<polyline") == 8);
  CHECK(flaw(comparison_figure({})) == "");
}

TEST_CASE("long runs and runs without a figure make a bounded, well-formed figure") {
  const report_input many = of("ring", 20'000);
  const report_input none = of("mesh", 0);
  const std::string text = comparison_figure({&many, &none});
  CHECK(flaw(text) == "");
  CHECK(text.size() < 100'000);
  CHECK(text.find("200,000 evaluations") != std::string::npos);
  CHECK(flaw(comparison_figure({&none})) == "");
}
