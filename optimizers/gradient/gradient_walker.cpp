#include "optimizers/gradient/gradient_walker.hpp"

#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

namespace starling::optimizers {

namespace {

/// A model without examples whose loss is the objective.
class slope_of final : public model {
 public:
  slope_of(const objective& what, const differentiable& slope) : what_(&what), slope_(&slope) {}

  [[nodiscard]] std::size_t dimension() const override { return what_->dimension(); }
  [[nodiscard]] std::size_t features() const override { return 0; }
  void initialise(std::span<float> parameters, messages::random_source& random) const override {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      parameters[i] =
          static_cast<float>(random.uniform(what_->space().low[i], what_->space().high[i]));
    }
  }
  double gradient(std::span<const float> parameters, const batch& /*examples*/,
                  std::span<float> gradient) const override {
    thread_local std::vector<double> point;
    thread_local std::vector<double> slope;
    point.assign(parameters.begin(), parameters.end());
    slope.resize(point.size());
    const double value = slope_->gradient(point, slope);
    for (std::size_t i = 0; i < slope.size(); ++i) gradient[i] = static_cast<float>(slope[i]);
    return value;
  }
  [[nodiscard]] evaluation evaluate(std::span<const float> parameters,
                                    const batch& /*examples*/) const override {
    const std::vector<double> point(parameters.begin(), parameters.end());
    return {.loss = what_->evaluate(point), .accuracy = std::numeric_limits<double>::quiet_NaN()};
  }

 private:
  const objective* what_;
  const differentiable* slope_;
};

slope_of model_of(const objective& what) {
  const auto* slope = dynamic_cast<const differentiable*>(&what);
  if (slope == nullptr) throw std::logic_error("the objective has no gradient");
  return {what, *slope};
}

}  // namespace

gradient_walker::gradient_walker(const starling::strategy::gradient& how,
                                 std::shared_ptr<const objective> what, messages::tensor start,
                                 std::uint64_t seed)
    : rule_(make_update_rule(how)),
      what_(std::move(what)),
      slope_(std::make_unique<const slope_of>(model_of(*what_))),
      steps_(work_of(how).local_steps),
      random_(messages::substream(seed, "walker")),
      adopted_(std::move(start)) {}

proposal gradient_walker::propose(messages::round_number /*round*/) {
  auto point = adopted_;
  double value = 0;
  for (std::size_t i = 0; i < steps_; ++i) {
    const auto at = point.mutate();
    value = rule_->step(*slope_, at, adopted_.values(), {});
    for (std::size_t k = 0; k < at.size(); ++k) {
      double x = at[k];
      if (what_->space().bring_back(k, x, random_)) at[k] = static_cast<float>(x);
    }
  }
  worked_ += messages::sample_count{steps_};
  return {.parameters = std::move(point),
          .base = adopted_,
          .samples = messages::sample_count{1},
          .score = value};
}

void gradient_walker::adopt(const messages::combination& heard, messages::round_number /*round*/) {
  adopted_ = heard.parameters;
}

evaluation gradient_walker::evaluate() const {
  return value_at(*what_, adopted_);
}

bool gradient_walker::exchange(state& s) {
  s.exchange(adopted_.mutate());
  s.exchange(worked_);
  s.exchange(random_);
  rule_->exchange(s, adopted_.size());
  return true;
}

messages::tensor walkers_start(const objective& what, std::uint64_t seed) {
  auto point = messages::tensor::uninitialised(what.dimension());
  messages::random_source random(messages::substream(seed, "initial parameters"));
  model_of(what).initialise(point.mutate(), random);
  return point;
}

evaluation value_at(const objective& what, const messages::tensor& point) {
  const auto values = point.values();
  const std::vector<double> x(values.begin(), values.end());
  return {.loss = what.evaluate(x), .accuracy = std::numeric_limits<double>::quiet_NaN()};
}

}  // namespace starling::optimizers
