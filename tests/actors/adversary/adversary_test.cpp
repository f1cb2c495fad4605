#include "actors/adversary/adversary.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include "aggregation/attacks/catalogue.hpp"

using namespace starling;
using actors::adversary;
using messages::tensor;

namespace {

constexpr std::size_t dimension = 500;

tensor filled(float value) {
  tensor t(dimension);
  for (float& v : t.mutate()) v = value;
  return t;
}

/// Proposes its model + 1 from its model; takes over what it hears.
class stepper final : public optimizers::strategy {
 public:
  optimizers::proposal propose(messages::round_number) override {
    ++worked_.value;
    return {filled(model_ + 1), filled(model_), {40}, 0.25};
  }
  void adopt(const messages::combination& heard, messages::round_number) override {
    model_ = heard.parameters.values()[0];
  }
  [[nodiscard]] optimizers::evaluation evaluate() const override { return {model_ * 2.0, 0.5}; }
  [[nodiscard]] tensor parameters() const override { return filled(model_); }
  [[nodiscard]] messages::sample_count worked() const override { return worked_; }

 private:
  float model_ = 10;
  messages::sample_count worked_;
};

adversary liar(const attack::options& how, std::uint64_t seed = 7) {
  const actors::conspirator self{.self = {4}, .nodes = 5, .adversaries = 2, .seed = seed};
  return {std::make_unique<stepper>(), aggregation::make_attack(how), self};
}

}  // namespace

TEST_CASE("an adversary's parameters are forged, all else it says is the honest node's") {
  auto node = liar(attack::sign_flip{4});
  const auto told = node.propose({1});
  CHECK(told.parameters == filled(6));  // 10 - 4 · (11 - 10)
  CHECK(told.base == filled(10));
  CHECK(told.samples == messages::sample_count{40});
  CHECK(told.score == 0.25);
  CHECK(node.worked() == messages::sample_count{1});
}

TEST_CASE("an adversary adopts and is judged like the node it wraps") {
  auto node = liar(attack::sign_flip{1});
  messages::combination heard;
  heard.parameters = filled(3);
  node.adopt(heard, {1});
  CHECK(node.parameters() == filled(3));
  CHECK(node.evaluate().loss == 6);
  CHECK(node.evaluate().accuracy == 0.5);
  CHECK(node.propose({2}).parameters == filled(2));
}

TEST_CASE("an attack that draws numbers draws others each round and for each node") {
  std::set<std::vector<float>> told;
  for (const std::uint64_t seed : {7U, 8U}) {
    auto node = liar(attack::gaussian{2}, seed);
    auto again = liar(attack::gaussian{2}, seed);
    for (std::uint64_t round = 1; round <= 5; ++round) {
      const auto forged = node.propose({round}).parameters;
      CHECK(again.propose({round}).parameters == forged);
      told.insert({forged.values().begin(), forged.values().end()});
      double squares = 0;
      for (const float v : forged.values()) squares += (v - 11.0) * (v - 11.0);
      CHECK(std::sqrt(squares / dimension) == doctest::Approx(2).epsilon(0.2));
    }
  }
  CHECK(told.size() == 10);
}
