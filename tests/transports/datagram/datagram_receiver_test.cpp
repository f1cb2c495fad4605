#include "transports/datagram/datagram_receiver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "messages/types/random.hpp"

using namespace std::chrono_literals;
using namespace starling::transports;
using starling::messages::random_source;
using starling::messages::time_point;
using outcome = datagram_receiver::outcome;

namespace {

using bytes = std::vector<std::byte>;

constexpr time_point start = time_point{} + 1h;

struct in_parts {
  bytes frame;
  std::vector<fragment> fragments;
};

in_parts cut(std::size_t size, std::uint32_t sequence, std::uint32_t message) {
  in_parts p{bytes(size), {}};
  for (std::size_t i = 0; i < size; ++i) p.frame[i] = static_cast<std::byte>(i * 31 + message);
  for (std::size_t at = 0; at < std::max<std::size_t>(1, size); at += fragment_max) {
    p.fragments.push_back(
        {sequence++, message, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size),
         std::span(p.frame).subspan(at, std::min(fragment_max, size - at)), false});
  }
  return p;
}

}  // namespace

TEST_CASE("fragments in any order, some twice, make each frame once") {
  random_source random(5);
  for (int round = 0; round < 50; ++round) {
    datagram_receiver receiver({});
    std::vector<in_parts> sent;
    std::uint32_t sequence = 0;
    for (std::uint32_t m = 0; m < 20; ++m) {
      sent.push_back(cut(random.below(6 * fragment_max), sequence, m));
      sequence += static_cast<std::uint32_t>(sent.back().fragments.size());
    }
    std::vector<fragment> all;
    for (const auto& s : sent) all.insert(all.end(), s.fragments.begin(), s.fragments.end());
    for (std::size_t i = 0; i < 30; ++i) all.push_back(all[random.below(sequence)]);
    random.shuffle(std::span(all));
    std::vector<bytes> complete;
    for (const auto& f : all) static_cast<void>(receiver.take(f, start, complete));
    REQUIRE(complete.size() == sent.size());
    for (const auto& s : sent) {
      CHECK(std::count(complete.begin(), complete.end(), s.frame) == 1);
    }
    CHECK(receiver.open_messages() == 0);
    CHECK(receiver.bytes() == 0);
    const auto a = receiver.acknowledge(0);
    CHECK(a.next == sequence);
    CHECK(a.bitmap.empty());
  }
}

TEST_CASE("the bitmap names what has arrived beyond the first that is missing") {
  datagram_receiver receiver({});
  const auto p = cut(20 * fragment_max, 0, 0);
  std::vector<bytes> complete;
  for (const auto i : {0, 1, 3, 11}) {
    CHECK(receiver.take(p.fragments[static_cast<std::size_t>(i)], start, complete) ==
          outcome::taken);
  }
  CHECK(receiver.gap());
  const auto a = receiver.acknowledge(24);
  CHECK(a.next == 2);
  CHECK(a.limit == 2 + 1024 - 24);
  REQUIRE(a.bitmap.size() == 2);
  CHECK(a.bitmap[0] == std::byte{0b0000'0001});  // 3
  CHECK(a.bitmap[1] == std::byte{0b0000'0001});  // 11
}

TEST_CASE("each limit of reassembly is refused by its name") {
  std::vector<bytes> complete;
  SUBCASE("a frame too long") {
    datagram_receiver receiver({.frame_max = 5000});
    CHECK(receiver.take(cut(5001, 0, 0).fragments[0], start, complete) == outcome::too_long);
    CHECK(receiver.take(cut(5000, 0, 0).fragments[0], start, complete) == outcome::taken);
  }
  SUBCASE("a fragment beyond the window") {
    datagram_receiver receiver({.window = 64});
    CHECK(receiver.take(cut(10, 64, 0).fragments[0], start, complete) == outcome::beyond_window);
    CHECK(receiver.take(cut(10, 63, 0).fragments[0], start, complete) == outcome::taken);
  }
  SUBCASE("too many frames begun") {
    datagram_receiver receiver({.open_messages_max = 2});
    CHECK(receiver.take(cut(5000, 0, 0).fragments[0], start, complete) == outcome::taken);
    CHECK(receiver.take(cut(5000, 1, 1).fragments[0], start, complete) == outcome::taken);
    CHECK(receiver.take(cut(5000, 2, 2).fragments[0], start, complete) ==
          outcome::too_many_messages);
    CHECK(receiver.open_messages() == 2);
  }
  SUBCASE("too many bytes") {
    datagram_receiver receiver({.bytes_max = 3 * fragment_max});
    const auto p = cut(5 * fragment_max, 0, 0);
    CHECK(receiver.take(p.fragments[3], start, complete) == outcome::too_many_bytes);
    CHECK(receiver.open_messages() == 0);
    CHECK(receiver.take(p.fragments[2], start, complete) == outcome::taken);
  }
  SUBCASE("another size for the same frame") {
    datagram_receiver receiver({});
    CHECK(receiver.take(cut(5000, 0, 0).fragments[0], start, complete) == outcome::taken);
    CHECK(receiver.take(cut(5001, 0, 0).fragments[1], start, complete) == outcome::contradicting);
  }
  SUBCASE("the same place under another sequence") {
    datagram_receiver receiver({});
    CHECK(receiver.take(cut(5000, 0, 0).fragments[0], start, complete) == outcome::taken);
    CHECK(receiver.take(cut(5000, 1, 0).fragments[0], start, complete) == outcome::contradicting);
  }
  SUBCASE("a fragment too far on in its frame for what has arrived of it") {
    datagram_receiver receiver({.window = 16});
    CHECK(receiver.take(cut(60 * fragment_max, 0, 0).fragments[0], start, complete) ==
          outcome::taken);
    auto far = cut(60 * fragment_max, 0, 0).fragments[50];
    far.sequence = 1;
    const bytes payload(fragment_max);
    far.payload = payload;
    CHECK(receiver.take(far, start, complete) == outcome::contradicting);
  }
}

TEST_CASE("a frame that stays incomplete is overdue after the stated time") {
  datagram_receiver receiver({.silence_max = 30s});
  CHECK_FALSE(receiver.overdue());
  std::vector<bytes> complete;
  const auto p = cut(3000, 0, 0);
  CHECK(receiver.take(p.fragments[0], start, complete) == outcome::taken);
  CHECK(receiver.overdue() == start + 30s);
  CHECK(receiver.take(p.fragments[1], start + 5s, complete) == outcome::taken);
  CHECK(receiver.overdue() == start + 35s);
  CHECK(receiver.take(p.fragments[2], start + 6s, complete) == outcome::taken);
  CHECK_FALSE(receiver.overdue());
}
