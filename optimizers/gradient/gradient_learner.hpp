#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "optimizers/datasets/dataset.hpp"
#include "optimizers/gradient/shuffled_batches.hpp"
#include "optimizers/gradient/update_rule.hpp"
#include "optimizers/models/model.hpp"
#include "optimizers/options.hpp"
#include "optimizers/strategy.hpp"

namespace starling::optimizers {

/// What one learner learns, from what, and from where on.
struct learning_task {
  std::shared_ptr<const model> learned;
  shard examples;
  std::shared_ptr<const dataset> test;  ///< May be null: then `evaluate` gives NaN.
  messages::tensor start;               ///< Shape: d; shared by all nodes.
};

struct learner_options {
  messages::node_id node{};
  std::uint64_t seed = 0;             ///< Of the swarm; the node's own numbers derive from it.
  std::size_t test_examples_max = 0;  ///< `evaluate` takes the first so many; 0: all.
};

/// Works through batches of its shard from what it last adopted, and proposes where it arrives.
///
/// Memory:  the adopted parameters (shared with whoever made them), two positions per example, and
///          what the update rule keeps.
/// A shard without examples proposes what was adopted, with 0 samples.
/// Thread safety: none; one node calls it.
class gradient_learner final : public strategy {
 public:
  gradient_learner(std::unique_ptr<update_rule> rule, const starling::strategy::local_work& work,
                   learning_task task, const learner_options& options);

  /// The local steps or epochs of one round; the score is the mean training loss on the way.
  proposal propose(messages::round_number round) override;
  void adopt(const messages::combination& heard, messages::round_number round) override;
  [[nodiscard]] evaluation evaluate() const override;
  [[nodiscard]] messages::tensor parameters() const override { return adopted_; }
  [[nodiscard]] messages::sample_count worked() const override { return worked_; }
  bool exchange(state& s) override;

 private:
  std::unique_ptr<update_rule> rule_;
  std::shared_ptr<const model> learned_;
  shard examples_;
  std::shared_ptr<const dataset> test_;
  std::size_t test_examples_;
  messages::tensor adopted_;
  shuffled_batches batches_;
  std::size_t steps_;  ///< Per round.
  messages::sample_count worked_;
};

/// The learner that the options name.
std::unique_ptr<strategy> make_learner(const starling::strategy::gradient& how, learning_task task,
                                       const learner_options& options);

/// The common start of all nodes.
messages::tensor initial_parameters(const model& learned, std::uint64_t seed);

/// Loss and accuracy on the first `test_examples_max` examples of the test set; 0: on all.
evaluator test_evaluator(std::shared_ptr<const model> learned, std::shared_ptr<const dataset> test,
                         std::size_t test_examples_max = 0);

}  // namespace starling::optimizers
