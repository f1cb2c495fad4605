#include "messages/codec/encoded_size.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "messages/vocabulary/round_messages.hpp"
#include "tests/messages/codec/packed.hpp"

using namespace starling::messages;

namespace {

template <class T>
std::size_t packed_size(const T& x) {
  return testing::packed(x).size();
}

}  // namespace

TEST_CASE("whole numbers take what msgpack takes, on both sides of every step") {
  for (unsigned bit = 0; bit < 64; ++bit) {
    const std::uint64_t power = std::uint64_t{1} << bit;
    for (const std::uint64_t n : {power - 1, power, power + 1}) {
      CHECK(encoded_size(n) == packed_size(n));
      CHECK(encoded_size(round_number{n}) == packed_size(n));
    }
  }
  const auto largest = std::numeric_limits<std::uint64_t>::max();
  CHECK(encoded_size(largest) == packed_size(largest));
}

TEST_CASE("reals take what msgpack takes for a float 64, whatever their value") {
  for (const double x : {0.1, -0.5, std::numeric_limits<double>::infinity(),
                         std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(encoded_size(real(x)) == packed_size(real(x)));
  }
  // The library packs whole numbers as integers, which would lose the sign of -0: not for reals.
  CHECK(encoded_size(real(-0.0)) == 9);
  CHECK(encoded_size(real(3)) == 9);
}

TEST_CASE("tensors take what msgpack takes for a binary of their bytes") {
  for (const std::size_t size :
       {0U, 1U, 2U, 31U, 32U, 63U, 64U, 1000U, 16'383U, 16'384U, 101'770U}) {
    CHECK(encoded_size(tensor(size)) == packed_size(tensor(size)));
    const auto wide = tensor::uninitialised(size, starling::messages::precision::float64);
    CHECK(encoded_size(wide) == packed_size(wide));
  }
}

TEST_CASE("every message takes what msgpack takes, alone and in a letter") {
  const auto check = [](const auto& message) {
    CHECK(encoded_size(message) == packed_size(message));
    for (const std::uint32_t member : {0U, 127U, 128U, 70'000U}) {
      const letter l{{member}, {member / 2}, message};
      CHECK(encoded_size(l) == packed_size(l));
    }
  };
  for (const std::uint64_t round : {1U, 200U, 70'000U}) {
    check(heartbeat{{round}});
    check(request_update{{round}});
    for (const std::size_t size : {0U, 10U, 100U, 20'000U}) {
      check(start_round{{round}, tensor(size)});
      check(model_snapshot{{round}, tensor(size)});
      check(hand_over{{round}, std::vector<std::uint8_t>(size)});
      check(model_update{{round}, {round - 1}, {60'000}, 2.5, tensor(size)});
    }
  }
}
