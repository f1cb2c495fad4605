#include "deploy/config/key.hpp"

// What a proposal weighs, and what is held against whom.

namespace starling::deploy {

std::vector<key> suspicion_keys() {
  std::vector<key> all;
  all.push_back(
      make_key("aggregation.detect",
               one_of<detector>({{"none", detector::none},
                                 {"distance", detector::distance},
                                 {"spectral", detector::spectral}}),
               "Which proposals are held against their senders: those far from most "
               "others (of three or more), or far out where the proposals differ most (of four).",
               [](auto& o) { return &o.aggregation.detect; }));
  all.push_back(make_key("aggregation.verify.best", flag(),
                         "Swarm optimizers: the best claims are evaluated again, from the best "
                         "on, until one holds.",
                         [](auto& o) { return &o.aggregation.verify.best; }));
  all.push_back(make_key("aggregation.verify.share", fraction<double>(),
                         "Swarm optimizers: the share of the other claims that are, too.",
                         [](auto& o) { return &o.aggregation.verify.share; }));
  all.push_back(make_key("aggregation.weights.samples", flag(),
                         "A proposal weighs as much as the examples behind it.",
                         [](auto& o) { return &o.aggregation.weights.samples; }));
  all.push_back(make_key("aggregation.weights.staleness", flag(),
                         "Asynchronous: older proposals weigh less.",
                         [](auto& o) { return &o.aggregation.weights.staleness; }));
  all.push_back(
      make_key("aggregation.weights.reputation", flag(),
               "A proposal weighs less the worse its sender's reputation is; for rules that look "
               "at weights: mean, geometric median, centered clipping.",
               [](auto& o) { return &o.aggregation.weights.reputation; }));
  all.push_back(make_key("aggregation.weights.topology", flag(),
                         "A proposal weighs less the worse its sender is connected, as seen from "
                         "whoever combines; for the same rules.",
                         [](auto& o) { return &o.aggregation.weights.topology; }));
  all.push_back(make_key("aggregation.reputation.enabled", flag(),
                         "Members keep books on their peers; they do so in any case where "
                         "something is detected, or weighed by reputation or topology.",
                         [](auto& o) { return &o.aggregation.reputation.enabled; }));
  all.push_back(make_key("aggregation.reputation.quarantine_below", real<double>({0, 0.5}),
                         "Whose reputation falls below is not heard any more; 0: nobody.",
                         [](auto& o) { return &o.aggregation.reputation.quarantine_below; }));
  all.push_back(make_key("aggregation.reputation.parole", whole<std::size_t>(1, 1'000'000'000),
                         "Rounds of good conduct that end a quarantine.",
                         [](auto& o) { return &o.aggregation.reputation.parole; }));
  all.push_back(make_key("aggregation.reputation.forgetting", fraction<double>(),
                         "What the past still counts for after one more round; 1: nothing is "
                         "forgotten.",
                         [](auto& o) { return &o.aggregation.reputation.forgetting; }));
  all.push_back(make_key("aggregation.reputation.path", path(true),
                         "Where `starling run` reads the books at the start, if they are there, "
                         "and writes them at the end; \"\": nowhere.",
                         [](auto& o) { return &o.aggregation.reputation.path; }));
  return all;
}

}  // namespace starling::deploy
