#include "messages/codec/encoded_size.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "messages/vocabulary/membership_messages.hpp"
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

TEST_CASE("texts, byte arrays and lists take what msgpack takes, on both sides of every step") {
  for (const std::size_t size : {0U, 1U, 15U, 16U, 31U, 32U, 255U, 256U, 65'535U, 65'536U}) {
    CHECK(encoded_size(std::string(size, 'x')) == packed_size(std::string(size, 'x')));
    const std::vector<std::uint64_t> list(size, 200);
    CHECK(encoded_size(list) == packed_size(list));
  }
  CHECK(encoded_size(member_id{}) == packed_size(member_id{}));
  const byte_array<struct long_tag, 300> longer{};
  CHECK(encoded_size(longer) == packed_size(longer));
}

TEST_CASE("every membership message takes what msgpack takes") {
  const member_record record{{}, "ant", "10.0.0.1:9000", 70'000, presence::left, 3, {}};
  const auto check = [](const membership_message& m) { CHECK(encoded_size(m) == packed_size(m)); };
  for (const std::size_t count : {0U, 1U, 4U, 16U}) {
    std::vector<rumour> rumours(count, record);
    rumours.push_back(accusation{{}, {}, 200, {}});
    check(ping{1, 1U << 31U, rumours});
    check(ping_request{70'000, {}, rumours});
    check(ack{200, 5, rumours});
    check(news{rumours});
    check(compare_lists{std::vector<std::uint64_t>(count, 1U << 20U)});
    check(list_part{7, 70'000, std::vector<listed_member>(count, {1, 2, 3, true}), {8, 1000}});
  }
  check(nack{3});
}
