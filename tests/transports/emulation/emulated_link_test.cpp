#include "transports/emulation/emulated_link.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

using namespace std::chrono_literals;
using starling::link::emulation;
using starling::messages::duration;
using starling::transports::emulated_link;
using starling::transports::emulates;
using starling::transports::passage;

namespace {

constexpr passage small{{0}, {1}, {100}};

/// When each copy arrives, counted from the start of the run.
std::vector<duration> arrivals_of(emulated_link& link, duration sent, passage what = small) {
  std::vector<duration> arrivals{99h};  // Left over from a letter before: to be overwritten.
  link.carry(what, sent, arrivals);
  for (auto& a : arrivals) {
    CHECK(a >= 0s);
    a += sent;
  }
  return arrivals;
}

/// First arrival of each of `count` letters sent `apart`; lost ones are left out.
std::vector<duration> first_arrivals(const emulation& traits, int count, duration apart) {
  emulated_link link(traits, 7);
  std::vector<duration> all;
  for (int i = 0; i < count; ++i) {
    const auto arrivals = arrivals_of(link, i * apart);
    if (!arrivals.empty()) all.push_back(arrivals.front());
  }
  return all;
}

std::size_t overtakings(const std::vector<duration>& arrivals) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    count += arrivals[i] < arrivals[i - 1] ? 1U : 0U;
  }
  return count;
}

}  // namespace

TEST_CASE("a link that emulates nothing delivers each letter once and at once") {
  CHECK_FALSE(emulates(emulation{}));
  emulated_link link(emulation{}, 1);
  for (int i = 0; i < 100; ++i) {
    CHECK(arrivals_of(link, i * 1ms) == std::vector<duration>{i * 1ms});
  }
}

TEST_CASE("every trait counts as emulation") {
  CHECK(emulates(emulation{.loss = 0.1}));
  CHECK(emulates(emulation{.duplicate = 0.1}));
  CHECK(emulates(emulation{.reorder = 0.1}));
  CHECK(emulates(emulation{.latency = 1us}));
  CHECK(emulates(emulation{.jitter = 1us}));
  CHECK(emulates(emulation{.bandwidth_bits_per_second = 1}));
  CHECK(emulates(emulation{.partitions = {{0s, 1s, {{{0}}}}}}));
}

TEST_CASE("letters vanish at the rate of loss") {
  for (const double loss : {0.0, 0.01, 0.3, 1.0}) {
    constexpr double sent = 100'000;
    const auto arrived = first_arrivals({.loss = loss}, static_cast<int>(sent), 1ms).size();
    const double five_deviations = 5 * std::sqrt(sent * loss * (1 - loss));
    INFO("loss " << loss);
    CHECK(std::abs(static_cast<double>(arrived) - sent * (1 - loss)) <= five_deviations);
  }
}

TEST_CASE("letters arrive twice at the rate of duplication, the copy never before the original") {
  emulated_link link({.duplicate = 0.2, .latency = 3ms}, 7);
  int twice = 0;
  constexpr int sent = 50'000;
  for (int i = 0; i < sent; ++i) {
    const auto arrivals = arrivals_of(link, i * 10ms);
    REQUIRE(!arrivals.empty());
    REQUIRE(arrivals.size() <= 2);
    if (arrivals.size() == 1) continue;
    ++twice;
    CHECK(arrivals[1] >= arrivals[0]);
  }
  CHECK(std::abs(twice - sent / 5) < 5 * 90);
}

TEST_CASE("latency delays each letter by itself, and by no more without jitter") {
  for (const auto arrival : {0, 1, 2, 50}) {
    emulated_link link({.latency = 5ms}, 7);
    CHECK(arrivals_of(link, arrival * 1ms) == std::vector<duration>{arrival * 1ms + 5ms});
  }
}

TEST_CASE("jitter spreads the delay evenly within its bounds") {
  emulated_link link({.latency = 10ms, .jitter = 4ms}, 7);
  double sum = 0;
  double squares = 0;
  constexpr int sent = 50'000;
  for (int i = 0; i < sent; ++i) {
    const auto delay = arrivals_of(link, i * 1s).at(0) - i * 1s;
    CHECK(delay >= 6ms);
    CHECK(delay <= 14ms);
    const double ms = std::chrono::duration<double, std::milli>(delay).count();
    sum += ms;
    squares += ms * ms;
  }
  const double mean = sum / sent;
  CHECK(mean == doctest::Approx(10).epsilon(0.01));
  CHECK(squares / sent - mean * mean == doctest::Approx(8.0 * 8.0 / 12).epsilon(0.03));
}

TEST_CASE("jitter larger than the latency never delivers before the letter was sent") {
  for (const auto arrival : first_arrivals({.latency = 1ms, .jitter = 50ms}, 1000, 0s)) {
    CHECK(arrival >= 0s);
    CHECK(arrival <= 51ms);
  }
}

TEST_CASE("letters keep their order under jitter and bandwidth, unless reordering is asked for") {
  emulation traits{
      .loss = 0.05, .latency = 10ms, .jitter = 10ms, .bandwidth_bits_per_second = 10'000'000};
  CHECK(overtakings(first_arrivals(traits, 20'000, 100us)) == 0);
  traits.reorder = 0.1;
  CHECK(overtakings(first_arrivals(traits, 20'000, 100us)) > 0);
}

TEST_CASE("a letter that is held back arrives one latency later, and the next one overtakes it") {
  constexpr int sent = 20'000;
  const auto arrivals = first_arrivals({.reorder = 0.25, .latency = 10ms}, sent, 1ms);
  REQUIRE(arrivals.size() == sent);
  int held = 0;
  for (int i = 0; i < sent; ++i) {
    const auto delay = arrivals[static_cast<std::size_t>(i)] - i * 1ms;
    CHECK((delay == 10ms || delay == 20ms));
    held += delay == 20ms ? 1 : 0;
  }
  CHECK(std::abs(held - sent / 4) < 5 * 62);
  // Overtaken by the next unless that one is held back too.
  const auto expected = sent * 0.25 * 0.75;
  CHECK(static_cast<double>(overtakings(arrivals)) == doctest::Approx(expected).epsilon(0.06));
}

TEST_CASE("a letter that is held back is late behind those before it, not ahead of them") {
  const auto arrivals = first_arrivals({.reorder = 0.5, .latency = 10ms, .jitter = 10ms}, 5000, 0s);
  // The same letters are held back where there is no jitter, and there it shows.
  const auto fates = first_arrivals({.reorder = 0.5, .latency = 10ms}, 5000, 0s);
  REQUIRE(arrivals.size() == fates.size());
  duration in_order{};
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    const bool held = fates[i] > 10ms;
    CHECK(arrivals[i] >= in_order + (held ? duration(10ms) : duration(0s)));
    CHECK(arrivals[i] <= (held ? 30ms : 20ms));
    if (!held) in_order = arrivals[i];
  }
}

TEST_CASE("reordering works where there is no latency to hold back by") {
  CHECK(overtakings(first_arrivals({.reorder = 0.2}, 1000, 10us)) > 100);
}

TEST_CASE("bandwidth: letters queue one behind the other, as long as their bits take") {
  // 1 Mbit/s: 125 bytes take 1 ms.
  emulated_link link({.latency = 5ms, .bandwidth_bits_per_second = 1'000'000}, 7);
  for (int i = 1; i <= 10; ++i) {
    CHECK(arrivals_of(link, 0s, {{0}, {1}, {125}}).at(0) == i * 1ms + 5ms);
  }
  CHECK(arrivals_of(link, 4ms, {{0}, {1}, {1250}}).at(0) == 20ms + 5ms);
  // Once the line is free again nothing is left of the queue.
  CHECK(arrivals_of(link, 100ms, {{0}, {1}, {125}}).at(0) == 101ms + 5ms);
}

TEST_CASE("a lost letter has taken its time on the line") {
  const emulation traits{.loss = 0.5, .bandwidth_bits_per_second = 1'000'000};
  emulated_link link(traits, 7);
  int lost = 0;
  for (int i = 1; i <= 100; ++i) {
    const auto arrivals = arrivals_of(link, 0s, {{0}, {1}, {125}});
    if (arrivals.empty()) {
      ++lost;
    } else {
      CHECK(arrivals.at(0) == i * 1ms);
    }
  }
  CHECK(lost > 0);
}

TEST_CASE("a partition cuts what crosses between its groups, from its start until its end") {
  const emulation traits{.partitions = {{10s, 20s, {{{0}, {1}}, {{2}, {3}}}}}};
  emulated_link link(traits, 7);
  const auto crosses = [&](std::uint32_t from, std::uint32_t to, duration at) {
    return !arrivals_of(link, at, {{from}, {to}, {100}}).empty();
  };
  for (const duration open : {duration(0s), duration(10s - 1ns), duration(20s), duration(1h)}) {
    CHECK(crosses(0, 2, open));
    CHECK(crosses(0, 1, open));
  }
  for (const duration cut : {duration(10s), duration(15s), duration(20s - 1ns)}) {
    CHECK_FALSE(crosses(0, 2, cut));
    CHECK_FALSE(crosses(3, 1, cut));
    CHECK(crosses(0, 1, cut));
    CHECK(crosses(3, 2, cut));
    // Members that no group names are a group of their own.
    CHECK_FALSE(crosses(0, 4, cut));
    CHECK_FALSE(crosses(4, 2, cut));
    CHECK(crosses(4, 5, cut));
  }
}

TEST_CASE("several partitions cut each in its own time") {
  const emulation traits{.partitions = {{0s, 1s, {{{0}}}}, {2s, 3s, {{{1}}}}}};
  emulated_link link(traits, 7);
  CHECK(arrivals_of(link, 0s).empty());
  CHECK_FALSE(arrivals_of(link, 1500ms).empty());
  CHECK(arrivals_of(link, 2500ms).empty());
  CHECK_FALSE(arrivals_of(link, 3s).empty());
}

TEST_CASE("one seed gives one fate, another seed another") {
  const emulation traits{.loss = 0.1,
                         .duplicate = 0.1,
                         .reorder = 0.1,
                         .latency = 5ms,
                         .jitter = 2ms,
                         .bandwidth_bits_per_second = 54'000'000};
  emulated_link a(traits, 7);
  emulated_link b(traits, 7);
  emulated_link c(traits, 8);
  int differ = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto fate = arrivals_of(a, i * 1ms);
    CHECK(fate == arrivals_of(b, i * 1ms));
    differ += fate != arrivals_of(c, i * 1ms) ? 1 : 0;
  }
  CHECK(differ > 500);
}

TEST_CASE("one fault's rate does not shift another's") {
  const auto lost_letters = [](const emulation& traits) {
    emulated_link link(traits, 7);
    std::vector<int> lost;
    for (int i = 0; i < 5000; ++i) {
      if (arrivals_of(link, i * 1ms).empty()) lost.push_back(i);
    }
    return lost;
  };
  const auto alone = lost_letters({.loss = 0.1});
  CHECK(lost_letters({.loss = 0.1, .duplicate = 0.5}) == alone);
  CHECK(lost_letters({.loss = 0.1, .reorder = 0.5, .latency = 5ms, .jitter = 5ms}) == alone);
}
