#include "actors/task/learning.hpp"

#include "aggregation/attacks/catalogue.hpp"
#include "optimizers/datasets/load.hpp"
#include "optimizers/datasets/partition.hpp"
#include "optimizers/gradient/backdoor.hpp"
#include "optimizers/models/catalogue.hpp"

namespace starling::actors {

using messages::node_id;

namespace {

/// What spoils an adversary's own data; empty where the attack leaves them alone. Also plans how a
/// backdoor's success is measured. Throws: invalid_swarm.
std::function<void(optimizers::shard&, node_id)> poisoner(prepared& out, const plug_ins& own,
                                                          const optimizers::data_split& data) {
  const auto& o = out.run.options;
  const auto poison = own.attack ? own.poison : aggregation::poison_of(o.adversaries.how);
  if (o.adversaries.count == 0) return nullptr;
  if (poison.flip_labels) return [](optimizers::shard& s, node_id) { s.flip_labels = true; };
  if (poison.trigger == 0) return nullptr;
  const auto why = optimizers::refuse_trigger(*data.train, poison.trigger, poison.target);
  if (why) throw invalid_swarm(why->key, why->sentence);
  const auto what = optimizers::trigger_for(*data.train, poison.trigger, poison.target);
  if (data.test) {
    const auto test = std::make_shared<const optimizers::dataset>(
        optimizers::marked_test(*data.test, what, o.evaluation.samples));
    out.run.backdoor = optimizers::test_evaluator(out.learned, test);
  }
  return [what, share = poison.share, seed = o.seed](optimizers::shard& s, node_id id) {
    optimizers::mark(s, what, share, messages::substream(seed, "backdoor", id.value));
  };
}

}  // namespace

optimizers::data_split load_data(const swarm_options& o, const plug_ins& own) {
  if (own.data) return *own.data;
  auto loaded = optimizers::load(o.data, o.seed);
  if (!loaded) throw invalid_swarm("data", optimizers::to_string(loaded.error()));
  return *std::move(loaded);
}

std::shared_ptr<const optimizers::model> model_for(const swarm_options& o, const plug_ins& own,
                                                   const optimizers::dataset& train) {
  if (!own.learned) {
    auto made = optimizers::make_model(o.model, train);
    if (!made) throw invalid_swarm("model", made.error());
    return *std::move(made);
  }
  if (own.learned->features() != train.features) {
    throw invalid_swarm("model", "it expects " + std::to_string(own.learned->features()) +
                                     " numbers per example, but data set '" + train.name +
                                     "' has " + std::to_string(train.features));
  }
  return own.learned;
}

void add_learners(prepared& out, const plug_ins& own) {
  auto& run = out.run;
  const auto& o = run.options;
  const auto data = load_data(o, own);
  out.learned = model_for(o, own, *data.train);
  auto divided = optimizers::partition_indices(*data.train, o.partition, o.nodes, o.seed);
  if (!divided) throw invalid_swarm("data.partition", optimizers::to_string(divided.error()));
  for (const auto& share : *divided) out.shares.push_back(share.size());

  run.dimension = out.learned->dimension();
  run.initial = optimizers::initial_parameters(*out.learned, o.seed);
  run.evaluate = optimizers::test_evaluator(out.learned, data.test, o.evaluation.samples);
  auto learner = own.learner;
  if (!learner) {
    const auto how = strategy::as<strategy::gradient>(o.strategy);
    if (!how) throw invalid_swarm("strategy.kind", "a swarm optimizer needs an objective");
    learner = [how = *how](optimizers::learning_task task,
                           const optimizers::learner_options& options) {
      return optimizers::make_learner(how, std::move(task), options);
    };
  }
  const auto first_liar = o.nodes - o.adversaries.count;
  const auto taint = poisoner(out, own, data);
  const auto shares = std::make_shared<const optimizers::shares>(*std::move(divided));
  run.strategies = [=, learned = out.learned, seed = o.seed, test_max = o.evaluation.samples,
                    start = run.initial](node_id id) {
    optimizers::shard examples{data.train, (*shares)[id.value]};
    if (taint && id.value >= first_liar) taint(examples, id);
    return learner({learned, std::move(examples), data.test, start}, {id, seed, test_max});
  };
}

}  // namespace starling::actors
