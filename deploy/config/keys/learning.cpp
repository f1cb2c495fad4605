#include <limits>

#include "deploy/config/key.hpp"

// What is learned: the model, how a node improves it, and the data.

namespace starling::deploy {
namespace {

constexpr std::uint64_t count_max = 1'000'000'000;
constexpr auto float_max = static_cast<double>(std::numeric_limits<float>::max());

void add_model(std::vector<key>& all) {
  constexpr auto member = &swarm_options::model;
  all.push_back(
      choice_key<model::options>("model.kind", "What is learned.",
                                 {{"linear", "one linear output, squared loss"},
                                  {"softmax", "multinomial logistic regression"},
                                  {"mlp", "fully connected layers, softmax cross-entropy"}},
                                 [](auto& o) { return &o.model; }));
  all.push_back(held_key("model.layers", list(whole<std::size_t>(1, 1'000'000), 2, 64),
                         "Units of each layer: inputs, hidden layers, outputs.", member,
                         [](auto& m) -> decltype(&m.layers) { return &m.layers; }));
  all.push_back(held_key("model.hidden",
                         one_of<model::activation>({{"relu", model::activation::relu},
                                                    {"tanh", model::activation::tanh}}),
                         "What the hidden units apply.", member,
                         [](auto& m) -> decltype(&m.hidden) { return &m.hidden; }));
}

void add_steps(std::vector<key>& all) {
  constexpr auto member = &swarm_options::strategy;
  all.push_back(choice_key<strategy::options>(
      "strategy.kind", "How a node improves.",
      {{"sgd", "local stochastic gradient descent"},
       {"adam", "local Adam"},
       {"fedprox", "local SGD that is pulled back to what was last adopted"},
       {"pso", "a particle swarm"},
       {"firefly", "fireflies: each moves towards whoever is brighter"},
       {"ant_colony", "ants that build tours and leave pheromone"},
       {"differential_evolution", "differences of others' points, and crossover"},
       {"cma_es", "a normal distribution whose covariance adapts"},
       {"bee_colony", "bees that work, look on, and scout"},
       {"grey_wolf", "wolves that close in on the three best"}},
      [](auto& o) { return &o.strategy; }));
  all.push_back(held_key("strategy.learning_rate", real<float>({0, float_max, true}),
                         "How far one step goes.", member,
                         [](auto& s) -> decltype(&s.learning_rate) { return &s.learning_rate; }));
  all.push_back(held_key("strategy.mu", real<float>({0, float_max}),
                         "How strongly it is pulled back: mu / 2 · |w - adopted|² joins the loss.",
                         member, [](auto& s) -> decltype(&s.mu) { return &s.mu; }));
  all.push_back(held_key("strategy.momentum", real<float>({0, 1, false, true}),
                         "The share of the last step in the next.", member,
                         [](auto& s) -> decltype(&s.momentum) { return &s.momentum; }));
  all.push_back(held_key("strategy.beta1", real<float>({0, 1, false, true}),
                         "Decay of the first moment.", member,
                         [](auto& s) -> decltype(&s.beta1) { return &s.beta1; }));
  all.push_back(held_key("strategy.beta2", real<float>({0, 1, false, true}),
                         "Decay of the second moment.", member,
                         [](auto& s) -> decltype(&s.beta2) { return &s.beta2; }));
  all.push_back(held_key("strategy.epsilon", real<float>({0, 1, true}),
                         "Keeps the division by the second moment finite.", member,
                         [](auto& s) -> decltype(&s.epsilon) { return &s.epsilon; }));
  all.push_back(held_key("strategy.weight_decay", real<float>({0, float_max}),
                         "Pulls the parameters towards zero.", member,
                         [](auto& s) -> decltype(&s.weight_decay) { return &s.weight_decay; }));
}

void add_work(std::vector<key>& all) {
  constexpr auto member = &swarm_options::strategy;
  all.push_back(held_key("strategy.batch", whole<std::size_t>(1, count_max),
                         "Examples in each step.", member,
                         [](auto& s) -> decltype(&s.work.batch) { return &s.work.batch; }));
  all.push_back(held_key(
      "strategy.local_steps", whole<std::size_t>(1, count_max), "Steps between two exchanges.",
      member, [](auto& s) -> decltype(&s.work.local_steps) { return &s.work.local_steps; }));
  all.push_back(
      held_key("strategy.local_epochs", whole<std::size_t>(0, count_max),
               "When not 0, instead of local_steps: passes over the node's own data.", member,
               [](auto& s) -> decltype(&s.work.local_epochs) { return &s.work.local_epochs; }));
}

void add_data_files(std::vector<key>& all) {
  constexpr auto member = &swarm_options::data;
  all.push_back(held_key("data.path", path(),
                         "The folder with the four files (idx), or the file (csv).", member,
                         [](auto& d) -> decltype(&d.path) { return &d.path; }));
  all.back().required = true;
  all.push_back(held_key("data.inputs", path(), "An .npy array of n × features.", member,
                         [](auto& d) -> decltype(&d.inputs) { return &d.inputs; }));
  all.back().required = true;
  all.push_back(held_key("data.labels", path(), "An .npy array of n labels.", member,
                         [](auto& d) -> decltype(&d.labels) { return &d.labels; }));
  all.back().required = true;
  all.push_back(held_key("data.label", text(256, true),
                         "The label column's name; empty: the last column.", member,
                         [](auto& d) -> decltype(&d.label) { return &d.label; }));
}

void add_data(std::vector<key>& all) {
  constexpr auto member = &swarm_options::data;
  all.push_back(choice_key<dataset::options>(
      "data.kind", "What it is learned from.",
      {{"digits", "28 × 28 images of the ten digits, drawn from the seed"},
       {"idx", "the four MNIST files of a folder, raw or gzipped"},
       {"csv", "a table with a header line"},
       {"npy", "two NumPy arrays"}},
      [](auto& o) { return &o.data; }));
  all.push_back(held_key("data.samples", whole<std::size_t>(10, 100'000'000),
                         "Images in all, the test set among them.", member,
                         [](auto& d) -> decltype(&d.samples) { return &d.samples; }));
  all.push_back(held_key("data.side", whole<std::size_t>(1, 28),
                         "Pixels of a side; below 28 each is the mean of the area it covers.",
                         member, [](auto& d) -> decltype(&d.side) { return &d.side; }));
  add_data_files(all);
  all.push_back(held_key("data.test_fraction", real<double>({0, 1, true, true}),
                         "The share that is held out to test on.", member,
                         [](auto& d) -> decltype(&d.test_fraction) { return &d.test_fraction; }));
  all.push_back(held_key("data.regression", flag(), "Targets are real numbers, not classes.",
                         member, [](auto& d) -> decltype(&d.regression) { return &d.regression; }));
}

void add_partition(std::vector<key>& all) {
  constexpr auto member = &swarm_options::partition;
  all.push_back(choice_key<partition::options>(
      "data.partition.kind", "Who has which examples.",
      {{"iid", "shuffled and dealt out evenly"},
       {"dirichlet", "each class in Dirichlet(`alpha`) proportions over the nodes"},
       {"labels_per_node", "each node holds about `labels` of the labels"},
       {"quantity_skew", "alike, but of sizes in Dirichlet(`alpha`) proportions"}},
      [](auto& o) { return &o.partition; }));
  all.push_back(held_key("data.partition.alpha", real<double>({0, 1e6, true}),
                         "The smaller, the more uneven.", member,
                         [](auto& p) -> decltype(&p.alpha) { return &p.alpha; }));
  all.push_back(held_key("data.partition.labels", whole<std::size_t>(1, 1'000'000),
                         "Labels that a node holds.", member,
                         [](auto& p) -> decltype(&p.labels) { return &p.labels; }));
}

}  // namespace

std::vector<key> learning_keys() {
  std::vector<key> all;
  add_model(all);
  add_steps(all);
  add_work(all);
  for (auto& more : swarm_strategy_keys()) all.push_back(std::move(more));
  add_data(all);
  add_partition(all);
  return all;
}

}  // namespace starling::deploy
