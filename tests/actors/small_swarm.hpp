#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "actors/aggregator/aggregator.hpp"
#include "actors/node/node.hpp"
#include "aggregation/catalogue.hpp"
#include "messages/types/random.hpp"

// Members' cores fed by hand: models that are one number, letters delivered in a chosen order, a
// clock that moves when nothing else can happen.

namespace small_swarm {

using namespace starling;
using actors::effects;
using actors::member_report;
using messages::letter;
using messages::node_id;
using messages::round_number;
using messages::tensor;
using messages::time_point;

inline tensor number(float value) {
  return tensor(std::span<const float>(&value, 1));
}
inline float number(const tensor& t) {
  REQUIRE(t.size() == 1);
  return t.values()[0];
}

inline letter proposal(std::uint32_t from, std::uint32_t to, std::uint64_t round, float value,
                       std::uint64_t samples = 1) {
  return {{from}, {to}, messages::model_update{{round}, {round - 1}, {samples}, 0, number(value)}};
}

/// Moves its number by `step` each round and takes over what the others say.
class keeper final : public optimizers::strategy {
 public:
  keeper(float start, float step, std::uint64_t samples)
      : value_(start), step_(step), samples_(samples) {}

  optimizers::proposal propose(messages::round_number) override {
    ++worked_.value;
    return {number(value_ + step_), number(value_), {samples_}, value_};
  }
  void adopt(const messages::combination& heard, messages::round_number) override {
    value_ = number(heard.parameters);
  }
  [[nodiscard]] optimizers::evaluation evaluate() const override {
    return {value_, std::numeric_limits<double>::quiet_NaN()};
  }
  [[nodiscard]] tensor parameters() const override { return number(value_); }
  [[nodiscard]] messages::sample_count worked() const override { return worked_; }

 private:
  float value_;
  float step_;
  std::uint64_t samples_;
  messages::sample_count worked_;
};

/// Node i starts from i, steps by nothing, and has one sample.
inline std::shared_ptr<actors::plan> plan_of(const topology::options& graph, std::size_t nodes,
                                             std::uint64_t rounds) {
  auto p = std::make_shared<actors::plan>();
  p->options.topology = graph;
  p->options.nodes = nodes;
  p->options.rounds.max = rounds;
  p->graph = *actors::make_topology(graph, nodes, p->options.seed);
  p->strategies = [](node_id id) {
    return std::make_unique<keeper>(static_cast<float>(id.value), 0.0F, 1);
  };
  p->live.rules = std::make_shared<actors::rule_schedule>(actors::rule_in_force{
      "mean", [] { return *aggregation::make_rule(rule::options(rule::mean{})); },
      [](std::size_t) { return std::size_t{0}; }});
  p->dimension = 1;
  return p;
}

/// Which of so many waiting letters is next.
using order = std::function<std::size_t(std::size_t)>;

inline order first_come() {
  return [](std::size_t) { return 0; };
}
inline order last_come() {
  return [](std::size_t waiting) { return waiting - 1; };
}
inline order shuffled(std::uint64_t seed) {
  return [random = messages::random_source(seed)](std::size_t waiting) mutable {
    return static_cast<std::size_t>(random.below(waiting));
  };
}

/// All members of a swarm, and the letters between them.
class swarm {
 public:
  explicit swarm(std::shared_ptr<const actors::plan> shared, order next = first_come())
      : plan_(std::move(shared)), next_(std::move(next)) {
    for (std::uint32_t i = 0; i < plan_->graph->members(); ++i) members_.push_back(make(i, 0));
    again_.resize(members_.size());
  }

  std::vector<member_report> reports;
  std::vector<letter> sent;
  std::function<bool(const letter&)> lose = [](const letter&) { return false; };
  time_point now{};

  void start() {
    for (std::uint32_t i = 0; i < members_.size(); ++i) start(i);
  }
  void start(std::uint32_t id) {
    step(id, [this](auto& c, effects& out) { c.start(now, out); });
  }
  /// The member's actor is gone; letters to it are lost.
  void stop(std::uint32_t id) {
    members_[id].reset();
    again_[id] = false;
  }
  void restart(std::uint32_t id, std::size_t incarnation) {
    members_[id] = make(id, incarnation);
    start(id);
  }
  /// Delivers, and lets time pass, until nothing can happen or `done` holds. False after too long.
  bool run(const std::function<bool()>& done = [] { return false; }) {
    for (int steps = 0; steps < 100'000; ++steps) {
      if (done()) return true;
      if (!work_on() && !deliver() && !pass_time()) return true;
    }
    return false;
  }
  [[nodiscard]] std::vector<member_report> reports_of(std::uint32_t id) const {
    std::vector<member_report> out;
    std::copy_if(reports.begin(), reports.end(), std::back_inserter(out),
                 [id](const auto& r) { return r.member.value == id; });
    return out;
  }
  [[nodiscard]] bool closed(std::uint32_t id, std::uint64_t round) const {
    return std::any_of(reports.begin(), reports.end(), [&](const auto& r) {
      return r.member.value == id && r.round.value == round &&
             r.what == member_report::kind::closed;
    });
  }

 private:
  using member = std::variant<actors::node, actors::aggregator>;

  std::unique_ptr<member> make(std::uint32_t id, std::size_t incarnation) const {
    if (id >= plan_->graph->nodes()) {
      return std::make_unique<member>(actors::aggregator({id}, plan_));
    }
    return std::make_unique<member>(actors::node({id}, plan_, incarnation));
  }

  template <class Step>
  void step(std::uint32_t id, Step what) {
    if (!members_[id]) return;
    effects out;
    std::visit([&](auto& c) { what(c, out); }, *members_[id]);
    for (auto& l : out.letters) {
      CHECK(l.what.from.value == id);
      sent.push_back(l.what);
      if (!lose(l.what)) letters_.push_back(std::move(l.what));
    }
    for (auto& r : out.reports) reports.push_back(std::move(r));
    again_[id] = again_[id] || out.again;
  }
  void wake(std::uint32_t id) {
    again_[id] = false;
    step(id, [this](auto& c, effects& out) { c.wake(now, out); });
  }
  bool work_on() {
    const auto at = std::find(again_.begin(), again_.end(), true);
    if (at == again_.end()) return false;
    wake(static_cast<std::uint32_t>(at - again_.begin()));
    return true;
  }
  bool deliver() {
    if (letters_.empty()) return false;
    const auto at = letters_.begin() + static_cast<std::ptrdiff_t>(next_(letters_.size()));
    const letter l = std::move(*at);
    letters_.erase(at);
    step(l.to.value, [&](auto& c, effects& out) { c.hear(l, now, out); });
    return true;
  }
  bool pass_time() {
    std::optional<time_point> earliest;
    std::uint32_t who = 0;
    for (std::uint32_t i = 0; i < members_.size(); ++i) {
      if (!members_[i]) continue;
      const auto t = std::visit([](auto& c) { return c.next_deadline(); }, *members_[i]);
      if (!t || (earliest && *earliest <= *t)) continue;
      earliest = t;
      who = i;
    }
    if (!earliest) return false;
    now = std::max(now, *earliest);
    wake(who);
    return true;
  }

  std::shared_ptr<const actors::plan> plan_;
  order next_;
  std::vector<std::unique_ptr<member>> members_;
  std::vector<bool> again_;
  std::vector<letter> letters_;
};

/// What `letters` hold of one kind, in order.
template <class Message>
std::vector<Message> all_of(const std::vector<effects::outgoing>& letters) {
  std::vector<Message> out;
  for (const auto& l : letters) {
    if (const auto* m = std::get_if<Message>(&l.what.what)) out.push_back(*m);
  }
  return out;
}

}  // namespace small_swarm
