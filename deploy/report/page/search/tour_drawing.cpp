#include "deploy/report/page/search/tour_drawing.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "deploy/report/figures.hpp"
#include "deploy/report/page/markup.hpp"

namespace starling::deploy {

namespace {

constexpr double width = 560;
constexpr double height = 480;
constexpr double margin = 12;
constexpr std::size_t dots_max = 2000;

/// Pixels of each city: north is up, both directions have one scale.
class map {
 public:
  explicit map(const std::vector<double>& cities) : cities_(cities) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      double low = cities[axis];
      double high = low;
      for (std::size_t i = axis; i < cities.size(); i += 2) {
        low = std::min(low, cities[i]);
        high = std::max(high, cities[i]);
      }
      middle_[axis] = low / 2 + high / 2;
      half_[axis] = high / 2 - low / 2;
    }
    constexpr std::array<double, 2> room = {width / 2 - margin, height / 2 - margin};
    unit_ = std::max({half_[0] / room[0], half_[1] / room[1], 1e-300});
  }

  [[nodiscard]] std::string x(std::size_t city) const {
    return px(width / 2 + (cities_[2 * city] - middle_[0]) / unit_);
  }
  [[nodiscard]] std::string y(std::size_t city) const {
    return px(height / 2 - (cities_[2 * city + 1] - middle_[1]) / unit_);
  }

 private:
  const std::vector<double>& cities_;
  std::array<double, 2> middle_{};
  std::array<double, 2> half_{};
  double unit_ = 1;
};

std::string drawn(const std::vector<double>& cities, const std::vector<std::uint32_t>& tour,
                  const std::string& title) {
  const map at(cities);
  std::string out = "<svg viewBox=\"0 0 " + px(width) + " " + px(height) +
                    "\" role=\"img\" aria-label=\"" + escaped(title) +
                    "\"><g class=\"accent\"><polygon class=\"tour\" points=\"";
  for (const std::uint32_t city : tour) {
    if (!out.ends_with('"')) out += ' ';
    out += at.x(city) + "," + at.y(city);
  }
  out += "\"/></g>";
  if (tour.size() <= dots_max) {
    const char* radius = tour.size() <= 200 ? "3.4" : "2";
    out += "<g class=\"warm\">";
    for (std::uint32_t city = 0; city < tour.size(); ++city) {
      out += "<circle class=\"city\" cx=\"" + at.x(city) + "\" cy=\"" + at.y(city) + "\" r=\"" +
             radius + "\"/>";
    }
    out += "</g>";
  }
  return out + "</svg>";
}

std::string length(double value) {
  return value >= 0 && value < 1e15 && value == std::floor(value)
             ? grouped(static_cast<std::uint64_t>(value))
             : describe(measure::real, value);
}

}  // namespace

std::string tour_figure(const report_input& input) {
  if (!input.objective || input.objective->cities.empty()) return "";
  const recorded_objective& what = *input.objective;
  const auto& best = input.result.model;
  std::vector<std::uint32_t> tour;
  if (best.precision() == messages::precision::float64) {
    tour = optimizers::tour_of(best.doubles());
  }
  if (tour.empty() || 2 * tour.size() != what.cities.size()) {
    return figure_block("Best tour", "Through the cities of " + printable(what.name) + ".", "",
                        "<p class=\"empty\">The best point is no tour of these cities.</p>");
  }
  std::string sentence = printable(what.name) + ": " + grouped(tour.size()) + " cities, " +
                         length(input.result.loss) + " long; ";
  if (what.minimum) {
    sentence += "the shortest tour is " + length(*what.minimum) + " long.";
  } else {
    sentence += "how short it could be is not known.";
  }
  return figure_block("Best tour", sentence, "", drawn(what.cities, tour, sentence), "tall");
}

}  // namespace starling::deploy
