#include "messages/vocabulary/fields.hpp"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "messages/vocabulary/round_messages.hpp"

using namespace starling::messages;

namespace {

template <class T>
struct holding {
  round_number round;
  T value;

  static constexpr auto name = "holding";
  static constexpr auto fields(auto& self) { return std::tie(self.round, self.value); }
};

struct unlisted {
  double hidden = 0;
};

enum class colour : unsigned char { red, green };

template <class T>
constexpr bool crosses = serialisable_by_caf<holding<T>>;

}  // namespace

TEST_CASE("CAF may serialise whole numbers, choices, ids, tensors and reals") {
  static_assert(serialisable_by_caf<letter>);
  static_assert(serialisable_by_caf<content>);
  static_assert(crosses<std::uint8_t> && crosses<bool> && crosses<colour>);
  static_assert(crosses<real> && crosses<tensor> && crosses<node_id>);
  static_assert(crosses<std::string>);
  static_assert(crosses<std::vector<node_id>>);
  static_assert(crosses<std::pair<node_id, std::uint64_t>>);
  static_assert(crosses<std::variant<heartbeat, model_update>>);
  static_assert(crosses<holding<holding<real>>>);
}

TEST_CASE("a float or a double anywhere inside is not serialisable by CAF") {
  static_assert(!crosses<float> && !crosses<double> && !crosses<long double>);
  static_assert(!crosses<std::vector<float>> && !crosses<std::vector<std::vector<double>>>);
  static_assert(!crosses<std::pair<int, double>> && !crosses<std::pair<float, int>>);
  static_assert(!crosses<std::variant<heartbeat, double>>);
  static_assert(!crosses<holding<holding<float>>>);
  static_assert(!crosses<std::vector<holding<double>>>);
}

TEST_CASE("what may hide a float is not serialisable by CAF either") {
  static_assert(!crosses<std::optional<double>>);
  static_assert(!crosses<std::array<float, 3>>);
  static_assert(!crosses<std::map<int, double>>);
  static_assert(!crosses<std::deque<float>>);
  static_assert(!crosses<std::shared_ptr<double>>);
  static_assert(!crosses<strong<struct metre, double>>);
  static_assert(!crosses<unlisted>);
  static_assert(!crosses<float[2]>);
}

TEST_CASE("a real keeps the bits of its double") {
  using limits = std::numeric_limits<double>;
  for (const double x :
       {0.0, -0.0, 1.5, limits::infinity(), -limits::infinity(), limits::denorm_min(),
        -limits::denorm_min(), limits::max(), limits::quiet_NaN(), -limits::quiet_NaN()}) {
    CHECK(std::bit_cast<std::uint64_t>(real(x).value()) == std::bit_cast<std::uint64_t>(x));
  }
  CHECK(real(0.0) != real(-0.0));
  CHECK(real(limits::quiet_NaN()) == real(limits::quiet_NaN()));
}

TEST_CASE("a message lists its fields in the order in which they are declared") {
  model_update u{{5}, {4}, {3}, 0.5, tensor(2)};
  const auto fields = model_update::fields(u);
  static_assert(std::tuple_size_v<decltype(fields)> == 5);
  CHECK(&std::get<0>(fields) == &u.round);
  CHECK(&std::get<1>(fields) == &u.base);
  CHECK(&std::get<2>(fields) == &u.samples);
  CHECK(&std::get<3>(fields) == &u.score);
  CHECK(&std::get<4>(fields) == &u.parameters);
}
