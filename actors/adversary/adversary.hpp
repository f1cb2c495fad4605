#pragma once

#include <memory>

#include "aggregation/attacks/attack.hpp"
#include "messages/types/random.hpp"
#include "optimizers/strategy.hpp"

namespace starling::actors {

/// A node that lies: any strategy, with what it tells forged by an attack. It adopts like any
/// other.
class adversary final : public optimizers::strategy {
 public:
  /// `seed`: this node's; each round draws a substream of it.
  adversary(std::unique_ptr<optimizers::strategy> honest,
            std::shared_ptr<const aggregation::attack> how, std::uint64_t seed)
      : honest_(std::move(honest)), how_(std::move(how)), seed_(seed) {}

  optimizers::proposal propose(messages::round_number round) override {
    auto proposed = honest_->propose(round);
    aggregation::knowledge known;
    known.honest = proposed.parameters;
    known.base = proposed.base;
    known.round = round;
    known.seed = messages::substream(seed_, how_->name(), round.value);
    if (auto forged = how_->forge(known)) proposed.parameters = *std::move(forged);
    return proposed;
  }
  void adopt(const messages::combination& heard, messages::round_number round) override {
    honest_->adopt(heard, round);
  }
  [[nodiscard]] optimizers::evaluation evaluate() const override { return honest_->evaluate(); }
  [[nodiscard]] messages::tensor parameters() const override { return honest_->parameters(); }
  [[nodiscard]] messages::sample_count worked() const override { return honest_->worked(); }

 private:
  std::unique_ptr<optimizers::strategy> honest_;
  std::shared_ptr<const aggregation::attack> how_;
  std::uint64_t seed_;
};

}  // namespace starling::actors
