#include "transports/fallback/fallback_session.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <map>
#include <vector>

#include "messages/types/random.hpp"

using namespace std::chrono_literals;
using namespace starling::transports;
using starling::messages::random_source;
using starling::messages::time_point;

namespace {

using bytes = std::vector<std::byte>;

constexpr time_point start = time_point{} + 1h;

struct side {
  fallback_session session;
  std::deque<bytes> to_send{};
  std::vector<bytes> received{};
  std::optional<std::string> closed{};
};

/// Two sessions and routes between them that can fall silent or close, on virtual time.
class world {
 public:
  explicit world(std::uint32_t routes, const fallback_limits& limits = {})
      : sides{side{fallback_session(limits, start)}, side{fallback_session(limits, start)}},
        silent(routes, false),
        count_(routes) {
    for (std::uint32_t r = 0; r < routes; ++r) open(r);
  }

  void open(std::uint32_t r) {
    const channel_traits traits{{1U << 20U}, true, true, 2ms, 1e8, 0.1 * r};
    for (int who : {0, 1}) feed(who, route_opened{{r}, r, traits});
  }
  void close(std::uint32_t r) {
    std::erase_if(network_, [r](const auto& entry) { return entry.second.route.value == r; });
    for (int who : {0, 1}) feed(who, route_closed{{r}});
  }

  void feed(int who, fallback_event event) {
    fallback_effects out;
    sides[who].session.step(std::move(event), now, out);
    for (auto& f : out.received) sides[who].received.push_back(std::move(f));
    for (auto& s : out.sent) {
      if (!silent[s.route.value]) {
        network_.emplace(now + 2ms, letter{1 - who, s.route, std::move(s.bytes)});
      }
    }
    if (out.closed) sides[who].closed = out.closed;
  }

  template <class Done>
  void run(time_point end, Done done) {
    while (!done()) {
      for (int who : {0, 1}) {
        auto& s = sides[who];
        while (!s.to_send.empty() && s.session.wants_frame()) {
          auto f = std::move(s.to_send.front());
          s.to_send.pop_front();
          feed(who, send_wanted{std::move(f)});
        }
      }
      auto next = network_.empty() ? time_point::max() : network_.begin()->first;
      for (const auto& s : sides) next = std::min(next, s.session.next_deadline().value_or(next));
      if (next > end) break;
      now = std::max(now, next);
      REQUIRE(++steps < 500'000);
      if (!network_.empty() && network_.begin()->first <= now) {
        const auto l = std::move(network_.begin()->second);
        network_.erase(network_.begin());
        if (!silent[l.route.value]) feed(l.to, route_heard{l.route, l.content});
        continue;
      }
      for (int who : {0, 1}) feed(who, time_passed{});
    }
  }
  void run_for(starling::messages::duration d) {
    const auto end = now + d;
    run(end, [] { return false; });
    now = end;
  }

  std::array<side, 2> sides;
  std::vector<bool> silent;
  time_point now = start;
  int steps = 0;

 private:
  struct letter {
    int to;
    route_id route;
    bytes content;
  };
  std::uint32_t count_;
  std::multimap<time_point, letter> network_;
};

std::vector<bytes> frames(std::size_t count, std::uint64_t seed) {
  random_source random(seed);
  std::vector<bytes> all(count);
  for (auto& f : all) {
    f.resize(random.below(2000));
    for (auto& b : f) b = static_cast<std::byte>(random());
  }
  return all;
}

}  // namespace

TEST_CASE("frames arrive once and in order over the preferred route") {
  world w(2);
  const auto sent = frames(500, 1);
  w.sides[0].to_send.assign(sent.begin(), sent.end());
  w.run(start + 10s, [&] { return w.sides[1].received.size() == sent.size(); });
  CHECK(w.sides[1].received == sent);
  CHECK(w.sides[0].session.in_use() == route_id{0});
  CHECK(w.sides[0].session.retransmitted() == 0);
}

TEST_CASE("a route that falls silent is left within a second and nothing is lost") {
  world w(2);
  const auto sent = frames(400, 2);
  w.sides[0].to_send.assign(sent.begin(), sent.begin() + 200);
  w.run(start + 1s, [&] { return w.sides[1].received.size() > 100; });
  w.silent[0] = true;
  const auto cut = w.now;
  w.sides[0].to_send.insert(w.sides[0].to_send.end(), sent.begin() + 200, sent.end());
  w.run(start + 20s, [&] { return w.sides[1].received.size() == sent.size(); });
  CHECK(w.sides[1].received == sent);
  CHECK(w.now - cut < 1s);
  CHECK(w.sides[0].session.in_use() == route_id{1});
}

TEST_CASE("a route that closes is left at once") {
  world w(3);
  const auto sent = frames(300, 3);
  w.sides[0].to_send.assign(sent.begin(), sent.end());
  w.run(start + 1s, [&] { return w.sides[1].received.size() > 50; });
  const auto cut = w.now;
  w.close(0);
  w.run(start + 20s, [&] { return w.sides[1].received.size() == sent.size(); });
  CHECK(w.sides[1].received == sent);
  CHECK(w.now - cut < 100ms);
}

TEST_CASE("the preferred route is taken back when it answers again") {
  world w(2);
  w.silent[0] = true;
  w.sides[0].to_send = {bytes(10)};
  w.run_for(2s);
  CHECK(w.sides[0].session.in_use() == route_id{1});
  w.silent[0] = false;
  w.run_for(3s);
  CHECK(w.sides[0].session.in_use() == route_id{0});
}

TEST_CASE("frames wait while no route is there and go on the next that opens") {
  world w(1);
  const auto sent = frames(100, 4);
  w.sides[0].to_send.assign(sent.begin(), sent.end());
  w.run(start + 1s, [&] { return w.sides[1].received.size() > 10; });
  w.close(0);
  w.run_for(3s);
  CHECK_FALSE(w.sides[0].closed);
  w.open(0);
  w.run(w.now + 5s, [&] { return w.sides[1].received.size() == sent.size(); });
  CHECK(w.sides[1].received == sent);
}

TEST_CASE("without any route it closes after the stated time") {
  world w(2);
  w.close(0);
  w.close(1);
  w.run(start + 60s, [&] { return w.sides[0].closed.has_value(); });
  CHECK(w.sides[0].closed == "nothing was heard on any route");
  CHECK(w.now - start <= 5100ms);
}

TEST_CASE("an idle channel stays open, however short a silence ends it") {
  fallback_limits limits;
  limits.silence_max = 100ms;
  world w(2, limits);
  w.run_for(10s);
  CHECK_FALSE(w.sides[0].closed);
  CHECK_FALSE(w.sides[1].closed);
}

TEST_CASE("whatever the routes do, each frame arrives once and in order while one is left") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    world w(3);
    random_source random(seed);
    const auto there = frames(400, seed);
    const auto back = frames(400, seed + 100);
    w.sides[0].to_send.assign(there.begin(), there.end());
    w.sides[1].to_send.assign(back.begin(), back.end());
    std::array<bool, 3> open = {true, true, true};
    for (int i = 0; i < 40; ++i) {
      w.run(w.now + std::chrono::milliseconds(random.below(300)), [] { return false; });
      const auto r = static_cast<std::uint32_t>(random.below(2));  // the third stays
      if (random.below(2) == 0) {
        w.silent[r] = !w.silent[r];
      } else if (open[r]) {
        w.close(r);
        open[r] = false;
      } else {
        w.open(r);
        open[r] = true;
      }
    }
    w.run(w.now + 60s,
          [&] { return w.sides[1].received.size() >= 400 && w.sides[0].received.size() >= 400; });
    CHECK(w.sides[1].received == there);
    CHECK(w.sides[0].received == back);
  }
}

TEST_CASE("a receiver that takes nothing holds a bounded amount and gets the rest later") {
  fallback_limits limits;
  limits.held_max = 100'000;
  limits.unacked_max = 100'000;
  world w(2, limits);
  w.feed(1, taking_paused{});
  for (int i = 0; i < 100; ++i) w.sides[0].to_send.emplace_back(10'000);
  w.run_for(10s);
  CHECK(w.sides[1].received.empty());
  CHECK(w.sides[0].to_send.size() > 60);
  CHECK_FALSE(w.sides[0].closed);
  w.feed(1, taking_resumed{});
  w.run(w.now + 10s, [&] { return w.sides[1].received.size() == 100; });
  CHECK(w.sides[1].received.size() == 100);
}

TEST_CASE("a close delivers what was sent and is seen by the other side") {
  world w(2);
  w.sides[0].to_send.assign(20, bytes(5000));
  w.run(start + 1s, [&] { return w.sides[0].to_send.empty(); });
  w.feed(0, ending_wanted{});
  w.run(w.now + 5s, [&] { return w.sides[0].closed && w.sides[1].closed; });
  CHECK(w.sides[0].closed == "");
  CHECK(w.sides[1].closed == "");
  CHECK(w.sides[1].received.size() == 20);
}

TEST_CASE("any bytes on a route are refused or do no harm") {
  world w(1);
  random_source random(7);
  for (int i = 0; i < 20'000 && !w.sides[1].closed; ++i) {
    bytes b(random.below(40));
    for (auto& x : b) x = static_cast<std::byte>(random());
    if (!b.empty()) b[0] = static_cast<std::byte>(i % 8 == 4 ? 9 : i % 8);  // no goodbye
    w.feed(1, route_heard{{0}, b});
  }
  CHECK_FALSE(w.sides[1].closed);
  w.sides[0].to_send = {bytes(10)};
  w.run(w.now + 5s, [&] { return !w.sides[1].received.empty(); });
  CHECK(w.sides[1].received.size() == 1);
}
