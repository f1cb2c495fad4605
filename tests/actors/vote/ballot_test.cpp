#include "actors/vote/ballot.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <queue>
#include <set>

#include "messages/types/random.hpp"

using namespace std::chrono_literals;
using namespace starling;
using actors::ballot;
using messages::candidacy;
using messages::commit;
using messages::model_hash;
using messages::node_id;
using messages::time_point;
using messages::vote;
using messages::vote_message;

namespace {

model_hash model(std::uint64_t number) {
  model_hash h;
  h.bytes[31] = static_cast<std::uint8_t>(number);
  return h;
}

struct world {
  std::size_t members;
  std::size_t liars;
  std::uint64_t seed;
  messages::duration delay_max;
  double loss = 0;
};

/// Honest members first, then liars, who say something else to each, all the time.
struct assembly {
  explicit assembly(world w) : what(w), random(w.seed) {
    for (std::uint32_t i = 0; i < w.members - w.liars; ++i) {
      honest.emplace_back(ballot::options{w.members, 1s}, node_id{i},
                          messages::round_number{w.seed}, model(i + 1));
    }
    for (std::uint32_t i = 0; i < honest.size(); ++i) {
      ballot::effects out;
      honest[i].start(now, out);
      send(i, out);
    }
  }
  void post(std::uint32_t from, std::uint32_t to, const vote_message& m) {
    if (random.uniform() < what.loss) return;
    const auto delay =
        messages::duration(random.below(static_cast<std::uint64_t>(what.delay_max.count()) + 1));
    queue.push({now + delay, order++, from, to, m});
  }
  void send(std::uint32_t from, const ballot::effects& all) {
    for (const auto& m : all) {
      for (std::uint32_t to = 0; to < honest.size(); ++to) {
        if (to != from) post(from, to, m);
      }
    }
  }
  vote_message lie() {
    const auto& victim = honest[random.below(honest.size())];
    const messages::term_number term{
        std::max<std::uint64_t>(1, victim.term().value + random.below(3)) -
        (victim.term().value > 1 ? random.below(2) : 0)};
    const messages::round_number round{what.seed};
    const auto h = random.below(4) == 0 ? model_hash{} : model(1 + random.below(what.members));
    switch (random.below(3)) {
      case 0:
        return candidacy{round, term, h, {random.below(term.value + 1)}};
      case 1:
        return vote{round, term, h};
      default:
        return commit{round, term, h};
    }
  }
  void run(messages::duration span) {
    const auto end = now + span;
    while (now < end) {
      for (auto liar = static_cast<std::uint32_t>(honest.size()); liar < what.members; ++liar) {
        for (std::uint32_t to = 0; to < honest.size(); ++to) post(liar, to, lie());
      }
      now += 50ms;
      while (!queue.empty() && queue.top().when <= now) {
        const auto e = queue.top();
        queue.pop();
        ballot::effects out;
        honest[e.to].hear({e.from}, e.what, now, out);
        send(e.to, out);
      }
      for (std::uint32_t i = 0; i < honest.size(); ++i) {
        const auto due = honest[i].next_deadline();
        ballot::effects out;
        if (due && *due <= now) honest[i].wake(now, out);
        send(i, out);
      }
    }
  }
  [[nodiscard]] std::set<model_hash> decisions() const {
    std::set<model_hash> all;
    for (const auto& b : honest) {
      if (b.decided()) all.insert(*b.decided());
    }
    return all;
  }
  [[nodiscard]] std::size_t deciders() const {
    return static_cast<std::size_t>(std::count_if(
        honest.begin(), honest.end(), [](const ballot& b) { return b.decided().has_value(); }));
  }

  struct event {
    time_point when;
    std::uint64_t order;
    std::uint32_t from;
    std::uint32_t to;
    vote_message what;
    bool operator>(const event& o) const {
      return when != o.when ? when > o.when : order > o.order;
    }
  };
  world what;
  messages::random_source random;
  time_point now{};
  std::vector<ballot> honest;
  std::priority_queue<event, std::vector<event>, std::greater<>> queue;
  std::uint64_t order = 0;
};

}  // namespace

TEST_CASE("a quorum is 2 f + 1 of 3 f + 1, and two quorums always share an honest member") {
  for (std::size_t n = 1; n <= 100; ++n) {
    const ballot b({n, 1s}, {0}, {1}, model(1));
    if (n % 3 == 1) CHECK(b.quorum() == 2 * b.liars_max() + 1);
    CHECK(2 * b.quorum() > n + b.liars_max());
    CHECK(b.quorum() <= n - b.liars_max());  // the honest ones are enough
  }
}

TEST_CASE("where nobody lies and nothing is late, all commit the first leader's model") {
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{4}, std::size_t{10}}) {
    assembly a({n, 0, 3, 10ms});
    a.run(900ms);
    CHECK(a.deciders() == n);
    CHECK(a.decisions() == std::set{model(a.honest[0].leader({1}).value + 1)});
  }
}

TEST_CASE("no two models are committed for a round, whatever f liars say and however late it is") {
  std::size_t decided = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    const std::size_t f = 1 + seed % 2;
    // Delays of up to three times the first wait: terms overlap.
    assembly a({3 * f + 1 + seed % 3, f, seed, 3s, seed % 5 == 0 ? 0.2 : 0.0});
    a.run(25s);
    CHECK(a.decisions().size() <= 1);
    decided += a.deciders() > 0 ? 1 : 0;
  }
  CHECK(decided > 100);  // else it would say nothing
}

TEST_CASE("all commit when messages come through in time, though f lie") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    assembly a({7, 2, seed, 100ms});
    a.run(60s);
    CHECK(a.decisions().size() == 1);
    CHECK(a.deciders() == 5);
  }
}

TEST_CASE("all that are left commit, though the first leaders are gone") {
  assembly b({4, 0, 4, 10ms});
  const auto first = b.honest[0].leader({1}).value;
  b.queue = {};
  // Whatever the first leader says is lost.
  for (int i = 0; i < 400; ++i) {
    b.run(50ms);
    decltype(b.queue) kept;
    for (; !b.queue.empty(); b.queue.pop()) {
      if (b.queue.top().from != first) kept.push(b.queue.top());
    }
    b.queue = std::move(kept);
  }
  CHECK(b.decisions().size() == 1);
  CHECK(b.deciders() >= 3);
}

TEST_CASE("what cannot be is refused") {
  ballot b({4, 1s}, {0}, {1}, model(1));
  ballot::effects out;
  b.start(time_point{}, out);
  const auto leader = b.leader({1});
  const node_id other{leader.value == 3 ? 2U : 3U};
  const auto refused = [&](node_id from, const vote_message& m) {
    return !b.hear(from, m, time_point{}, out);
  };
  CHECK(refused({4}, vote{{1}, {1}, model(1)}));
  CHECK(refused({0}, vote{{1}, {1}, model(1)}));
  CHECK(refused({1}, vote{{2}, {1}, model(1)}));
  CHECK(refused({1}, vote{{1}, {0}, model(1)}));
  CHECK(refused({1}, vote{{1}, {1000}, model(1)}));
  CHECK(refused(other, candidacy{{1}, {1}, model(1), {0}}));
  CHECK(refused(leader, candidacy{{1}, {1}, model_hash{}, {0}}));
  CHECK(refused(leader, candidacy{{1}, {1}, model(1), {1}}));
  CHECK_FALSE(refused(other, vote{{1}, {1}, model(1)}));
  CHECK(refused(other, vote{{1}, {1}, model(2)}));  // it has said something else
}

TEST_CASE("who has committed votes for another model only when a quorum has, in a later term") {
  // Leaders of round 4 among four: 1, 2, 3 in the first three terms.
  ballot b({4, 1s}, {0}, {4}, model(1));
  ballot::effects out;
  b.start(time_point{}, out);
  const auto says = [&](std::uint32_t from, const vote_message& m) {
    CHECK(b.hear({from}, m, time_point{}, out));
  };
  const auto last_vote = [&] {
    std::optional<vote> last;
    for (const auto& m : out) {
      if (const auto* v = std::get_if<vote>(&m)) last = *v;
    }
    REQUIRE(last);
    return *last;
  };
  says(1, candidacy{{4}, {1}, model(7), {0}});
  CHECK(last_vote().model == model(7));
  says(1, vote{{4}, {1}, model(7)});
  CHECK(out.size() == 1);  // two of four are no quorum
  says(2, vote{{4}, {1}, model(7)});
  REQUIRE(std::holds_alternative<commit>(out.back()));
  CHECK(std::get<commit>(out.back()).model == model(7));

  b.wake(*b.next_deadline(), out);
  REQUIRE(b.term().value == 2);
  says(2, candidacy{{4}, {2}, model(8), {0}});
  CHECK(last_vote().term.value == 2);
  CHECK(last_vote().model == model_hash{});  // it is bound to the other

  for (std::uint32_t from = 1; from < 4; ++from) says(from, vote{{4}, {2}, model(8)});
  b.wake(*b.next_deadline(), out);
  if (b.term().value == 2) b.wake(*b.next_deadline(), out);
  REQUIRE(b.term().value == 3);
  says(3, candidacy{{4}, {3}, model(8), {2}});
  CHECK(last_vote().term.value == 3);
  CHECK(last_vote().model == model(8));
}
