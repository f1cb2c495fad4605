#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

std::vector<const audit_record*> records(const run_result& r, audit_record::kind what) {
  std::vector<const audit_record*> some;
  for (const audit_record& a : r.audit) {
    if (a.what == what) some.push_back(&a);
  }
  return some;
}

/// The mean, but for some of its calls, which it refuses.
class moody final : public aggregation::rule {
 public:
  moody(std::uint64_t first, std::uint64_t last) : first_(first), last_(last) {}
  [[nodiscard]] std::string_view name() const override { return "moody"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t) const override { return 1; }
  messages::result<messages::combination, aggregation::rule_error> decide(
      aggregation::gathering& heard) override {
    ++calls_;
    if (calls_ >= first_ && calls_ < last_) {
      return messages::failure{aggregation::rule_error::too_costly};
    }
    return heard.combined(heard.mean(heard.weights()));
  }

 private:
  std::uint64_t first_;
  std::uint64_t last_;
  std::uint64_t calls_ = 0;
};

/// Ten nodes for twelve rounds; the rule refuses rounds `first` to `last` - 1.
run_result beside(topology::options who, std::uint64_t first, std::uint64_t last) {
  one_numbers all(10);
  round_options rounds;
  rounds.max = 12;
  return swarm_builder()
      .nodes(10)
      .topology(std::move(who))
      .rounds(rounds)
      .aggregation([=] { return std::make_unique<moody>(first, last); }, 0)
      .build()
      .train(all.factory())
      .virtual_time()
      .run();
}

}  // namespace

TEST_CASE("a rule that comes into force in round 11 rescues a swarm, and the audit says so") {
  for (const topology::options& who : {topology::options{topology::mesh{}}, {topology::star{}}}) {
    CAPTURE(who.index());
    auto o = ten_nodes(who);
    o.rounds.max = 40;
    o.adversaries = {2, attack::sign_flip{.scale = 4}};
    const auto ruined = on_virtual_time(o);
    o.aggregation.changes = {{round_number{11}, "trimmed_mean", 2, {}}};
    const auto rescued = on_virtual_time(o);
    CHECK(ruined.accuracy < 0.6);
    CHECK(rescued.accuracy > ruined.accuracy + 0.1);
    const auto rules = records(rescued, audit_record::kind::rule_in_force);
    REQUIRE(rules.size() == 2);
    CHECK(rules[0]->round == 1);
    CHECK(rules[0]->rule == "mean");
    CHECK(rules[1]->round == 11);
    CHECK(rules[1]->rule == "trimmed_mean");
    CHECK(rules[1]->detail == "byzantine 2 of 10 nodes");
  }
}

TEST_CASE("a program changes the rule while the swarm runs") {
  auto o = ten_nodes(topology::star{});
  o.adversaries = {2, attack::sign_flip{.scale = 4}};
  auto t = learn(o);
  std::uint64_t from = 0;
  t.virtual_time().on_round([&from, control = t.control()](const round_report& r) {
    if (r.round != 5) return;
    aggregation_options robust;
    robust.rule = rule::median{2};
    const auto changed = control->change(robust);
    REQUIRE(changed);
    from = *changed;
  });
  const auto result = t.run();
  CHECK(from > 5);
  CHECK(from <= 7);
  const auto rules = records(result, audit_record::kind::rule_in_force);
  REQUIRE(rules.size() == 2);
  CHECK(rules[1]->round == from);
  CHECK(rules[1]->rule == "median");
}

TEST_CASE("every refusal has its record, and the counts match") {
  auto o = ten_nodes(topology::star{});
  o.aggregation.rule = rule::multi_krum{2, 6};
  o.adversaries = {2, attack::sign_flip{.scale = 4}};
  const auto result = on_virtual_time(o);
  const auto refusals = records(result, audit_record::kind::refused);
  CHECK(refusals.size() == refused(result, refusal::outvoted));
  CHECK(refusals.size() == 4 * o.rounds.max);  // six of ten are chosen
  for (const audit_record* r : refusals) {
    CHECK(r->rule == "multi_krum");
    CHECK(r->by == node_id{10});
    CHECK(r->measured >= r->limit);
  }
}

TEST_CASE("rounds that the rule refuses fail by name, keep the model, and the run goes on") {
  for (const topology::options& who : {topology::options{topology::mesh{}}, {topology::star{}}}) {
    CAPTURE(who.index());
    const auto result = beside(who, 5, 7);
    CHECK(result.succeeded());
    CHECK(result.rounds == 12);
    const auto members = std::holds_alternative<topology::star>(who) ? 1U : 10U;
    for (const round_report& r : result.per_round) {
      CAPTURE(r.round);
      const bool refuses = r.round == 5 || r.round == 6;
      CHECK(r.failed == (refuses ? members : 0U));
    }
    const auto failed = records(result, audit_record::kind::round_failed);
    REQUIRE(failed.size() == 2 * members);
    CHECK(failed[0]->detail == "too_costly: moody refused 10 proposals with byzantine 0");
  }
}

TEST_CASE("a swarm whose every round fails has lost, and says why") {
  for (const topology::options& who : {topology::options{topology::mesh{}}, {topology::star{}}}) {
    CAPTURE(who.index());
    const auto result = beside(who, 5, 100);
    CHECK(result.stopped_by == stop_reason::quorum_lost);
    CHECK(result.detail.find("round 7 failed") != std::string::npos);
    CHECK(result.detail.find("too_costly: moody refused 10 proposals") != std::string::npos);
  }
}
