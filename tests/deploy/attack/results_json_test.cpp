#include "deploy/attack/results_json.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/deploy/attack/sample_grid.hpp"

namespace deploy = starling::deploy;
using namespace starling::deploy::testing;

TEST_CASE("the results are JSON with a score for each pair and a line for each cell") {
  const auto g = sample_grid();
  auto results = sample_results(g);
  results[0]->how = deploy::cell_result::outcome::refused;
  results[0]->why = "too few";
  const auto json = nlohmann::json::parse(deploy::results_json(g, results, "Haswell"));
  CHECK(json["name"] == "sample");
  CHECK(json["grid"] == content_hash_of(g));
  CHECK(json["cells"] == 24);
  CHECK(json["refused"] == 1);
  CHECK(json["scores"].size() == 12);
  CHECK(json["results"].size() == 24);
  CHECK(json["results"][0]["why"] == "too few");
  CHECK(json["results"][1]["seed"] == 4);
  CHECK(json["partitions"][1]["facts"]["Partition"] == "dirichlet, alpha 0.5");
  const auto& last = json["scores"].back();
  CHECK(last["rule"] == "trim|med");
  CHECK(last["low"] == results[g.index(1, 2, 1, 0)]->accuracy);
  CHECK(last["high"] == results[g.index(1, 2, 1, 1)]->accuracy);
}

TEST_CASE("the summary is the same without the cells") {
  const auto g = sample_grid();
  const auto results = sample_results(g);
  auto whole = nlohmann::json::parse(deploy::results_json(g, results, "Haswell"));
  whole.erase("results");
  CHECK(nlohmann::json::parse(deploy::summary_json(g, results, "Haswell")) == whole);
}
