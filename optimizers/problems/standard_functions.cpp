#include "optimizers/problems/standard_functions.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

#include "optimizers/problems/many_dimensional.hpp"
#include "optimizers/problems/two_dimensional.hpp"

namespace starling::optimizers {

namespace {

using made = messages::result<std::shared_ptr<const objective>, std::string>;

template <class F>
concept sloped = requires(std::span<const double> x, std::span<double> g) {
  F::slope(x, g);
};
template <class F>
concept summed = requires {
  F::term(std::size_t{}, 0.0);
};

template <class F>
struct with_nothing {};
template <class F>
struct with_slope : differentiable {
  double gradient(std::span<const double> point, std::span<double> slope) const override {
    F::slope(point, slope);
    return F::value(point);
  }
};
template <class F>
struct with_terms : separable {
  [[nodiscard]] double term(std::size_t coordinate, double x) const override {
    return F::term(coordinate, x);
  }
};

template <class F>
class standard_function final
    : public objective,
      public std::conditional_t<sloped<F>, with_slope<F>, with_nothing<F>>,
      public std::conditional_t<summed<F>, with_terms<F>, with_nothing<std::pair<F, F>>> {
 public:
  explicit standard_function(search_space space) : space_(std::move(space)) {}

  [[nodiscard]] std::string_view name() const override { return F::name; }
  [[nodiscard]] const search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> point) const override {
    return F::value(point);
  }
  void evaluate_all(std::span<const double> points, std::span<double> values) const override {
    const auto d = space_.dimension();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = F::value(points.subspan(i * d, d));
  }
  /// None where the box leaves it out, or nobody knows where it lies.
  [[nodiscard]] std::optional<double> minimum() const override {
    const auto d = space_.dimension();
    for (std::size_t i = 0; i < d; ++i) {
      const double x = F::least(i, d);
      if (!(x >= space_.low[i] && x <= space_.high[i])) return std::nullopt;
    }
    if constexpr (requires { F::minimum(d); }) return F::minimum(d);
    return 0;
  }

 private:
  search_space space_;
};

struct entry {
  std::string_view name;
  double low, high;
  std::size_t dimension_min, dimension_max;
  std::shared_ptr<const objective> (*make)(search_space);
  double (*least)(std::size_t, std::size_t);
};

template <class F>
constexpr entry entry_of() {
  entry e{F::name,
          F::low,
          F::high,
          1,
          std::numeric_limits<std::size_t>::max(),
          [](search_space s) -> std::shared_ptr<const objective> {
            return std::make_shared<const standard_function<F>>(std::move(s));
          },
          &F::least};
  if constexpr (requires { F::dimension_min; }) e.dimension_min = F::dimension_min;
  if constexpr (requires { F::dimension_max; }) e.dimension_max = F::dimension_max;
  return e;
}

constexpr std::array entries = {entry_of<functions::sphere>(),
                                entry_of<functions::rosenbrock>(),
                                entry_of<functions::rastrigin>(),
                                entry_of<functions::ackley>(),
                                entry_of<functions::griewank>(),
                                entry_of<functions::schwefel>(),
                                entry_of<functions::levy>(),
                                entry_of<functions::zakharov>(),
                                entry_of<functions::dixon_price>(),
                                entry_of<functions::styblinski_tang>(),
                                entry_of<functions::michalewicz>(),
                                entry_of<functions::beale>(),
                                entry_of<functions::goldstein_price>(),
                                entry_of<functions::himmelblau>(),
                                entry_of<functions::six_hump_camel>(),
                                entry_of<functions::eggholder>(),
                                entry_of<functions::holder_table>(),
                                entry_of<functions::cross_in_tray>(),
                                entry_of<functions::easom>(),
                                entry_of<functions::yang_four_peaks>()};

const entry* find(std::string_view name) {
  for (const auto& e : entries) {
    if (e.name == name) return &e;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const auto& e : entries) names.push_back(e.name);
  return names;
}

std::vector<double> minimiser_of(std::string_view name, std::size_t dimension) {
  const auto* e = find(name);
  std::vector<double> point;
  for (std::size_t i = 0; e != nullptr && i < dimension; ++i) {
    point.push_back(e->least(i, dimension));
    if (std::isnan(point.back())) return {};
  }
  return point;
}

made make_function(const starling::objective::function& what) {
  const auto* e = find(what.name);
  if (e == nullptr) {
    std::string sentence = "there is no function '" + what.name + "'; there are";
    std::string_view separator = " ";
    for (const auto& known : entries) {
      sentence.append(separator).append(known.name);
      separator = ", ";
    }
    return messages::failure{sentence};
  }
  if (what.dimension < e->dimension_min || what.dimension > e->dimension_max) {
    const bool one = e->dimension_min == e->dimension_max;
    return messages::failure{what.name + " is a function of " + (one ? "" : "at least ") +
                             std::to_string(e->dimension_min) + " coordinates, not " +
                             std::to_string(what.dimension)};
  }
  const bool usual = what.low == what.high;
  const double low = usual ? e->low : what.low;
  const double high = usual ? e->high : what.high;
  if (!(low < high) || !std::isfinite(high - low)) {
    return messages::failure{std::string("the box is empty or endless: low must be below high")};
  }
  return e->make({std::vector<double>(what.dimension, low),
                  std::vector<double>(what.dimension, high), what.bounds});
}

}  // namespace starling::optimizers
