#include "deploy/report/objective_json.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "optimizers/problems/standard_functions.hpp"

using namespace starling;
using namespace starling::deploy;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// x + y, but beyond all numbers where x is above one half.
class cliff final : public optimizers::objective {
 public:
  [[nodiscard]] std::string_view name() const override { return "cliff"; }
  [[nodiscard]] const optimizers::search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> at) const override {
    return at[0] > 0.5 ? std::numeric_limits<double>::infinity() : at[0] + at[1];
  }

 private:
  optimizers::search_space space_{{0, -1}, {1, 3}};
};

/// Three cities whose places are known.
class triangle final : public optimizers::objective, public optimizers::tours {
 public:
  [[nodiscard]] std::string_view name() const override { return "triangle"; }
  [[nodiscard]] const optimizers::search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double>) const override { return 12; }
  [[nodiscard]] std::optional<double> minimum() const override { return 12; }
  [[nodiscard]] std::int64_t distance(std::size_t, std::size_t) const override { return 4; }
  [[nodiscard]] std::span<const double> coordinates() const override { return places_; }

 private:
  optimizers::search_space space_{{0, 0, 0}, {2, 2, 2}};
  std::vector<double> places_ = {0, 0, 3, 0, 3, 4};
};

std::string error_of(const std::string& text) {
  const auto read = objective_from_json(text);
  return read ? "" : read.error();
}

/// A whole grid but for what `member` replaces.
std::string with(const std::string& member) {
  return R"({"name":"f","dimension":2,"minimum":null,"low":[0,0],"high":[1,1],"columns":2,)"
         R"("rows":2,"values":[1,2,3,4],)" +
         member + "}";
}

}  // namespace

TEST_CASE("of two coordinates there are 64 × 64 values, from corner to corner") {
  const auto made = optimizers::make_function({"rastrigin", 2});
  REQUIRE(made);
  const recorded_objective what = record(**made);
  CHECK(what.name == "rastrigin");
  CHECK(what.dimension == 2);
  CHECK(what.minimum == 0);
  REQUIRE(what.grid);
  CHECK(what.grid->columns == 64);
  CHECK(what.grid->values.size() == 64 * 64);
  const std::vector<double> corner = {what.grid->high[0], what.grid->low[1]};
  CHECK(what.grid->values[63] == (*made)->evaluate(corner));
  CHECK(objective_from_json(to_json(what)).value() == what);
}

TEST_CASE("a value that is no number is a hole in the grid, there and back") {
  const recorded_objective what = record(cliff{});
  REQUIRE(what.grid);
  CHECK(what.grid->values[0] == -1);
  CHECK(std::isnan(what.grid->values[63]));
  const std::string text = to_json(what);
  CHECK(text.find("null") != std::string::npos);
  CHECK(text.find("nan") == std::string::npos);
  CHECK(text.find("inf") == std::string::npos);
  const auto back = objective_from_json(text);
  REQUIRE(back);
  CHECK(std::isnan(back->grid->values[63]));
  CHECK(back->grid->values[64 * 63] == 3);
  CHECK(to_json(*back) == text);
}

TEST_CASE("of three coordinates there is no grid, and of tours there are the cities") {
  const auto made = optimizers::make_function({"sphere", 3});
  REQUIRE(made);
  CHECK_FALSE(record(**made).grid);
  CHECK(objective_from_json(to_json(record(**made))).value() == record(**made));
  const recorded_objective tour = record(triangle{});
  CHECK_FALSE(tour.grid);
  CHECK(tour.cities == std::vector<double>{0, 0, 3, 0, 3, 4});
  CHECK(objective_from_json(to_json(tour)).value() == tour);
}

TEST_CASE("an objective that is malformed is refused with the key and what was expected") {
  CHECK(error_of("") == "the text is no JSON object");
  CHECK(error_of("[1]") == "the text is no JSON object");
  CHECK(error_of("{}") == "\"name\" must be a string");
  CHECK(error_of(R"({"name":"f","dimension":-1})") ==
        "\"dimension\" must be a number without sign or fraction");
  CHECK(error_of(R"({"name":"f","dimension":1,"minimum":"0"})") ==
        "\"minimum\" must be a number or null");
  CHECK(error_of(with(R"("low":[0])")) == "\"low\" must be an array of two numbers");
  CHECK(error_of(with(R"("high":[1,null])")) == "\"high\" must be an array of two numbers");
  CHECK(error_of(with(R"("high":[1,0])")) == "\"high\" must be above \"low\" in both coordinates");
  CHECK(error_of(with(R"("columns":129)")) == "\"columns\" must be a whole number from 2 to 128");
  CHECK(error_of(with(R"("rows":1)")) == "\"rows\" must be a whole number from 2 to 128");
  CHECK(error_of(with(R"("rows":3)")) ==
        "\"values\" must be an array of columns × rows numbers or nulls");
  CHECK(error_of(with(R"("values":[1,2,3,"4"])")) ==
        "\"values\" must be an array of columns × rows numbers or nulls");
  CHECK(error_of(with(R"("cities":[1,2,3])")) ==
        "\"cities\" must be x and y of at most 20,000 cities");
  CHECK(error_of(std::string((8U << 20U) + 1, ' ')) == "the text exceeds 8 MiB");
  CHECK(error_of(with(R"("later":1)")) == "");
}

TEST_CASE("a text changed anywhere gives an objective or a sentence") {
  std::mt19937 random(5);
  const std::string whole = with(R"("cities":[0,1,2,3])");
  for (int i = 0; i < 3000; ++i) {
    std::string text = whole;
    for (int k = 0; k < 3; ++k) text[random() % text.size()] = static_cast<char>(random() % 256);
    const auto read = objective_from_json(text);
    if (!read) {
      CHECK_FALSE(read.error().empty());
    } else if (read->grid) {
      CHECK(read->grid->values.size() == read->grid->columns * read->grid->rows);
    }
  }
}

TEST_CASE("what is not known of an objective is null") {
  recorded_objective what{"f", 3, {}, {}, {}};
  CHECK(to_json(what) == "{\"name\":\"f\",\"dimension\":3,\"minimum\":null}\n");
  what.minimum = not_a_number;
  CHECK(to_json(what) == "{\"name\":\"f\",\"dimension\":3,\"minimum\":null}\n");
}
