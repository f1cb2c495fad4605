#include "optimizers/problems/tsplib.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <map>
#include <string>

#include "messages/types/random.hpp"
#include "tests/optimizers/datasets/scratch_folder.hpp"

using namespace starling;
using namespace starling::optimizers;
using tests::scratch_folder;

namespace {

const std::string plane =
    "NAME : five\nCOMMENT : corners, and the middle\nTYPE : TSP\nDIMENSION : 5\n"
    "EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 0 30\n5 20 1.5e1\n3 40 30\n4 40 0\n"
    "EOF\n";

const std::string table =
    "NAME: four\nTYPE: TSP\nDIMENSION: 4\nEDGE_WEIGHT_TYPE: EXPLICIT\n"
    "EDGE_WEIGHT_FORMAT: FULL_MATRIX\nDISPLAY_DATA_TYPE: TWOD_DISPLAY\nEDGE_WEIGHT_SECTION\n"
    "0 1 2 3\n1 0 4 5\n2 4 0 6\n3 5 6 0\nDISPLAY_DATA_SECTION\n1 0 0\n2 0 1\n3 1 1\n4 1 0\nEOF\n";

const std::string tour = "NAME : t\nTYPE : TOUR\nDIMENSION : 4\nTOUR_SECTION\n2\n4 1\n3\n-1\nEOF\n";

std::string with(const std::string& text, const std::string& what, const std::string& instead) {
  std::string out = text;
  const auto at = out.find(what);
  REQUIRE(at != std::string::npos);
  return out.replace(at, what.size(), instead);
}

data_error refused(const std::string& text) {
  const auto read = parse_tsplib(text, "f.tsp");
  REQUIRE_FALSE(read);
  CHECK(read.error().unit == data_error::place::line);
  return read.error();
}

data_error refused_tour(const std::string& text) {
  const auto read = parse_tour(text, "f.tour", 4);
  REQUIRE_FALSE(read);
  return read.error();
}

/// What `parse_tsplib` promises about any value.
bool sound(const tsplib_problem& p) {
  const std::size_t n = p.cities;
  bool good = n >= cities_min && n <= cities_max;
  if (p.rule == distance_rule::listed) {
    good = good && p.listed.size() == n * n && (p.places.empty() || p.places.size() == n);
    for (std::size_t i = 0; good && i < n * n; ++i) {
      good = p.listed[i] >= 0 && p.listed[i] == p.listed[i % n * n + i / n];
    }
  } else {
    good = good && p.listed.empty() && p.places.size() == n;
  }
  return good;
}

void check_garbled(const std::string& text) {
  const auto problem = parse_tsplib(text, "f");
  if (problem) {
    CHECK(sound(*problem));
  } else {
    CHECK_FALSE(problem.error().expected.empty());
    CHECK(problem.error().offset >= 1);
  }
  const auto read = parse_tour(text, "f", 4);
  if (read) {
    unsigned seen = 0;
    for (const std::uint32_t c : *read) seen |= 1U << c;
    CHECK(seen == 15);
    CHECK(read->size() == 4);
  }
}

}  // namespace

TEST_CASE("tsplib: cities come back at their places, in the order of their numbers") {
  const auto read = parse_tsplib(plane, "f");
  REQUIRE(read);
  CHECK(read->name == "five");
  CHECK(read->cities == 5);
  CHECK(read->rule == distance_rule::euclidean);
  CHECK(read->places[4].x == 20);
  CHECK(read->places[4].y == 15);
  CHECK(read->places[2].x == 40);
  CHECK(sound(*read));
}

TEST_CASE("tsplib: every matrix format gives the same distances") {
  const std::map<std::string, std::string> formats{
      {"FULL_MATRIX", "9999 1 2 3 1 -1 4 5 2 4 0 6 3 5 6 0"},
      {"UPPER_ROW", "1 2 3\n4 5\n6"},
      {"LOWER_ROW", "1\n2 4\n3 5 6"},
      {"UPPER_DIAG_ROW", "0 1 2 3 0 4 5 0 6 0"},
      {"LOWER_DIAG_ROW", "0 1 0 2 4 0 3 5 6 0"},
      {"UPPER_COL", "1 2 4 3 5 6"},
      {"LOWER_COL", "1 2 3 4 5 6"},
      {"UPPER_DIAG_COL", "0 1 0 2 4 0 3 5 6 0"},
      {"LOWER_DIAG_COL", "0 1 2 3 0 4 5 0 6 0"},
  };
  for (const auto& one : formats) {
    const auto& [name, numbers] = one;
    const auto read = parse_tsplib(
        "TYPE: TSP\nDIMENSION: 4\nEDGE_WEIGHT_TYPE: EXPLICIT\n"
        "EDGE_WEIGHT_FORMAT: " +
            name + "\nEDGE_WEIGHT_SECTION\n" + numbers + "\nEOF",
        "f");
    INFO(one.first);
    REQUIRE(read);
    CHECK(read->listed ==
          std::vector<std::int32_t>{0, 1, 2, 3, 1, 0, 4, 5, 2, 4, 0, 6, 3, 5, 6, 0});
    CHECK(read->places.empty());
  }
}

TEST_CASE("tsplib: where to draw the cities of a table is read too") {
  const auto read = parse_tsplib(table, "f");
  REQUIRE(read);
  REQUIRE(read->places.size() == 4);
  CHECK(read->places[2].x == 1);
  CHECK(read->places[2].y == 1);
}

TEST_CASE("tsplib: a tour counts from 0, with or without DIMENSION, EOF and line ends") {
  const std::vector<std::uint32_t> expected{1, 3, 0, 2};
  auto read = parse_tour(tour, "f", 4);
  REQUIRE(read);
  CHECK(*read == expected);
  read = parse_tour("TYPE : TOUR\nTOUR_SECTION\n 2 4 1 3 -1\n-1\n", "f", 4);
  REQUIRE(read);
  CHECK(*read == expected);
}

TEST_CASE("tsplib: an error names the line, what was expected there and what was found") {
  CHECK(to_string(refused(with(plane, "EUC_2D", "EUC_3D"))) ==
        "f.tsp, line 5: expected EUC_2D, CEIL_2D, GEO, ATT or EXPLICIT, found EUC_3D");
  CHECK(to_string(refused(with(plane, "2 0 30", "2 0 x"))) ==
        "f.tsp, line 8: expected a coordinate from -100000000 to 100000000, found 'x'");
  CHECK(to_string(refused(with(plane, "2 0 30", "1 0 30"))) ==
        "f.tsp, line 8: expected a city from 1 to 5 that has no place yet, found '1'");
  CHECK(refused(with(plane, "4 40 0\nEOF", "EOF")).found == "'EOF'");
  CHECK(refused(with(plane, "DIMENSION : 5\n", "")).expected == "DIMENSION first");
  CHECK(refused(with(plane, "EDGE_WEIGHT_TYPE : EUC_2D\n", "")).expected ==
        "EDGE_WEIGHT_TYPE first");
  CHECK(refused(with(plane, "TYPE : TSP\n", "")).expected == "TYPE");
  CHECK(refused(with(plane, ": TSP", ": ATSP")).found == "ATSP");
  CHECK(refused(with(plane, ": 5", ": 2")).expected == "a number of cities from 3 to 20000");
  CHECK(refused(with(plane, ": 5", ": 20001")).found == "20001");
  CHECK(refused(with(plane, "COMMENT", "CAPACITY")).found == "'CAPACITY'");
  CHECK(refused(with(plane, "COMMENT", "NAME")).expected == "NAME once");
  CHECK(refused(with(plane, "SECTION", "SECTION : 1")).expected ==
        "a new line after NODE_COORD_SECTION");
  CHECK(refused(with(with(plane, "EUC_2D", "GEO"), "40 30", "181 30")).expected ==
        "a coordinate from -180 to 180");
}

TEST_CASE("tsplib: a table is symmetric, complete, and not negative") {
  CHECK(to_string(refused(with(table, "3 5 6 0", "3 7 6 0"))) ==
        "f.tsp, line 11: expected 5, the distance of cities 2 and 4, found '7'");
  CHECK(refused(with(table, "0 1 2 3", "0 -1 2 3")).expected == "a distance from 0 to 1000000000");
  CHECK(refused(with(table, "0 1 2 3", "0 1.5 2 3")).found == "'1.5'");
  CHECK(refused(with(table, "FULL_MATRIX", "HALF")).expected.find("FULL_MATRIX, UPPER_ROW") == 0);
  CHECK(refused(with(table, "EDGE_WEIGHT_FORMAT: FULL_MATRIX\n", "")).found ==
        "EDGE_WEIGHT_SECTION");
  CHECK(refused(with(table, "EXPLICIT", "CEIL_2D")).found == "EDGE_WEIGHT_SECTION");
  CHECK(refused(with(table, "3 5 6 0\n", "")).found == "'DISPLAY_DATA_SECTION'");
}

TEST_CASE(
    "tsplib: a number of cities that the file cannot hold is refused before memory is taken") {
  CHECK(refused(with(plane, ": 5", ": 20000")).found == "a file too short for them");
  CHECK(refused(with(table, ": 4", ": 20000")).expected == "400000000 distances");
  CHECK(parse_tour("TOUR_SECTION\n1 2", "f", 1'000'000'000).error().found ==
        "a file too short for them");
}

TEST_CASE("tsplib: a tour visits each city once and ends") {
  CHECK(refused_tour(with(tour, "4 1", "4 2")).expected ==
        "a city from 1 to 4 that the tour has not visited");
  CHECK(refused_tour(with(tour, "4 1", "4 5")).offset == 6);
  CHECK(refused_tour(with(tour, "-1", "2")).expected == "-1 at the end of the tour");
  CHECK(refused_tour(with(tour, "-1", "-1\n1")).found == "'1'");
  CHECK(refused_tour(with(tour, ": TOUR", ": TSP")).expected == "TOUR");
  CHECK(refused_tour(with(tour, ": 4", ": 5")).expected == "a number of cities from 4 to 4");
  CHECK(refused_tour("NAME: x\n").expected == "TOUR_SECTION");
}

TEST_CASE("tsplib: cut anywhere, a file gives a value or an error") {
  for (const auto& whole : {plane, table, tour}) {
    for (std::size_t n = 0; n <= whole.size(); ++n) check_garbled(whole.substr(0, n));
  }
}

TEST_CASE("tsplib: with any bit turned, a byte less or more, a file gives a value or an error") {
  for (const auto& whole : {plane, table, tour}) {
    for (std::size_t n = 0; n < whole.size(); ++n) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        std::string damaged = whole;
        damaged[n] = static_cast<char>(static_cast<unsigned char>(damaged[n]) ^ (1U << bit));
        check_garbled(damaged);
      }
      check_garbled(std::string(whole).erase(n, 1));
      for (const char c : {'\0', ' ', '\n', ':', '9', '-', '\xff'}) {
        check_garbled(std::string(whole).insert(n, 1, c));
      }
    }
  }
}

TEST_CASE("tsplib: pieces of files put together at random give a value or an error") {
  messages::random_source random(23);
  for (int trial = 0; trial < 3000; ++trial) {
    std::string text;
    for (std::uint64_t pieces = 1 + random.below(4); pieces > 0; --pieces) {
      const std::string& from = trial % 3 == 0 ? plane : trial % 3 == 1 ? table : tour;
      const std::size_t begin = random.below(from.size());
      text += from.substr(begin, random.below(from.size()));
    }
    check_garbled(text);
  }
}

TEST_CASE("tsplib: a gzipped file reads like the plain one, and a missing one is an error") {
  const scratch_folder folder;
  const auto path = folder.path() / "p.tsp.gz";
  gzFile out = gzopen(path.c_str(), "wb");
  gzwrite(out, plane.data(), static_cast<unsigned>(plane.size()));
  gzclose(out);
  const auto zipped = read_tsplib(path);
  REQUIRE(zipped);
  CHECK(zipped->name == "five");
  const auto plain = read_tour(folder.write("t", tour), 4);
  REQUIRE(plain);
  CHECK(plain->size() == 4);
  CHECK(read_tsplib(folder.path() / "none").error().found == "no such file");
  CHECK(read_tour(folder.path(), 4).error().found == "a folder");
  CHECK(read_tour(folder.write("t", "TYPE : TSP"), 4).error().file == folder.path() / "t");
}
