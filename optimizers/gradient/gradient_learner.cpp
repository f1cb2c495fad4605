#include "optimizers/gradient/gradient_learner.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "messages/types/random.hpp"

namespace starling::optimizers {

namespace {

std::size_t first_of(const dataset* test, std::size_t examples_max) {
  if (test == nullptr) return 0;
  return examples_max == 0 ? test->size() : std::min(examples_max, test->size());
}

evaluation judge(const model& learned, const dataset* test, std::size_t examples,
                 const messages::tensor& parameters) {
  constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
  if (examples == 0) return {.loss = nothing, .accuracy = nothing};
  return learned.evaluate(parameters.values(),
                          {std::span(test->inputs).first(examples * test->features),
                           std::span(test->targets).first(examples)});
}

}  // namespace

gradient_learner::gradient_learner(std::unique_ptr<update_rule> rule,
                                   const starling::strategy::local_work& work, learning_task task,
                                   const learner_options& options)
    : rule_(std::move(rule)),
      learned_(std::move(task.learned)),
      examples_(std::move(task.examples)),
      test_(std::move(task.test)),
      test_examples_(first_of(test_.get(), options.test_examples_max)),
      adopted_(std::move(task.start)),
      batches_(examples_.size(), work.batch,
               messages::substream(options.seed, "batches", options.node.value)),
      steps_(work.local_epochs > 0 ? work.local_epochs * batches_.per_epoch() : work.local_steps) {
  if (adopted_.size() != learned_->dimension()) {
    throw std::logic_error("the start has another number of parameters than the model");
  }
}

proposal gradient_learner::propose(messages::round_number /*round*/) {
  messages::tensor parameters = adopted_;
  double loss_total = 0;
  std::uint64_t examples = 0;
  // Per thread, not per node: thousands of nodes work on a few threads.
  thread_local std::vector<float> inputs;
  thread_local std::vector<float> targets;
  for (std::size_t i = 0; i < steps_; ++i) {
    const std::span<const std::uint32_t> positions = batches_.next();
    if (positions.empty()) break;
    gather(examples_, positions, inputs, targets);
    const double loss =
        rule_->step(*learned_, parameters.mutate(), adopted_.values(), {inputs, targets});
    loss_total += loss * static_cast<double>(positions.size());
    examples += positions.size();
  }
  worked_ += messages::sample_count{examples};
  return {.parameters = std::move(parameters),
          .base = adopted_,
          .samples = messages::sample_count{examples_.size()},
          .score = examples == 0 ? 0 : loss_total / static_cast<double>(examples)};
}

void gradient_learner::adopt(const messages::combination& heard, messages::round_number /*round*/) {
  if (heard.parameters.size() != learned_->dimension()) {
    throw std::logic_error("the combination has another number of parameters than the model");
  }
  adopted_ = heard.parameters;
}

evaluation gradient_learner::evaluate() const {
  return judge(*learned_, test_.get(), test_examples_, adopted_);
}

bool gradient_learner::exchange(state& s) {
  s.exchange(adopted_.mutate());
  s.exchange(worked_);
  batches_.exchange(s);
  rule_->exchange(s, adopted_.size());
  return true;
}

std::unique_ptr<strategy> make_learner(const starling::strategy::gradient& how, learning_task task,
                                       const learner_options& options) {
  return std::make_unique<gradient_learner>(make_update_rule(how), work_of(how), std::move(task),
                                            options);
}

messages::tensor initial_parameters(const model& learned, std::uint64_t seed) {
  auto parameters = messages::tensor::uninitialised(learned.dimension());
  messages::random_source random(messages::substream(seed, "initial parameters"));
  learned.initialise(parameters.mutate(), random);
  return parameters;
}

evaluator test_evaluator(std::shared_ptr<const model> learned, std::shared_ptr<const dataset> test,
                         std::size_t test_examples_max) {
  const std::size_t examples = first_of(test.get(), test_examples_max);
  return [learned = std::move(learned), test = std::move(test),
          examples](const messages::tensor& parameters) {
    return judge(*learned, test.get(), examples, parameters);
  };
}

}  // namespace starling::optimizers
