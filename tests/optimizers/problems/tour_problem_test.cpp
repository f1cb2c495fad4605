#include "optimizers/problems/tour_problem.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <limits>

#include "tests/optimizers/datasets/scratch_folder.hpp"

using namespace starling;
using namespace starling::optimizers;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

tsplib_problem rectangle(distance_rule rule) {
  return {.name = "rectangle",
          .cities = 4,
          .rule = rule,
          .places = {{0, 0}, {0, 3}, {4, 3}, {4, 0}},
          .listed = {}};
}

struct row {
  std::string name;
  double optimum;
};

/// Of optima.csv.
std::vector<row> published(const std::filesystem::path& folder) {
  std::vector<row> out;
  std::ifstream file(folder / "optima.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    out.push_back({line.substr(0, line.find(',')), std::stod(line.substr(line.rfind(',') + 1))});
  }
  return out;
}

}  // namespace

TEST_CASE("tour problem: the length is that of the closed tour") {
  const tour_problem problem(rectangle(distance_rule::euclidean), 14);
  CHECK(problem.name() == "rectangle");
  CHECK(problem.dimension() == 4);
  CHECK(problem.space().low == std::vector<double>{0, 0, 0, 0});
  CHECK(problem.space().high == std::vector<double>{3, 3, 3, 3});
  CHECK(problem.evaluate(std::vector<double>{0, 1, 2, 3}) == 14);
  CHECK(problem.evaluate(std::vector<double>{2, 1, 0, 3}) == 14);
  CHECK(problem.evaluate(std::vector<double>{0, 2, 1, 3}) == 18);
  CHECK(problem.minimum() == 14);
  CHECK_FALSE(tour_problem(rectangle(distance_rule::euclidean)).minimum());
}

TEST_CASE("tour problem: what is no permutation is infinitely long") {
  const tour_problem problem(rectangle(distance_rule::euclidean));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<double>& point : {std::vector<double>{0, 1, 2, 2},
                                           {0, 1, 2, 4},
                                           {0, 1, 2, -1},
                                           {0, 1, 2, 2.5},
                                           {0, 1, 2, nan},
                                           {0, 1, 2, infinity},
                                           {0, 1, 2},
                                           {0, 1, 2, 3, 4},
                                           {}}) {
    CHECK(problem.evaluate(point) == infinity);
  }
}

TEST_CASE(
    "tour problem: coordinates are x and y, and longitude and latitude of geographic places") {
  const tour_problem flat(rectangle(distance_rule::euclidean));
  CHECK(flat.coordinates()[2] == 0);
  CHECK(flat.coordinates()[3] == 3);
  const tour_problem round(rectangle(distance_rule::geographic));
  CHECK(round.coordinates()[2] == 3);
  CHECK(round.coordinates()[3] == 0);
}

TEST_CASE("tour problem: where no matrix is kept, distances are those that one would hold") {
  tsplib_problem large;
  large.cities = tour_problem::matrix_cities_max + 1;
  for (std::size_t i = 0; i < large.cities; ++i) {
    large.places.push_back({static_cast<double>(i % 64), static_cast<double>(i / 64)});
  }
  tsplib_problem small = large;
  small.cities = 200;
  small.places.resize(200);
  const tour_problem computed(std::move(large));
  const tour_problem kept(std::move(small));
  for (std::size_t a = 0; a < 200; ++a) {
    for (std::size_t b = 0; b < 200; ++b) CHECK(computed.distance(a, b) == kept.distance(a, b));
  }
}

TEST_CASE("tour problem: a table's diagonal is nothing") {
  const tour_problem problem({.name = "t",
                              .cities = 3,
                              .rule = distance_rule::listed,
                              .places = {},
                              .listed = {9, 1, 2, 1, 9, 3, 2, 3, 9}});
  CHECK(problem.distance(1, 1) == 0);
  CHECK(problem.evaluate(std::vector<double>{0, 1, 2}) == 6);
  CHECK(problem.coordinates().empty());
}

TEST_CASE("tour problem: every published optimal tour has exactly its published length") {
  const auto folder = tests::real_data("tsplib");
  if (folder.empty()) {
    MESSAGE("skipped: no tsplib in STARLING_TEST_DATA");
    return;
  }
  const auto rows = published(folder);
  CHECK(rows.size() >= 11);
  for (const row& one : rows) {
    const std::string& name = one.name;
    const double optimum = one.optimum;
    INFO(name);
    const auto problem =
        load_tour_problem(folder / (name + ".tsp"), static_cast<std::int64_t>(optimum));
    REQUIRE(problem);
    const auto tour = read_tour(folder / (name + ".opt.tour"), (*problem)->dimension());
    REQUIRE(tour);
    CHECK((*problem)->evaluate(std::vector<double>(tour->begin(), tour->end())) == optimum);
    CHECK((*problem)->minimum() == optimum);
    CHECK((*problem)->coordinates().size() == 2 * tour->size());
  }
}

TEST_CASE("tour problem: a file that is none gives its error") {
  const tests::scratch_folder folder;
  const auto read = load_tour_problem(folder.write("f", "TYPE: ATSP\n"));
  REQUIRE_FALSE(read);
  CHECK(read.error().offset == 1);
}
