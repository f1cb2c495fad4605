// What a node shows of its strategy: its state, for checkpoints and moves, and its particles.

#include <cstring>
#include <stdexcept>

#include "actors/node/node.hpp"

namespace starling::actors {

using messages::time_point;

std::vector<std::byte> node::written_state() const {
  optimizers::state s;
  auto round = adopted_;
  s.exchange(round);
  strategy_->exchange(s);
  return s.written();
}

void node::note_positions(member_report& r) const {
  constexpr std::size_t particles_max = 16;
  if (plan_->options.nodes > positions_nodes_max) return;
  r.positions.resize(particles_max * plan_->dimension);
  r.positions.resize(strategy_->positions(r.positions) * plan_->dimension);
}

void node::depart(effects& out) {
  const auto to = plan_->roster().moves_to(id_, number_);
  if (!to) return;
  pack(number_);
  send(*to, *luggage_, out);
}

void node::pack(messages::round_number r) {
  count_work();
  const auto written = written_state();
  luggage_ = std::make_unique<messages::hand_over>();
  luggage_->round = r;
  luggage_->state.resize(written.size());
  std::memcpy(luggage_->state.data(), written.data(), written.size());
}

void node::hear_hand_over(const messages::hand_over& particle, time_point now, effects& out) {
  if (particle.round < number_) return;  // it has come already
  const bool here = telling_ == telling::awaited && particle.round == number_;
  if (particle.round == number_ && !here) return;
  luggage_ = std::make_unique<messages::hand_over>(particle);
  if (!here) return;
  unpack();
  work_or_rest(out);
  if (!in_tree()) offer(id_, mine_, now);
  progress(now, out);
}

/// A particle that cannot be unpacked is lost: its sender is to blame, and a new one begins here.
void node::unpack() {
  const auto* first = reinterpret_cast<const std::byte*>(luggage_->state.data());
  optimizers::state s({first, first + luggage_->state.size()});
  auto round = adopted_;
  s.exchange(round);
  strategy_->exchange(s);
  luggage_.reset();
  if (s.broken()) {
    strategy_ = plan_->strategies(id_);
    refused_.push_back({*plan_->roster().comes_from(id_, number_), messages::refusal::wrong_shape});
  }
  worked_ = reported_ = strategy_->worked().value;
}

void node::redraw(std::span<const messages::contribution> heard) {
  double best = mine_.score.value();
  for (const auto& c : heard) best = std::min(best, c.score);
  if (!(best < best_)) drawn_ = messages::round_number{number_.value + 1};
  best_ = std::min(best_, best);
}

void node::renew(messages::round_number r) {
  const auto spawned = plan_->roster().spawned(id_, r);
  if (worked_ == 0 || !spawned || *spawned <= number_) return;
  strategy_ = plan_->strategies(id_);
  worked_ = reported_ = 0;
}

void node::count_work() {
  const auto total = strategy_->worked().value;
  plan_->counters->samples_worked.fetch_add(total - worked_, std::memory_order_relaxed);
  worked_ = total;
}

void node::resume() {
  number_ = plan_->resumed->round;
  if (!plan_->writes_state(id_, number_)) return;
  optimizers::state s(plan_->resumed->states.at(id_.value));
  s.exchange(adopted_);
  strategy_->exchange(s);
  if (s.broken()) throw std::runtime_error("the checkpoint is of another swarm");
  worked_ = reported_ = strategy_->worked().value;
}

}  // namespace starling::actors
