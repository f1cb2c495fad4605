#include "actors/swarm/prepare.hpp"
#include "aggregation/catalogue.hpp"
#include "aggregation/detection/detector.hpp"
#include "tests/aggregation/detection/rounds.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

constexpr std::size_t learners = 20;
constexpr std::size_t liars = 4;

/// Ten rounds of local SGD from the honest nodes' mean, beside liars; what each kind of detector
/// says.
suspicious::score detected(detector which, model::options what, partition::options shares,
                           attack::options how, std::uint64_t seed) {
  swarm_options o;
  o.nodes = learners;
  o.seed = seed;
  o.topology = topology::mesh{};
  o.model = std::move(what);
  o.strategy = strategy::sgd{.learning_rate = 0.05F};
  o.partition = shares;
  o.adversaries = {liars, how};
  actors::plug_ins own;
  own.data = digits();
  const auto ready = actors::prepare(o, own);
  std::vector<std::unique_ptr<optimizers::strategy>> nodes;
  for (std::uint32_t i = 0; i < learners; ++i) nodes.push_back(ready.run.strategies(node_id{i}));
  const auto detector = aggregation::make_detector(which);
  suspicious::score score;
  for (std::uint64_t r = 1; r <= 10; ++r) {
    std::vector<messages::contribution> heard;
    for (std::uint32_t i = 0; i < learners; ++i) {
      heard.push_back({node_id{i}, nodes[i]->propose(round_number{r}).parameters, {1}});
    }
    score.add(suspicious::examine(*detector, heard, liars), liars);
    const std::span honest = std::span(heard).first(learners - liars);
    const auto mean = (*aggregation::make_rule(rule::options(rule::mean{})))->combine(honest, {});
    for (auto& node : nodes) node->adopt(*mean, round_number{r});
  }
  return score;
}

}  // namespace

TEST_CASE("of real local updates nine of ten boosted ones are flagged, and one honest in twenty") {
  const std::vector<model::options> models = {model::softmax{}, model::mlp{{784, 32, 10}}};
  const std::vector<attack::options> attacks = {attack::label_flip{.scale = 10},
                                                attack::sign_flip{.scale = 4}};
  for (const auto which : {detector::distance, detector::spectral}) {
    for (const auto& what : models) {
      for (const partition::options& shares :
           {partition::options{partition::iid{}}, {partition::dirichlet{.alpha = 1}}}) {
        for (const auto& how : attacks) {
          suspicious::score score;
          for (const std::uint64_t seed : {7U, 8U}) {
            const auto one = detected(which, what, shares, how, seed);
            score.flagged += one.flagged;
            score.liars += one.liars;
            score.alarms += one.alarms;
            score.honest += one.honest;
          }
          const bool even = std::holds_alternative<partition::iid>(shares);
          std::string name = which == detector::distance ? "distance" : "spectral";
          name += what.index() == 1 ? ", softmax" : ", mlp";
          name += even ? ", iid" : ", dirichlet";
          name += how.index() == 0 ? ", sign flip" : ", label flip";
          MESSAGE(name << ": " << score.told() << " of the liars, " << score.false_alarms()
                       << " of the honest");
          CHECK(score.told() >= 0.9);
          CHECK(score.false_alarms() <= 0.05);
        }
      }
    }
  }
}
