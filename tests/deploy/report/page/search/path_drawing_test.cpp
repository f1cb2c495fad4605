#include "deploy/report/page/search/path_drawing.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "tests/deploy/report/markup_checker.hpp"
#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::flaw;
using testing::not_a_number;
using testing::occurrences;
using testing::sample_run;
using testing::sample_search;

namespace {

/// What the page's script is given to play.
nlohmann::json played(const std::string& figure) {
  const std::string mark = "data-path=\"";
  const std::size_t from = figure.find(mark) + mark.size();
  std::string text = figure.substr(from, figure.find('"', from) - from);
  for (std::size_t at = text.find("&quot;"); at != std::string::npos; at = text.find("&quot;")) {
    text.replace(at, 6, "\"");
  }
  return nlohmann::json::parse(text);
}

}  // namespace

TEST_CASE("the last positions are drawn over the contours, and all rounds are there to play") {
  const std::string text = path_figure(sample_search(12));
  CHECK(flaw(text) == "");
  CHECK(occurrences(text, "class=\"particle\"") == 10);
  CHECK(occurrences(text, "class=\"below\"") >= 8);
  CHECK(occurrences(text, "class=\"best\"") == 1);
  CHECK(text.find("Particles after round 12") != std::string::npos);
  const auto all = played(text);
  CHECK(all["rounds"].size() == 12);
  CHECK(all["best"].size() == 12);
  REQUIRE(all["at"].size() == 12);
  CHECK(all["at"][0].size() == 20);
  // The last round's first particle, in tenths of pixels, is the first circle.
  const std::string x = std::to_string(all["at"][11][0].get<int>() / 10);
  CHECK(text.find("class=\"particle\" cx=\"" + x) != std::string::npos);
}

TEST_CASE("there is nothing to play of one round, and no figure without a grid") {
  CHECK(occurrences(path_figure(sample_search(1)), "class=\"particle\"") == 10);
  CHECK(occurrences(path_figure(sample_search(1)), "player") == 0);
  CHECK(flaw(path_figure(sample_search(0))) == "");
  CHECK(path_figure(sample_search(0)).find("was not recorded") != std::string::npos);
  CHECK(path_figure(sample_run(4)) == "");
}

TEST_CASE("rounds without positions are left out") {
  report_input in = sample_search(9);
  in.result.per_round[3].positions.clear();
  in.result.per_round[4].positions = {1};
  const auto all = played(path_figure(in));
  CHECK(all["rounds"] == nlohmann::json({1, 2, 3, 6, 7, 8, 9}));
}

TEST_CASE("a large run makes a figure of a bounded size that ends with its last round") {
  report_input in = sample_search(3000);
  for (round_report& r : in.result.per_round) r.positions.resize(2000, 0.5F);
  const std::string text = path_figure(in);
  CHECK(text.size() < 1'000'000);
  const auto all = played(text);
  CHECK(all["rounds"].size() <= 240);
  CHECK(all["rounds"].back() == 3000);
}

TEST_CASE("any positions and any values make a well-formed figure") {
  std::mt19937 random(3);
  const double odd[] = {not_a_number, 1e300, -1e300, std::numeric_limits<double>::infinity(), 0};
  for (int i = 0; i < 50; ++i) {
    report_input in = sample_search(4);
    for (double& v : in.objective->grid->values) {
      if (random() % 3 == 0) v = odd[random() % 5];
    }
    for (round_report& r : in.result.per_round) {
      r.positions.resize(random() % 20);
      for (float& p : r.positions) {
        if (random() % 3 == 0) p = static_cast<float>(odd[random() % 5]);
      }
      r.loss = odd[random() % 5];
    }
    if (i % 5 == 0) in.objective->grid->low = {-1e308, 0};
    if (i % 5 == 0) in.objective->grid->high = {1e308, 1e-308};
    in.objective->name = "<f>\x1b\"";
    const std::string text = path_figure(in);
    CHECK(flaw(text) == "");
    CHECK(text.find("nan") == std::string::npos);
    CHECK(text.find("inf") == std::string::npos);
  }
}

TEST_CASE("a landscape as rough as can be written makes a figure of a bounded size") {
  std::mt19937 random(8);
  report_input in = sample_search(2);
  in.objective->grid = value_grid{{-1, -1}, {1, 1}, 64, 64, {}};
  for (int i = 0; i < 64 * 64; ++i) {
    in.objective->grid->values.push_back(static_cast<double>(random() % 10'000));
  }
  CHECK(path_figure(in).size() < 800'000);
}
