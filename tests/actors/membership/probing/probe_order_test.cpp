#include "actors/membership/probing/probe_order.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/actors/membership/people.hpp"

using namespace people;
using actors::probe_order;

namespace {

std::vector<member_id> ids(std::uint8_t count) {
  std::vector<member_id> all;
  for (std::uint8_t i = 0; i < count; ++i) all.push_back(id(i));
  return all;
}

}  // namespace

TEST_CASE("each is probed once before any is probed again") {
  probe_order order(7);
  order.insert_all(ids(10));
  for (int pass = 0; pass < 50; ++pass) {
    std::set<member_id> seen;
    for (int i = 0; i < 10; ++i) seen.insert(*order.next());
    CHECK(seen.size() == 10);
  }
}

TEST_CASE("between two probes of the same member are at most 2 n - 2 others") {
  // SWIM, section 4.3: "... selected at most (2 · ni − 1) protocol periods apart".
  probe_order order(3);
  order.insert_all(ids(12));
  std::map<member_id, int> last;
  for (int i = 0; i < 5000; ++i) {
    const auto who = *order.next();
    if (last.contains(who)) CHECK(i - last[who] <= 2 * 12 - 1);
    last[who] = i;
  }
}

TEST_CASE("passes differ, and the same seed draws the same ones") {
  probe_order a(1);
  probe_order b(1);
  a.insert_all(ids(10));
  b.insert_all(ids(10));
  std::set<std::vector<member_id>> passes;
  for (int pass = 0; pass < 10; ++pass) {
    std::vector<member_id> one;
    for (int i = 0; i < 10; ++i) {
      one.push_back(*a.next());
      CHECK(one.back() == *b.next());
    }
    passes.insert(one);
  }
  CHECK(passes.size() == 10);
}

TEST_CASE("whoever comes during a pass disturbs nobody else's turn") {
  messages::random_source random(5);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    probe_order order(seed);
    order.insert_all(ids(8));
    std::multiset<member_id> seen;
    for (int i = 0; i < 4; ++i) seen.insert(*order.next());
    order.insert(id(20));
    for (int i = 0; i < 4; ++i) seen.insert(*order.next());
    const bool newcomer = seen.contains(id(20));
    if (newcomer) seen.insert(*order.next());
    for (const auto& who : ids(8)) CHECK(seen.count(who) == 1);
  }
}

TEST_CASE("whoever goes is not probed, and nobody is left out for it") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    probe_order order(seed);
    order.insert_all(ids(8));
    std::multiset<member_id> seen;
    for (int i = 0; i < 4; ++i) seen.insert(*order.next());
    const auto gone = *seen.begin();
    order.remove(gone);
    order.remove(id(99));
    for (int i = 0; i < 4; ++i) seen.insert(*order.next());
    for (const auto& who : ids(8)) CHECK(seen.count(who) == 1);
    CHECK(order.size() == 7);
  }
}

TEST_CASE("an empty order has no next one") {
  probe_order order(1);
  CHECK_FALSE(order.next());
  order.insert(id(1));
  CHECK(order.next() == id(1));
  order.remove(id(1));
  CHECK_FALSE(order.next());
}

TEST_CASE("those drawn are different, evenly, never the one left out, and no more than there are") {
  for (const std::uint8_t count : {std::uint8_t{4}, std::uint8_t{40}}) {
    probe_order order(9);
    order.insert_all(ids(count));
    std::map<member_id, int> drawn;
    const int draws = 3000;
    for (int i = 0; i < draws; ++i) {
      const auto three = order.draw(3, id(1));
      CHECK(std::set<member_id>(three.begin(), three.end()).size() == 3);
      for (const auto& who : three) ++drawn[who];
    }
    CHECK_FALSE(drawn.contains(id(1)));
    const double expected = draws * 3.0 / (count - 1);
    for (const auto& [who, times] : drawn) CHECK(std::abs(times - expected) < 0.3 * expected);
    CHECK(order.draw(100, id(1)).size() == count - 1U);
  }
}
