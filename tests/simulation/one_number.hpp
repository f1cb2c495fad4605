#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <vector>

#include "optimizers/strategy.hpp"

/// Swarms whose nodes hold one number each: what is said and heard can be seen.
namespace simulation {

/// Hands out strategies that average, and writes down what they do. One thread at a time: virtual
/// time.
class one_numbers {
 public:
  struct node {
    float number = 0;
    std::map<std::uint64_t, float> proposed;  ///< By round.
    std::map<std::uint64_t, float> adopted;
    std::size_t made = 0;  ///< How often its strategy was made: 1 + restarts.
  };

  explicit one_numbers(std::size_t count) : nodes(count) {}

  /// Each node starts from its entry of `starts` and proposes what it has plus `drift`.
  [[nodiscard]] starling::optimizers::strategy_factory factory() {
    return
        [this](starling::messages::node_id id) -> std::unique_ptr<starling::optimizers::strategy> {
          auto& mine = nodes.at(id.value);
          ++mine.made;
          mine.number = id.value < starts.size() ? starts[id.value] : 0;
          return std::make_unique<averager>(*this, id.value);
        };
  }

  std::vector<node> nodes;
  std::vector<float> starts;  ///< Missing ones: 0.
  float drift = 0;
  /// Replaces what a node says; may throw.
  std::function<starling::messages::tensor(std::size_t node, std::uint64_t round, float number)>
      says;

 private:
  class averager final : public starling::optimizers::strategy {
   public:
    averager(one_numbers& all, std::size_t id) : all_(&all), id_(id) {}

    starling::optimizers::proposal propose(starling::messages::round_number round) override {
      const auto base = parameters();
      const float told = mine().number + all_->drift;
      auto said = all_->says ? all_->says(id_, round.value, told) : one(told);
      if (said.size() == 1) mine().proposed[round.value] = said.values()[0];
      return {std::move(said), base, {1}, 0};
    }
    void adopt(const starling::messages::combination& heard,
               starling::messages::round_number round) override {
      mine().number = heard.parameters.values()[0];
      mine().adopted[round.value] = mine().number;
    }
    [[nodiscard]] starling::optimizers::evaluation evaluate() const override {
      return {mine().number, std::numeric_limits<double>::quiet_NaN()};
    }
    [[nodiscard]] starling::messages::tensor parameters() const override {
      return one(mine().number);
    }

   private:
    [[nodiscard]] node& mine() const { return all_->nodes[id_]; }

    one_numbers* all_;
    std::size_t id_;
  };

 public:
  static starling::messages::tensor one(float value) {
    return starling::messages::tensor(std::span<const float>(&value, 1));
  }
};

}  // namespace simulation
