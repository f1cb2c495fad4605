#include "transports/datagram/datagram_session.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <vector>

#include "messages/types/random.hpp"
#include "transports/datagram/datagram_gate.hpp"

using namespace std::chrono_literals;
using namespace starling::transports;
using starling::messages::duration;
using starling::messages::random_source;
using starling::messages::time_point;

namespace {

using bytes = std::vector<std::byte>;

constexpr time_point start = time_point{} + 1h;

struct weather {
  double loss = 0;
  double duplicate = 0;
  double reorder = 0;
  duration latency = 10ms;
};

struct side {
  std::optional<datagram_session> session;
  std::deque<bytes> to_send;
  std::vector<bytes> received;
  bool opened = false;
  std::optional<std::string> closed;
};

/// Two sessions, a gate and a bad network between them, on virtual time.
class pair_of_sessions {
 public:
  pair_of_sessions(const weather& w, std::uint64_t seed, const datagram_limits& limits = {})
      : weather_(w), limits_(limits), random_(seed) {
    sides[0].session = datagram_session::client(limits, 42, now);
    feed(0, deadline_passed{});
  }

  void feed(int who, datagram_event event) {
    effects_.clear();
    sides[who].session->step(std::move(event), now, effects_);
    auto& s = sides[who];
    s.opened = s.opened || effects_.opened;
    for (auto& f : effects_.received) s.received.push_back(std::move(f));
    std::size_t begin = 0;
    for (const auto end : effects_.ends) {
      CHECK(end - begin <= datagram_max);
      post(1 - who, bytes(effects_.bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                          effects_.bytes.begin() + static_cast<std::ptrdiff_t>(end)));
      begin = end;
    }
    refused += effects_.refused;
    if (effects_.closed) s.closed = effects_.closed;
  }

  /// Until `done` holds or nothing is left to happen; at most until `end`.
  template <class Done>
  void run(time_point end, Done done) {
    while (!done() && now <= end) {
      offer_more();
      auto next = network_.empty() ? time_point::max() : network_.begin()->first;
      for (const auto& s : sides) {
        if (s.session) next = std::min(next, s.session->next_deadline().value_or(next));
      }
      if (next == time_point::max()) return;
      now = std::max(now, next);
      ++steps;
      REQUIRE(steps < 3'000'000);
      if (!network_.empty() && network_.begin()->first <= now) {
        auto [to, content] = std::move(network_.begin()->second);
        network_.erase(network_.begin());
        arrive(to, content);
        continue;
      }
      for (int who : {0, 1}) {
        const auto& s = sides[who].session;
        if (s && s->next_deadline() && *s->next_deadline() <= now) feed(who, deadline_passed{});
      }
    }
  }
  void run_until_delivered(std::size_t first, std::size_t second, duration within) {
    run(now + within,
        [&] { return sides[0].received.size() >= first && sides[1].received.size() >= second; });
  }

  std::array<side, 2> sides;
  time_point now = start;
  std::uint64_t refused = 0;
  std::size_t steps = 0;
  bool cut = false;  ///< Nothing arrives any more.

 private:
  void offer_more() {
    for (int who : {0, 1}) {
      auto& s = sides[who];
      while (s.session && !s.to_send.empty() && s.session->wants_frame()) {
        auto f = std::move(s.to_send.front());
        s.to_send.pop_front();
        feed(who, frame_offered{std::move(f)});
      }
    }
  }
  void post(int to, bytes content) {
    if (cut || random_.uniform() < weather_.loss) return;
    const int copies = random_.uniform() < weather_.duplicate ? 2 : 1;
    for (int i = 0; i < copies; ++i) {
      const bool held = random_.uniform() < weather_.reorder;
      network_.emplace(now + (held ? 3 : 1) * weather_.latency, std::pair(to, content));
    }
  }
  void arrive(int to, const bytes& content) {
    if (to == 1 && (!sides[1].session || sides[1].closed)) {
      const bytes address = {std::byte{1}};
      const auto answer = gate_.hear(content, address, now);
      if (!answer.reply.empty()) post(0, answer.reply);
      if (!answer.granted) return;
      sides[1].session = datagram_session::server(limits_, *answer.granted, now);
    }
    feed(to, datagram_heard{content});
  }

  weather weather_;
  datagram_limits limits_;
  random_source random_;
  datagram_gate gate_{{1, 2, 3}};
  datagram_effects effects_;
  std::multimap<time_point, std::pair<int, bytes>> network_;
};

bytes random_frame(std::uint32_t number, std::size_t size) {
  bytes f(size);
  random_source random(number);
  for (auto& b : f) b = static_cast<std::byte>(random());
  return f;
}

void check_same(std::vector<bytes> got, std::vector<bytes> sent) {
  REQUIRE(got.size() == sent.size());
  const auto shorter = [](const bytes& a, const bytes& b) { return a.size() < b.size(); };
  std::sort(got.begin(), got.end(), shorter);
  std::sort(sent.begin(), sent.end(), shorter);
  CHECK(got == sent);
}

}  // namespace

TEST_CASE("two sides open and exchange frames within a few round trips") {
  pair_of_sessions net({}, 1);
  net.sides[0].to_send.push_back(random_frame(1, 100));
  net.run_until_delivered(0, 1, 1s);
  CHECK(net.sides[1].received == std::vector<bytes>{random_frame(1, 100)});
  CHECK(net.now - start <= 50ms);  // hello, challenge, open, welcome, data
  CHECK(net.sides[0].opened);
  CHECK(net.sides[1].opened);
  CHECK(net.refused == 0);
}

TEST_CASE("every frame arrives once under loss, duplication and reordering up to 30 percent") {
  for (const double rate : {0.05, 0.15, 0.3}) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      CAPTURE(rate);
      CAPTURE(seed);
      datagram_limits limits;
      limits.silence_max = 30s;
      limits.give_up_after = 60s;
      limits.connect_max = 30s;
      pair_of_sessions net({rate, rate, rate, 5ms}, seed, limits);
      random_source random(seed);
      std::array<std::vector<bytes>, 2> sent;
      for (std::uint32_t i = 0; i < 60; ++i) {
        for (std::size_t who : {0U, 1U}) {
          const auto size = 1000 * i + random.below(i % 10 == 0 ? 60'000 : 1000);
          sent[who].push_back(random_frame(2 * i + static_cast<std::uint32_t>(who), size));
          net.sides[who].to_send.push_back(sent[who].back());
        }
      }
      net.run_until_delivered(60, 60, 1000s);
      check_same(net.sides[1].received, sent[0]);
      check_same(net.sides[0].received, sent[1]);
      net.feed(0, close_wanted{});
      net.run(net.now + 60s, [&] { return net.sides[0].closed && net.sides[1].closed; });
      CHECK(net.sides[0].closed.has_value());
      CHECK(net.sides[1].received.size() == 60);
    }
  }
}

TEST_CASE("the same seed gives the same course, to the byte") {
  const auto course = [] {
    pair_of_sessions net({0.2, 0.2, 0.2, 5ms}, 9);
    for (std::uint32_t i = 0; i < 20; ++i) net.sides[0].to_send.push_back(random_frame(i, 9000));
    net.run_until_delivered(0, 20, 100s);
    return std::tuple(net.now, net.steps, net.sides[1].received);
  };
  CHECK(course() == course());
}

TEST_CASE("without loss nothing is sent twice and the line is used") {
  pair_of_sessions net({0, 0, 0, 10ms}, 3);
  for (std::uint32_t i = 0; i < 10; ++i) net.sides[0].to_send.push_back(random_frame(i, 400'000));
  net.run_until_delivered(0, 10, 60s);
  CHECK(net.sides[1].received.size() == 10);
  CHECK(net.sides[0].session->retransmitted() == 0);
  CHECK(net.now - start < 300ms);  // 3,437 fragments: slow start to 1,024, a round trip of 20 ms
}

TEST_CASE("a peer that falls silent closes the session after the stated time") {
  pair_of_sessions net({}, 4);
  net.run(start + 1s, [&] { return net.sides[1].opened && net.sides[0].opened; });
  net.cut = true;
  const auto since = net.now;
  net.run(start + 100s, [&] { return net.sides[0].closed && net.sides[1].closed; });
  CHECK(net.sides[0].closed == "nothing was heard for 5000 ms");
  CHECK(net.sides[1].closed == "nothing was heard for 5000 ms");
  CHECK(net.now - since <= 5100ms);
}

TEST_CASE("an idle session stays open for as long as the other side answers") {
  pair_of_sessions net({0.1, 0, 0, 10ms}, 5);
  net.run(start + 600s, [] { return false; });
  CHECK_FALSE(net.sides[0].closed);
  CHECK_FALSE(net.sides[1].closed);
  CHECK(net.steps < 20'000);
}

TEST_CASE("nobody there is said after the stated time") {
  pair_of_sessions net({1.0, 0, 0, 10ms}, 6);
  net.run(start + 100s, [&] { return net.sides[0].closed.has_value(); });
  CHECK(net.sides[0].closed == "the other side did not answer within 5000 ms");
  CHECK(net.now == start + 5s);
}

TEST_CASE("a close delivers what was offered, also when datagrams are lost") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    datagram_limits limits;
    limits.linger_max = 30s;
    pair_of_sessions net({0.2, 0, 0, 10ms}, seed, limits);
    for (std::uint32_t i = 0; i < 5; ++i) net.sides[0].to_send.push_back(random_frame(i, 20'000));
    net.run(start + 20s, [&] { return net.sides[0].to_send.empty(); });
    net.feed(0, close_wanted{});
    net.run(net.now + 60s, [&] { return net.sides[0].closed && net.sides[1].closed; });
    CHECK(net.sides[0].closed == "");
    CHECK(net.sides[1].closed == "");
    CHECK(net.sides[1].received.size() == 5);
  }
}

TEST_CASE("a receiver that pauses holds a bounded amount, and gets the rest when it resumes") {
  pair_of_sessions net({}, 7);
  net.run(start + 1s, [&] { return net.sides[1].opened; });
  net.feed(1, reading_paused{});
  for (std::uint32_t i = 0; i < 100; ++i) net.sides[0].to_send.push_back(random_frame(i, 100'000));
  net.run(start + 30s, [] { return false; });
  CHECK(net.sides[1].received.empty());
  CHECK(net.sides[0].to_send.size() > 60);  // what is held: 1,024 fragments, and a sender's 2 MiB
  CHECK_FALSE(net.sides[0].closed);
  net.feed(1, reading_resumed{});
  net.run_until_delivered(0, 100, 60s);
  CHECK(net.sides[1].received.size() == 100);
}

TEST_CASE("a frame that is too long for the receiver closes the session by name") {
  datagram_limits limits;
  limits.reassembly.frame_max = 5000;
  pair_of_sessions net({}, 8, limits);
  net.sides[0].to_send.push_back(random_frame(1, 5001));
  net.run(start + 5s, [&] { return net.sides[1].closed.has_value(); });
  CHECK(net.sides[1].closed == "the other side sent a frame that is too long");
}

TEST_CASE("any bytes from the other address are refused or do no harm") {
  random_source random(10);
  pair_of_sessions net({}, 9);
  net.run(start + 1s, [&] { return net.sides[1].opened && net.sides[0].opened; });
  const auto token = *net.sides[0].session->token();
  for (int i = 0; i < 50'000; ++i) {
    bytes b(random.below(80));
    for (auto& x : b) x = static_cast<std::byte>(random());
    if (b.size() >= datagram_head_size) {
      b[0] = std::byte{datagram_version};
      b[1] = static_cast<std::byte>(random.below(8));  // no goodbye, which would end it rightly
      b[2] = static_cast<std::byte>(b.size() - datagram_head_size);
      b[3] = std::byte{0};
      if (i % 2 == 0) {
        bytes t;
        encode_number(token, 8, t);
        std::copy(t.begin(), t.end(), b.begin() + 4);
      }
      if (i % 3 == 0 && b.size() >= 24) std::fill_n(b.begin() + 21, 3, std::byte{0});
    }
    net.feed(static_cast<int>(random.below(2)), datagram_heard{b});
    if (net.sides[0].closed || net.sides[1].closed) break;
  }
  // Whoever knows the token can end the session, by breaking a limit; nothing else happens.
  for (const auto& s : net.sides) {
    if (s.closed) CHECK(s.closed->find("the other side") == 0);
  }
  CHECK(net.refused > 100);
}

TEST_CASE("bytes without the token change nothing") {
  random_source random(11);
  pair_of_sessions net({}, 10);
  net.run(start + 1s, [&] { return net.sides[1].opened && net.sides[0].opened; });
  for (int i = 0; i < 50'000; ++i) {
    bytes b(datagram_head_size + random.below(30));
    for (auto& x : b) x = static_cast<std::byte>(random());
    b[0] = std::byte{datagram_version};
    b[1] = static_cast<std::byte>(1 + random.below(9));
    b[2] = static_cast<std::byte>(b.size() - datagram_head_size);
    b[3] = std::byte{0};
    net.feed(static_cast<int>(random.below(2)), datagram_heard{b});
  }
  CHECK(net.refused == 50'000);
  net.sides[0].to_send.push_back(random_frame(1, 5000));
  net.run_until_delivered(0, 1, 5s);
  CHECK(net.sides[1].received.size() == 1);
}
