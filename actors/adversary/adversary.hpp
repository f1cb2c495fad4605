#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "aggregation/attacks/attack.hpp"
#include "messages/types/random.hpp"
#include "optimizers/strategy.hpp"

namespace starling::actors {

/// One of the adversaries of a swarm: the nodes with the highest numbers.
struct conspirator {
  messages::node_id self;
  std::size_t nodes = 1;        ///< Of the swarm, adversaries included.
  std::size_t adversaries = 1;  ///< Of the swarm.
  std::uint64_t seed = 0;       ///< Of the swarm.

  /// What it knows in `round` before it looks at any proposal. `attack`: the name of what it does.
  [[nodiscard]] aggregation::knowledge begin(messages::round_number round,
                                             std::string_view attack) const {
    aggregation::knowledge known;
    known.self = self;
    known.round = round;
    known.seed = messages::substream(messages::substream(seed, "adversary", self.value), attack,
                                     round.value);
    known.collusion_seed = messages::substream(seed, "collusion", round.value);
    known.adversaries = adversaries;
    known.colluder = self.value + adversaries - nodes;
    known.nodes = nodes;
    return known;
  }
};

/// A node that lies for itself: any strategy, with what it tells forged by an attack, or kept back
/// where the attack is silence. It adopts like any other.
class adversary final : public optimizers::strategy {
 public:
  adversary(std::unique_ptr<optimizers::strategy> honest,
            std::shared_ptr<const aggregation::attack> how, const conspirator& self)
      : honest_(std::move(honest)), how_(std::move(how)), self_(self) {}

  optimizers::proposal propose(messages::round_number round) override {
    auto proposed = honest_->propose(round);
    auto known = self_.begin(round, how_->name());
    known.honest = proposed.parameters;
    known.base = proposed.base;
    auto forged = how_->forge(known);
    proposed.withheld = !forged;
    if (forged) proposed.parameters = *std::move(forged);
    proposed.score = how_->claim(proposed.score);
    return proposed;
  }
  void adopt(const messages::combination& heard, messages::round_number round) override {
    honest_->adopt(heard, round);
  }
  [[nodiscard]] optimizers::evaluation evaluate() const override { return honest_->evaluate(); }
  [[nodiscard]] messages::tensor parameters() const override { return honest_->parameters(); }
  [[nodiscard]] messages::sample_count worked() const override { return honest_->worked(); }
  std::size_t positions(std::span<double> points) const override {
    return honest_->positions(points);
  }
  bool exchange(optimizers::state& s) override { return honest_->exchange(s); }

 private:
  std::unique_ptr<optimizers::strategy> honest_;
  std::shared_ptr<const aggregation::attack> how_;
  conspirator self_;
};

}  // namespace starling::actors
