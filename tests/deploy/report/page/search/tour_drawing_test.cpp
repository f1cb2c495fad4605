#include "deploy/report/page/search/tour_drawing.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "tests/deploy/report/markup_checker.hpp"
#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::flaw;
using testing::occurrences;

namespace {

report_input square(const std::vector<double>& best) {
  report_input in;
  in.result.loss = 4000;
  in.result.model = messages::tensor(std::span<const double>(best));
  in.objective = recorded_objective{"square", 4, 4000.0, {}, {0, 0, 1000, 0, 1000, 1000, 0, 1000}};
  return in;
}

}  // namespace

TEST_CASE("a tour is drawn through its cities in the order of the visit, north up") {
  const std::string text = tour_figure(square({0, 1, 2, 3}));
  CHECK(flaw(text) == "");
  CHECK(text.find("points=\"52,468 508,468 508,12 52,12\"") != std::string::npos);
  CHECK(occurrences(text, "class=\"city\"") == 4);
  CHECK(text.find("4 cities, 4,000 long; the shortest tour is 4,000 long.") != std::string::npos);
  CHECK(tour_figure(square({2, 0, 3, 1})).find("points=\"508,12 52,468 52,12 508,468\"") !=
        std::string::npos);
}

TEST_CASE("how short a tour could be is not made up") {
  report_input in = square({0, 1, 2, 3});
  in.objective->minimum.reset();
  CHECK(tour_figure(in).find("how short it could be is not known") != std::string::npos);
}

TEST_CASE("what is no tour of the cities is said instead of drawn") {
  for (const std::vector<double>& best :
       {std::vector<double>{}, {0, 1, 2}, {0, 1, 2, 2}, {0, 1, 2, 3.5}, {0, 1, 2, 3, 4}}) {
    const std::string text = tour_figure(square(best));
    CHECK(flaw(text) == "");
    CHECK(text.find("no tour of these cities") != std::string::npos);
  }
  CHECK(tour_figure(testing::sample_search(3)) == "");
  CHECK(tour_figure({}) == "");
}

TEST_CASE("cities in one place, on a line and beyond measure are drawn") {
  for (const double far : {0.0, 1e-300, 1e308}) {
    report_input in = square({0, 1, 2, 3});
    in.objective->cities = {far, 0, far, 0, -far, 0, far, 0};
    const std::string text = tour_figure(in);
    CHECK(flaw(text) == "");
    CHECK(text.find("–,") == std::string::npos);
    CHECK(occurrences(text, "class=\"city\"") == 4);
  }
}

TEST_CASE("a tour of many cities is a line without dots") {
  std::vector<double> best(5000);
  std::iota(best.begin(), best.end(), 0);
  report_input in = square(best);
  in.objective->cities.clear();
  for (int i = 0; i < 5000; ++i) {
    in.objective->cities.push_back(i % 71);
    in.objective->cities.push_back(i / 71);
  }
  CHECK(occurrences(tour_figure(in), "<circle") == 0);
  CHECK(tour_figure(in).size() < 80'000);
}
