#include "actors/adversary/conspiracy.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "actors/roster/round_roster.hpp"
#include "tests/actors/adversary/eavesdropper.hpp"
#include "tests/actors/small_swarm.hpp"

using namespace std::chrono_literals;
using namespace small_swarm;
using actors::conspiracy;
using aggregation::knowledge;
using eavesdropping::eavesdropper;

namespace {

using ids = std::vector<std::uint32_t>;

/// What one forging knew.
struct forged {
  std::uint32_t self;
  std::uint64_t round;
  ids senders;
  std::vector<float> numbers;
  std::size_t colluder, adversaries, nodes;
  std::uint64_t seed, collusion_seed;
};

/// Six nodes in a mesh, 4 and 5 lie, and what their attack gets to know.
struct six {
  explicit six(topology::options graph = topology::mesh{}) : plan(plan_of(graph, 6, 100)) {
    plan->options.adversaries.count = 2;
    plan->eavesdropper =
        std::make_shared<eavesdropper>([this](const knowledge& k) { return note(k); });
  }
  six(const six&) = delete;

  std::optional<tensor> note(const knowledge& k) {
    forged f{k.self.value, k.round.value,   {}, {}, k.colluder, k.adversaries, k.nodes,
             k.seed,       k.collusion_seed};
    for (const auto& c : k.overheard) {
      f.senders.push_back(c.sender.value);
      f.numbers.push_back(number(c.parameters));
    }
    known.push_back(std::move(f));
    if (forge) return forge(k);
    return number(-number(k.honest));
  }
  /// A node says `value` in `round`; who is answered by it.
  ids say(std::uint32_t from, std::uint64_t round, float value) {
    if (!core) core = std::make_unique<conspiracy>(plan);
    out.clear();
    core->hear({{from}, {{round}, {round - 1}, {2}, 0.5, number(value)}, number(100)}, now, out);
    return answered();
  }
  ids lose(std::uint32_t member) {
    out.clear();
    core->lose({member}, now, out);
    return answered();
  }
  ids wake() {
    REQUIRE(core->next_deadline());
    now = *core->next_deadline();
    out.clear();
    core->wake(now, out);
    return answered();
  }
  [[nodiscard]] ids answered() const {
    ids who;
    for (const auto& o : out) who.push_back(o.to.value);
    return who;
  }

  std::shared_ptr<actors::plan> plan;
  std::unique_ptr<conspiracy> core;
  time_point now{};
  std::vector<conspiracy::instruction> out;
  std::vector<forged> known;
  std::function<std::optional<tensor>(const knowledge&)> forge;
};

}  // namespace

TEST_CASE("liars are answered once all the honest have proposed, whatever the order") {
  six s;
  CHECK(s.say(5, 1, 50).empty());
  CHECK(s.say(3, 1, 3).empty());
  CHECK(s.say(1, 1, 1).empty());
  CHECK(s.say(0, 1, 0).empty());
  CHECK(s.say(2, 1, 2) == ids{5});
  CHECK(s.out[0].what.round == round_number{1});
  CHECK(number(*s.out[0].what.parameters) == -50);
  CHECK(s.say(4, 1, 40) == ids{4});  // Nothing is left to wait for.
  CHECK(s.say(4, 1, 40) == ids{4});  // Restarted: it asks again, and hears the same.
  REQUIRE(s.known.size() == 3);
  for (const auto& k : s.known) {
    CHECK(k.senders == ids{0, 1, 2, 3});
    CHECK(k.numbers == std::vector<float>{0, 1, 2, 3});
    CHECK(k.adversaries == 2);
    CHECK(k.nodes == 6);
    CHECK(k.colluder == k.self - 4);
    CHECK(k.collusion_seed == s.known[0].collusion_seed);
  }
  CHECK(s.known[0].seed != s.known[1].seed);
  CHECK(s.known[1].seed == s.known[2].seed);
}

TEST_CASE("an attack that forges alike is asked once for all who stand in the same place") {
  six s;
  s.plan->eavesdropper =
      std::make_shared<eavesdropper>([&s](const knowledge& k) { return s.note(k); }, true);
  for (std::uint32_t i = 0; i < 4; ++i) s.say(i, 1, static_cast<float>(i));
  s.core->hear({node_id{4}, {{1}, {0}, {2}, 0.5, number(40)}, number(100)}, s.now, s.out);
  CHECK(s.known.size() == 1);
  const auto shared = number(100);
  s.out.clear();
  s.core->hear({node_id{4}, {{1}, {0}, {2}, 0.5, number(40)}, shared}, s.now, s.out);
  s.core->hear({node_id{5}, {{1}, {0}, {2}, 0.5, number(50)}, shared}, s.now, s.out);
  CHECK(s.known.size() == 2);  // another storage may be another base
  REQUIRE(s.out.size() == 2);
  CHECK(number(*s.out[0].what.parameters) == -40);
  CHECK(s.out[1].what.parameters->same_storage(*s.out[0].what.parameters));
}

TEST_CASE("a silent attack tells a liar to say nothing") {
  six s;
  s.forge = [](const knowledge&) { return std::nullopt; };
  for (std::uint32_t i = 0; i < 4; ++i) s.say(i, 1, 0);
  REQUIRE(s.say(4, 1, 0) == ids{4});
  CHECK_FALSE(s.out[0].what.parameters);
}

TEST_CASE("after a quarter of the deadline liars make do with what they have overheard") {
  six s;
  s.plan->options.rounds.deadline = 2s;
  s.say(1, 1, 1);
  CHECK_FALSE(s.core->next_deadline());
  s.now = time_point{} + 3s;
  CHECK(s.say(4, 1, 40).empty());
  s.now = time_point{} + 3100ms;
  CHECK(s.say(5, 1, 50).empty());
  CHECK(s.core->next_deadline() == time_point{} + 3500ms);
  CHECK(s.wake() == ids{4, 5});
  CHECK(s.known[0].senders == ids{1});
  CHECK_FALSE(s.core->next_deadline());
}

TEST_CASE("without a deadline liars wait, but for nobody who has crashed or is further") {
  six s;
  s.plan->options.rounds.deadline = 0s;
  s.say(0, 1, 0);
  s.say(4, 1, 40);
  CHECK_FALSE(s.core->next_deadline());
  CHECK(s.say(1, 3, 1).empty());
  CHECK(s.lose(2).empty());
  CHECK(s.lose(6).empty());  // No node.
  CHECK(s.say(3, 1, 3) == ids{4});
  CHECK(s.known[0].senders == ids{0, 3});

  // Node 2 is not waited for until it speaks again.
  s.say(0, 3, 0);
  s.say(4, 3, 40);
  CHECK(s.say(3, 3, 3) == ids{4});
  s.say(2, 4, 0);
  s.say(0, 5, 0);
  s.say(1, 5, 0);
  s.say(4, 5, 0);
  CHECK(s.say(3, 5, 0).empty());
  CHECK(s.say(2, 5, 0) == ids{4});
}

TEST_CASE("who is not drawn, or away, is neither waited for nor counted") {
  six s;
  s.plan->options.rounds.sample = 0.5;
  s.plan->options.faults.absences = {{{0}, {1}, {50}}, {{5}, {1}, {50}}};
  const actors::round_roster roster(s.plan->options);
  for (std::uint64_t round = 1; round < 50; ++round) {
    ids honest;
    for (std::uint32_t i = 1; i < 4; ++i) {
      if (roster.drawn({i}, {round})) honest.push_back(i);
    }
    if (!roster.drawn({4}, {round})) continue;
    auto answered = s.say(4, round, 1);
    for (const auto i : honest) {
      CHECK(answered.empty());
      answered = s.say(i, round, 0);
    }
    CHECK(answered == ids{4});
    CHECK(s.known.back().senders == honest);
    CHECK(s.known.back().nodes == honest.size() + 1);
    CHECK(s.known.back().adversaries == 1);
    CHECK(s.known.back().colluder == 0);
  }
  CHECK(s.known.size() > 10);
}

TEST_CASE("with a quorum liars wait for that share of the honest") {
  six s;
  s.plan->options.rounds.quorum = 0.7;  // 2.8 of 4.
  s.say(4, 1, 40);
  CHECK(s.say(3, 1, 3).empty());
  CHECK(s.say(0, 1, 0).empty());
  CHECK(s.say(1, 1, 1) == ids{4});
  CHECK(s.known[0].senders == ids{0, 1, 3});
  s.say(2, 1, 2);
  CHECK(s.say(5, 1, 50) == ids{5});
  CHECK(s.known[1].senders == ids{0, 1, 2, 3});
}

TEST_CASE("a round is kept for the liar who comes late to it, but not beyond the limit") {
  six s;
  s.plan->options.rounds.deadline = 0s;
  for (std::uint64_t round = 1; round <= conspiracy::rounds_max + 1; ++round) {
    for (std::uint32_t i = 0; i < 4; ++i) s.say(i, round, static_cast<float>(round));
    CHECK(s.say(4, round, 0) == ids{4});
  }
  CHECK(s.say(5, 1, 0) == ids{5});
  CHECK(s.known.back().senders.empty());
  CHECK(s.say(5, 2, 0) == ids{5});
  CHECK(s.known.back().numbers == std::vector<float>(4, 2));
  CHECK(s.say(5, 2, 0) == ids{5});  // Both have asked, a later round is overheard: forgotten.
  CHECK(s.known.back().senders.empty());
}

TEST_CASE("of more rounds than are kept the oldest is forged with what there is") {
  six s;
  s.plan->options.rounds.deadline = 0s;
  s.say(0, 1, 7);
  CHECK(s.say(4, 1, 0).empty());
  for (std::uint64_t round = 2; round <= conspiracy::rounds_max; ++round) {
    CHECK(s.say(0, round, 7).empty());
  }
  CHECK(s.say(0, conspiracy::rounds_max + 1, 7) == ids{4});
  CHECK(s.known.back().round == 1);
  CHECK(s.known.back().senders == ids{0});
}

TEST_CASE("a liar can try what the others' rule would make of proposals") {
  for (const topology::options& graph : {topology::options{topology::mesh{}}, {topology::star{}}}) {
    six s(graph);
    std::optional<tensor> tried;
    std::optional<tensor> refused;
    s.forge = [&](const knowledge& k) {
      tried = k.defence(k.overheard);
      refused = k.defence(k.overheard.first(0));
      CHECK(k.base == number(100));
      return tried;
    };
    s.plan->live.rules = std::make_shared<actors::rule_schedule>(actors::rule_in_force{
        "trimmed_mean",
        [] { return *aggregation::make_rule(rule::options(rule::trimmed_mean{1})); },
        [](std::size_t) { return std::size_t{1}; }});
    for (std::uint32_t i = 0; i < 4; ++i) s.say(i, 1, i == 3 ? 1000.0F : static_cast<float>(i));
    s.say(4, 1, 0);
    REQUIRE(tried);
    CHECK(number(*tried) == 1.5F);  // Of 0, 1, 2, 1000.
    CHECK_FALSE(refused);
  }
}

TEST_CASE("asynchronous liars are answered at once, from the latest that each honest node said") {
  six s;
  s.plan->options.rounds.mode = round_mode::asynchronous;
  CHECK(s.say(4, 1, 0) == ids{4});
  CHECK(s.known.back().senders.empty());
  s.say(2, 1, 1);
  s.say(2, 5, 2);
  s.say(0, 3, 9);
  CHECK(s.say(5, 2, 0) == ids{5});
  CHECK(s.known.back().senders == ids{0, 2});
  CHECK(s.known.back().numbers == std::vector<float>{9, 2});
  CHECK(s.known.back().nodes == 6);
  CHECK_FALSE(s.core->next_deadline());
}
