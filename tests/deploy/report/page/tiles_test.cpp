#include "deploy/report/page/tiles.hpp"

#include <doctest/doctest.h>

#include "tests/deploy/report/markup_checker.hpp"
#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::flaw;
using testing::not_a_number;
using testing::sample_run;
using testing::sample_search;

namespace {

bool holds(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("of models the tiles say how well they learned") {
  const std::string text = tiles(sample_run(20));
  CHECK(flaw(text) == "");
  CHECK(holds(text, "<dt>Accuracy</dt>"));
  CHECK(holds(text, "on held-out data"));
  CHECK(holds(text, "Model, BLAKE2b-256"));
  CHECK_FALSE(holds(text, "Best value"));
}

TEST_CASE("of particles the tiles say what they found and what it took") {
  report_input in = sample_search(20);
  in.result.model_hash = "ab";
  const std::string text = tiles(in);
  CHECK(flaw(text) == "");
  CHECK(holds(text, "<dt>Best value</dt>"));
  CHECK(holds(text, "at (0.2500, -0.5000)"));
  CHECK(holds(text, "<dt>Above the least value</dt>"));
  CHECK(holds(text, "<dt>Evaluations</dt><dd>200</dd><dd class=\"note\">1.00 k a second</dd>"));
  CHECK(holds(text, "<dt>Claims looked into</dt><dd>42</dd>"));
  CHECK(holds(text, "Best point, BLAKE2b-256"));
  CHECK_FALSE(holds(text, "ccuracy"));
  CHECK_FALSE(holds(text, "held-out"));
}

TEST_CASE("a point of many dimensions is counted, an unknown minimum left out") {
  report_input in = sample_search(2);
  in.result.model = messages::tensor(std::vector<double>(30, 0.5));
  in.objective.reset();
  CHECK(holds(tiles(in), "of 30 dimensions"));
  CHECK_FALSE(holds(tiles(in), "Above the least"));
  in.objective = recorded_objective{"thirty", 30, {}, {}, std::vector<double>(60, 1)};
  CHECK(holds(tiles(in), "through 30 cities"));
  in.result.accuracy = 0.5;
  CHECK(holds(tiles(in), "<dt>Accuracy</dt><dd>50.00 %</dd>"));
  in.result.loss = not_a_number;
  CHECK(flaw(tiles(in)) == "");
}
