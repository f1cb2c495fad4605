#include <chrono>

#include "tests/actors/node/one_node.hpp"

using namespace std::chrono_literals;
using namespace small_swarm;
using messages::hand_over;
using messages::model_snapshot;
using messages::model_update;
using messages::request_update;
using messages::start_round;

TEST_CASE("the child of an aggregator works when it is called, from the model it is told") {
  const auto plan = plan_of(topology::star{}, 2, 9);
  plan->strategies = [](node_id) { return std::make_unique<keeper>(1.0F, 2.0F, 7); };
  fed node(plan, 0);
  CHECK(node.start().out.letters.empty());
  CHECK(node.hear(2, start_round{{1}, {}}).told<model_update>() == ids{2});
  CHECK(number(node.proposed().parameters) == 3);  // From its own.
  CHECK(node.proposed().samples == messages::sample_count{7});
  CHECK(number(node.hear(2, start_round{{2}, number(10)}).proposed().parameters) == 12);
  CHECK(node.proposed().base == round_number{1});
  CHECK(plan->counters->samples_worked == 2);

  // Called twice: the same answer, and no work.
  CHECK(number(node.hear(2, start_round{{2}, number(10)}).proposed().parameters) == 12);
  CHECK(plan->counters->samples_worked == 2);
  CHECK(node.hear(2, start_round{{1}, number(0)}).out.letters.empty());  // Overtaken.
  CHECK(node.hear(2, model_snapshot{{9}, number(4)}).out.letters.empty());
  CHECK_FALSE(node.core.next_deadline());
}

TEST_CASE("the child of an aggregator that is away does not answer") {
  const auto plan = plan_of(topology::star{}, 2, 9);
  plan->options.faults.absences = {{{0}, {2}, {4}}};
  fed node(plan, 0);
  node.start();
  CHECK(node.hear(2, start_round{{1}, {}}).told<model_update>() == ids{2});
  CHECK(node.hear(2, start_round{{2}, number(1)}).out.letters.empty());
  CHECK(node.hear(2, start_round{{3}, number(1)}).out.letters.empty());
  CHECK(number(node.hear(2, start_round{{4}, number(8)}).proposed().parameters) == 8);
}

TEST_CASE("asynchronous: a child that is called again while it works finishes its work") {
  const auto plan = plan_of(topology::star{}, 2, 9);
  plan->options.rounds.mode = round_mode::asynchronous;
  plan->options.faults.work = 5s;
  fed node(plan, 0);
  node.start().hear(2, start_round{{1}, {}});
  node.now = zero + 2s;
  CHECK(node.hear(2, start_round{{4}, number(9)}).out.letters.empty());
  CHECK(node.wake_at_deadline().proposed().round == round_number{1});
  CHECK(node.now == zero + 5s);
}

namespace {

/// A keeper that can be written down, for it is one number.
class packed final : public optimizers::strategy {
 public:
  explicit packed(float value) : value_(value) {}
  optimizers::proposal propose(round_number) override {
    ++worked_.value;
    return {number(value_), number(value_), {1}, value_};
  }
  void adopt(const messages::combination& heard, round_number) override {
    value_ = number(heard.parameters);
  }
  [[nodiscard]] optimizers::evaluation evaluate() const override { return {}; }
  [[nodiscard]] tensor parameters() const override { return number(value_); }
  [[nodiscard]] messages::sample_count worked() const override { return worked_; }
  bool exchange(optimizers::state& s) override {
    s.exchange(value_);
    return true;
  }

 private:
  float value_;
  messages::sample_count worked_;
};

std::shared_ptr<actors::plan> star_of_packed() {
  const auto plan = plan_of(topology::star{}, 3, 9);
  plan->strategies = [](node_id id) {
    return std::make_unique<packed>(static_cast<float>(id.value));
  };
  return plan;
}

}  // namespace

TEST_CASE("a particle that is spawned where another one has been is a new one") {
  const auto plan = star_of_packed();
  plan->options.population.retire = {{{0}, {3}}};
  plan->options.population.spawn = {{{0}, {5}}};
  fed node(plan, 0);
  node.start().hear(3, start_round{{1}, {}}).hear(3, start_round{{2}, number(8)});
  CHECK(number(node.proposed().parameters) == 8);
  CHECK(number(node.hear(3, start_round{{5}, {}}).proposed().parameters) == 0);
  CHECK(number(node.hear(3, start_round{{6}, number(4)}).proposed().parameters) == 4);
  CHECK(number(node.hear(3, start_round{{7}, {}}).proposed().parameters) == 4);  // Not once more.
  CHECK(plan->counters->samples_worked == 5);
}

TEST_CASE("in a tree a particle leaves when its node is called to the round of its move") {
  const auto plan = star_of_packed();
  plan->options.population.move = {{{0}, {1}, {2}}};
  fed leaves(plan, 0);
  leaves.start().hear(3, start_round{{1}, {}}).hear(3, start_round{{2}, number(8)});
  CHECK(leaves.told<model_update>().empty());
  CHECK(leaves.told<hand_over>() == ids{1});
  const auto luggage = all_of<hand_over>(leaves.out.letters).front();
  CHECK(leaves.hear(3, start_round{{2}, number(8)}).out.letters.empty());

  for (const bool early : {true, false}) {
    fed comes(plan, 1);
    comes.start();
    if (early) CHECK(comes.hear(0, luggage).out.letters.empty());
    comes.hear(3, start_round{{2}, number(8)});
    if (!early) {
      CHECK(comes.out.letters.empty());
      CHECK(comes.hear(3, start_round{{2}, number(8)}).out.letters.empty());
      CHECK(comes.wake_at_deadline().told<request_update>() == ids{0});
      comes.hear(0, luggage);
    }
    CHECK(number(comes.proposed().parameters) == 8);
    CHECK(comes.told<model_update>() == ids{3});
  }
}

TEST_CASE("in a tree a node that was not called to the round of a move hands over when asked") {
  const auto plan = star_of_packed();
  plan->options.population.move = {{{0}, {1}, {2}}};
  fed node(plan, 0);
  node.start().hear(3, start_round{{1}, number(6)});
  CHECK(node.hear(2, request_update{{2}}).told<hand_over>().empty());  // It goes to node 1.
  CHECK(node.hear(1, request_update{{3}}).told<hand_over>().empty());
  CHECK(node.hear(1, request_update{{2}}).told<hand_over>() == ids{1});
}

TEST_CASE("in a tree a node writes down its state after its proposal, where one is due") {
  const auto plan = star_of_packed();
  plan->options.checkpoint.every = 2;
  fed node(plan, 0);
  CHECK(node.start().hear(3, start_round{{1}, {}}).out.reports.empty());
  node.hear(3, start_round{{2}, number(8)});
  CHECK(node.report().what == member_report::kind::written);
  optimizers::state s(node.report().state);
  round_number adopted;
  float value = 0;
  s.exchange(adopted);
  s.exchange(value);
  CHECK_FALSE(s.broken());
  CHECK(adopted == round_number{1});
  CHECK(value == 8);
}
