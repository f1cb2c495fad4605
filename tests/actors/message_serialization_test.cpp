#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/error.hpp>

#include "messages/vocabulary/round_messages.hpp"

using namespace starling::messages;

namespace {

using byte_buffer = std::vector<char>;

template <class T>
byte_buffer to_bytes(const T& x) {
  byte_buffer buffer;
  caf::binary_serializer sink(static_cast<caf::execution_unit*>(nullptr), buffer);
  REQUIRE_FALSE(sink(x));
  return buffer;
}

template <class T>
T from_bytes(const byte_buffer& buffer) {
  T x{};
  caf::binary_deserializer source(static_cast<caf::execution_unit*>(nullptr), buffer);
  REQUIRE_FALSE(source(x));
  CHECK(source.remaining() == 0);
  return x;
}

template <class T>
T round_trip(const T& x) {
  return from_bytes<T>(to_bytes(x));
}

std::vector<std::uint32_t> bits_of(const tensor& x) {
  std::vector<std::uint32_t> bits;
  for (float v : x.values()) bits.push_back(std::bit_cast<std::uint32_t>(v));
  return bits;
}

/// One of every kind of float that a serializer could spoil.
tensor awkward_tensor() {
  using limits = std::numeric_limits<float>;
  const std::vector<float> values = {0.0F,
                                     -0.0F,
                                     1.0F,
                                     -1.0F,
                                     limits::infinity(),
                                     -limits::infinity(),
                                     limits::quiet_NaN(),
                                     -limits::quiet_NaN(),
                                     std::bit_cast<float>(0x7fc01234U),
                                     limits::denorm_min(),
                                     -limits::denorm_min(),
                                     std::bit_cast<float>(0x007fffffU),
                                     limits::min(),
                                     limits::max(),
                                     limits::lowest(),
                                     limits::epsilon()};
  return tensor(std::span<const float>(values));
}

std::vector<double> awkward_doubles() {
  using limits = std::numeric_limits<double>;
  return {0.0,
          -0.0,
          0.1,
          limits::infinity(),
          -limits::infinity(),
          limits::quiet_NaN(),
          -limits::quiet_NaN(),
          std::bit_cast<double>(0x7ff8000000001234U),
          limits::denorm_min(),
          -limits::denorm_min(),
          limits::max(),
          limits::lowest(),
          limits::min()};
}

}  // namespace

TEST_CASE("reals cross CAF's serializer with every bit") {
  for (const double x : awkward_doubles()) {
    CHECK(round_trip(real(x)).bits == std::bit_cast<std::uint64_t>(x));
  }
}

TEST_CASE("tensors cross CAF's serializer with every bit, whatever their size") {
  CHECK(bits_of(round_trip(awkward_tensor())) == bits_of(awkward_tensor()));
  CHECK(round_trip(tensor()).empty());
  tensor large(100'003);
  const auto values = large.mutate();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<float>(i));
  CHECK(round_trip(large) == large);
}

TEST_CASE("a tensor of float64 crosses as what it is") {
  const std::vector<double> values = {1e-300, -0.0, std::numeric_limits<double>::infinity()};
  const tensor wide{std::span<const double>(values)};
  CHECK(round_trip(wide) == wide);
  CHECK(round_trip(wide).precision() == starling::messages::precision::float64);
}

TEST_CASE("a tensor that shares its storage is not written to by reading into it") {
  tensor original = awkward_tensor();
  tensor target = original;
  const auto buffer = to_bytes(tensor(3));
  caf::binary_deserializer source(static_cast<caf::execution_unit*>(nullptr), buffer);
  REQUIRE_FALSE(source(target));
  CHECK(target == tensor(3));
  CHECK(bits_of(original) == bits_of(awkward_tensor()));
}

TEST_CASE("every message crosses CAF's serializer field by field") {
  CHECK(round_trip(heartbeat{{12}}).round == round_number{12});
  CHECK(round_trip(request_update{{1ULL << 40U}}).round == round_number{1ULL << 40U});
  const auto start = round_trip(start_round{{3}, awkward_tensor()});
  CHECK(start.round == round_number{3});
  CHECK(bits_of(start.model) == bits_of(awkward_tensor()));
  const auto snapshot = round_trip(model_snapshot{{4}, awkward_tensor()});
  CHECK(snapshot.round == round_number{4});
  CHECK(bits_of(snapshot.model) == bits_of(awkward_tensor()));
  for (const double score : awkward_doubles()) {
    const auto update = round_trip(model_update{{5}, {4}, {600}, score, awkward_tensor()});
    CHECK(update.round == round_number{5});
    CHECK(update.base == round_number{4});
    CHECK(update.samples == sample_count{600});
    CHECK(update.score == real(score));
    CHECK(bits_of(update.parameters) == bits_of(awkward_tensor()));
  }
}

TEST_CASE("a letter crosses CAF's serializer with whichever content it has") {
  const std::vector<content> all = {heartbeat{{1}},
                                    model_update{{2}, {1}, {9}, -0.0, awkward_tensor()},
                                    start_round{{3}, awkward_tensor()},
                                    request_update{{4}},
                                    model_snapshot{{5}, tensor()},
                                    hand_over{{6}, {0, 255, 7}}};
  REQUIRE(all.size() == std::variant_size_v<content>);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto got = round_trip(letter{{7}, {8}, all[i]});
    CHECK(got.from == node_id{7});
    CHECK(got.to == node_id{8});
    REQUIRE(got.what.index() == i);
    CHECK(to_bytes(got) == to_bytes(letter{{7}, {8}, all[i]}));
  }
}

TEST_CASE("a letter cut short anywhere is refused, and never half believed") {
  const auto whole = to_bytes(letter{{7}, {8}, model_update{{2}, {1}, {9}, 0.5, awkward_tensor()}});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const byte_buffer part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    letter target;
    caf::binary_deserializer source(static_cast<caf::execution_unit*>(nullptr), part);
    const bool refused = static_cast<bool>(source(target));
    CHECK(refused);
  }
}
