#include <limits>

#include "deploy/config/key.hpp"

// What a swarm is: its members, who hears whom, its rounds, whom to believe, and the links.

namespace starling::deploy {
namespace {

constexpr std::uint64_t nodes_max = 10'000'000;
constexpr std::uint64_t count_max = 1'000'000'000;
constexpr auto float_max = static_cast<double>(std::numeric_limits<float>::max());

void add_swarm(std::vector<key>& all) {
  all.push_back(make_key("swarm.name", text(64, false),
                         "What the swarm is called in reports and metrics.",
                         [](auto& o) { return &o.name; }));
  all.push_back(make_key("swarm.nodes", whole<std::size_t>(1, nodes_max), "How many nodes learn.",
                         [](auto& o) { return &o.nodes; }));
  all.push_back(make_key(
      "swarm.seed", whole<std::uint64_t>(0, std::numeric_limits<std::uint64_t>::max()),
      "Where all randomness comes from: one seed, one run.", [](auto& o) { return &o.seed; }));
}

void add_topology(std::vector<key>& all) {
  constexpr auto member = &swarm_options::topology;
  all.push_back(choice_key<topology::options>(
      "topology.kind", "Who hears whom.",
      {{"gossip", "each round every node tells `fanout` others, drawn anew"},
       {"ring", "every node tells its two neighbours on a circle"},
       {"mesh", "every node tells every other"},
       {"star", "all nodes report to one aggregator"},
       {"hierarchical", "a tree of aggregators with the nodes as leaves"},
       {"torus", "a grid that is wrapped at its edges: four neighbours each"},
       {"hypercube", "neighbours differ in one bit of their number; nodes are a power of two"},
       {"regular", "a connected random graph, `degree` neighbours each"},
       {"edges", "the graph of a text file"}},
      [](auto& o) { return &o.topology; }));
  all.push_back(held_key("topology.fanout", whole<std::size_t>(1, 1'000'000),
                         "How many others a node tells each round; less than the nodes.", member,
                         [](auto& t) -> decltype(&t.fanout) { return &t.fanout; }));
  all.push_back(held_key("topology.pull", flag(), "Those who are told answer in kind.", member,
                         [](auto& t) -> decltype(&t.pull) { return &t.pull; }));
  all.push_back(held_key("topology.adaptive", flag(),
                         "In asynchronous rounds: whom a node tells is drawn anew only after a "
                         "round that brought no better score.",
                         member, [](auto& t) -> decltype(&t.adaptive) { return &t.adaptive; }));
  all.push_back(held_key("topology.layers", whole<std::size_t>(1, 16),
                         "How deep the tree of aggregators is.", member,
                         [](auto& t) -> decltype(&t.layers) { return &t.layers; }));
  all.push_back(held_key("topology.branching", whole<std::size_t>(0, 1'000'000),
                         "The most children of an aggregator; 0: the least that reaches all nodes.",
                         member, [](auto& t) -> decltype(&t.branching) { return &t.branching; }));
  all.push_back(held_key("topology.rows", whole<std::size_t>(0, nodes_max),
                         "rows × columns = nodes; 0: the most nearly square.", member,
                         [](auto& t) -> decltype(&t.rows) { return &t.rows; }));
  all.push_back(held_key("topology.columns", whole<std::size_t>(0, nodes_max),
                         "rows × columns = nodes; 0: the most nearly square.", member,
                         [](auto& t) -> decltype(&t.columns) { return &t.columns; }));
  all.push_back(held_key("topology.degree", whole<std::size_t>(1, 1'000'000),
                         "Neighbours of each node; nodes × degree is even.", member,
                         [](auto& t) -> decltype(&t.degree) { return &t.degree; }));
  all.push_back(held_key("topology.file", path(),
                         "Undirected edges: two node numbers a line, # starts a comment.", member,
                         [](auto& t) -> decltype(&t.file) { return &t.file; }));
  all.back().required = true;
}

void add_round_closing(std::vector<key>& all) {
  all.push_back(make_key("rounds.max", whole<std::uint64_t>(1, count_max),
                         "The run ends after this many rounds.",
                         [](auto& o) { return &o.rounds.max; }));
  all.push_back(make_key("rounds.mode",
                         one_of<round_mode>({{"synchronous", round_mode::synchronous},
                                             {"semi_synchronous", round_mode::semi_synchronous},
                                             {"asynchronous", round_mode::asynchronous}}),
                         "When a round closes: on quorum or deadline; on quorum by a deadline that "
                         "adapts to recent arrivals; or never waiting, older work weighing less.",
                         [](auto& o) { return &o.rounds.mode; }));
  all.push_back(make_key("rounds.quorum", real<double>({0, 1, true}),
                         "Fraction of those expected (oneself included) that closes a round.",
                         [](auto& o) { return &o.rounds.quorum; }));
  all.push_back(make_key("rounds.deadline", duration(std::chrono::microseconds(0)),
                         "How long a round waits for its quorum; 0s: for ever.",
                         [](auto& o) { return &o.rounds.deadline; }));
  all.push_back(make_key("rounds.deadlines_missed_max", whole<std::uint64_t>(1, count_max),
                         "Deadlines missed in a row before the run fails for want of a quorum.",
                         [](auto& o) { return &o.rounds.deadlines_missed_max; }));
  all.push_back(make_key("rounds.sample", real<double>({0, 1, true}),
                         "Fraction of the nodes drawn to take part in each round.",
                         [](auto& o) { return &o.rounds.sample; }));
  all.push_back(make_key("rounds.until_loss_below",
                         real<double>({0, std::numeric_limits<double>::max()}),
                         "The run ends when the loss is below this; 0: never.",
                         [](auto& o) { return &o.rounds.until_loss_below; }));
  all.push_back(make_key("rounds.until_accuracy", fraction<double>(),
                         "The run ends when the accuracy reaches this; 0: never.",
                         [](auto& o) { return &o.rounds.until_accuracy; }));
}

void add_round_modes(std::vector<key>& all) {
  all.push_back(make_key("rounds.staleness_max", whole<std::uint64_t>(0, count_max),
                         "Asynchronous: proposals that are more rounds behind are refused.",
                         [](auto& o) { return &o.rounds.staleness_max; }));
  all.push_back(make_key("rounds.staleness_exponent", real<double>({0, 100}),
                         "Asynchronous: a proposal weighs (1 + staleness)^-exponent.",
                         [](auto& o) { return &o.rounds.staleness_exponent; }));
  all.push_back(make_key("rounds.buffer", whole<std::size_t>(1, 1'000'000),
                         "Asynchronous trees: proposals in each combination.",
                         [](auto& o) { return &o.rounds.buffer; }));
  all.push_back(make_key("rounds.mixing", real<double>({0, 1, true}),
                         "Asynchronous trees: the share of a combination in the next model.",
                         [](auto& o) { return &o.rounds.mixing; }));
  all.push_back(make_key("rounds.deadline_deviations", real<double>({0, 1000}),
                         "Semi-synchronous: the deadline is the median of recent arrivals and this "
                         "many median absolute deviations.",
                         [](auto& o) { return &o.rounds.deadline_deviations; }));
}

value<std::vector<before>> steps_before() {
  return list(one_of<before>({{"nnm", before::nnm},
                              {"bucketing", before::bucketing},
                              {"clipping", before::clipping},
                              {"arc", before::arc}}),
              0, 8);
}

/// A node's number, or "own".
value<std::optional<messages::node_id>> node_or_own() {
  const auto number = whole<messages::node_id>(0, 4'294'967'295U);
  const auto read = [number](const node& from, const std::filesystem::path& folder,
                             std::optional<messages::node_id>& into) -> outcome {
    into.reset();
    if (from.what == node::kind::scalar && from.text == "own") return std::nullopt;
    return number.read(from, folder, into.emplace());
  };
  const auto write = [](const std::optional<messages::node_id>& x) {
    return x ? std::to_string(x->value) : std::string("own");
  };
  return {"whole number", "own, or a node's number", read, write};
}

value<std::vector<rule_change>> rule_changes() {
  auto before = part("before", steps_before(), &rule_change::before, "As aggregation.before.");
  before.required = false;
  return list(
      record<rule_change>({part("round", whole<messages::round_number>(2, count_max),
                                &rule_change::round, "The first round that it combines."),
                           part("rule", text(64, false), &rule_change::rule,
                                "Its name; its parameters are the defaults."),
                           part("byzantine", whole<std::size_t>(0, 1'000'000),
                                &rule_change::byzantine, "How many liars it is to withstand."),
                           before},
                          [](const rule_change&) { return std::string(); }),
      0, 1'000);
}

void add_rule_parameters(std::vector<key>& all) {
  constexpr auto member = [](auto& o) -> auto& {
    return o.aggregation.rule;
  };
  all.push_back(held_key("aggregation.iterations", whole<std::size_t>(0, 1'000'000),
                         "Geometric median: Weiszfeld steps, 0: to convergence. Centered clipping: "
                         "steps. DnC: draws of coordinates.",
                         member, [](auto& r) -> decltype(&r.iterations) { return &r.iterations; }));
  all.push_back(held_key("aggregation.smoothing", real<double>({0, float_max, true}),
                         "With a fixed number of Weiszfeld steps: no distance counts as less.",
                         member, [](auto& r) -> decltype(&r.smoothing) { return &r.smoothing; }));
  all.push_back(held_key("aggregation.radius", real<double>({0, float_max, true}),
                         "How far one proposal pulls at most (tau).", member,
                         [](auto& r) -> decltype(&r.radius) { return &r.radius; }));
  all.push_back(held_key("aggregation.coordinates", whole<std::size_t>(1, count_max),
                         "How many coordinates are drawn (b).", member,
                         [](auto& r) -> decltype(&r.coordinates) { return &r.coordinates; }));
  all.push_back(held_key("aggregation.filter", real<double>({0, 1000, true}),
                         "Each draw removes filter · byzantine proposals (c).", member,
                         [](auto& r) -> decltype(&r.filter) { return &r.filter; }));
}

void add_belief(std::vector<key>& all) {
  constexpr auto member = [](auto& o) -> auto& {
    return o.aggregation.rule;
  };
  all.push_back(choice_key<rule::options>(
      "aggregation.rule", "Whom to believe.",
      {{"mean", "everyone, in proportion to their samples; withstands no liar"},
       {"median", "the coordinate-wise median"},
       {"trimmed_mean", "without the `byzantine` largest and smallest of each coordinate"},
       {"meamed", "the mean of the n - byzantine values nearest to the median of each coordinate"},
       {"phocas", "the same, nearest to the trimmed mean"},
       {"krum", "the one proposal that is closest to its neighbours"},
       {"multi_krum", "the mean of the `chosen` proposals that Krum likes best"},
       {"bulyan", "Krum again and again, then the mean of the values nearest to the median"},
       {"geometric_median", "the point with the smallest sum of distances to all (RFA)"},
       {"centered_clipping", "the last combination, moved by changes of at most `radius` each"},
       {"mda", "the mean of the n - byzantine proposals of smallest diameter"},
       {"monna", "the mean of the n - byzantine proposals nearest to one's own"},
       {"covariance_filter", "the mean, with outliers along the widest direction weighing less"},
       {"smea", "the mean of the n - byzantine proposals of smallest covariance"},
       {"dnc", "the mean without outliers along the widest direction of drawn coordinates"},
       {"sign_guard", "the mean of those whose norms and signs are like most others'"},
       {"foolsgold", "the mean, those that are alike weighing less"},
       {"fltrust", "the mean by likeness to one's own, each scaled to one's own norm"},
       {"best", "the one of the lowest score; what swarm optimizers need, and get for mean"},
       {"registered", "a rule that the program has registered under `name`"}},
      [](auto& o) { return &o.aggregation.rule; }));
  all.push_back(held_key("aggregation.byzantine", whole<std::size_t>(0, 1'000'000),
                         "How many liars to withstand among those one node hears.", member,
                         [](auto& r) -> decltype(&r.byzantine_max) { return &r.byzantine_max; }));
  all.push_back(held_key("aggregation.chosen", whole<std::size_t>(0, 1'000'000),
                         "How many proposals to average; 0: n - byzantine - 2.", member,
                         [](auto& r) -> decltype(&r.chosen) { return &r.chosen; }));
  all.push_back(make_key("aggregation.byzantine_ratio", real<double>({0, 0.5}),
                         "When not 0, instead of byzantine: this fraction of the proposals of each "
                         "round, rounded down.",
                         [](auto& o) { return &o.aggregation.byzantine_ratio; }));
  all.push_back(
      make_key("aggregation.before", steps_before(),
               "What happens to the proposals before the rule, in this order: nearest "
               "neighbour mixing, means of buckets, clipping of norms, fixed or adaptive.",
               [](auto& o) { return &o.aggregation.before; }));
  all.push_back(make_key("aggregation.bucket", whole<std::size_t>(1, 1'000'000),
                         "Bucketing: proposals in each bucket.",
                         [](auto& o) { return &o.aggregation.bucket; }));
  all.push_back(make_key("aggregation.norm_max", real<double>({0, float_max, true}),
                         "Clipping: no change is longer than this.",
                         [](auto& o) { return &o.aggregation.norm_max; }));
  add_rule_parameters(all);
  all.push_back(make_key("aggregation.trusted", node_or_own(),
                         "Whose proposal monna and fltrust measure the others against.",
                         [](auto& o) { return &o.aggregation.trusted; }));
  all.push_back(make_key("aggregation.threads", whole<std::size_t>(1, 1'024),
                         "That work on one combination, of whoever combines; how many changes no "
                         "bit of it.",
                         [](auto& o) { return &o.aggregation.threads; }));
  all.push_back(make_key("aggregation.changes", rule_changes(),
                         "Other rules for later rounds, in order.",
                         [](auto& o) { return &o.aggregation.changes; }));
  all.push_back(held_key("aggregation.name", text(64, false), "Its name in the catalogue.", member,
                         [](auto& r) -> decltype(&r.name) { return &r.name; }));
  all.back().required = true;
}

value<std::vector<link::partition>> partitions() {
  const auto moment = duration(std::chrono::microseconds(0));
  const auto members = list(whole<messages::node_id>(0, 4'294'967'295U), 1, document_nodes_max);
  return list(record<link::partition>(
                  {part("start", moment, &link::partition::start, "When it begins."),
                   part("end", moment, &link::partition::end, "When it has healed."),
                   part("groups", list(members, 1, 10'000), &link::partition::groups,
                        "Node numbers; nothing crosses between two groups.")},
                  [](const link::partition& p) -> std::string {
                    return p.end > p.start ? "" : "the end does not come after the start";
                  }),
              0, 1'000);
}

void add_links(std::vector<key>& all) {
  all.push_back(described("links.kind", "word", "in_process", "How they hear."));
  const value<std::size_t> only = one_of<std::size_t>({{"in_process", 0}});
  all.back().alternatives = {{"in_process", "by a pointer inside one process"}};
  all.back().read = [only](const node& from, const std::filesystem::path& folder, swarm_options&) {
    std::size_t index = 0;
    return only.read(from, folder, index);
  };
  all.back().write = [](const swarm_options&) { return std::optional<std::string>("in_process"); };
  all.push_back(make_key("links.emulate.loss", fraction<double>(),
                         "Probability that a message vanishes.",
                         [](auto& o) { return &o.emulate.loss; }));
  all.push_back(make_key("links.emulate.duplicate", fraction<double>(),
                         "Probability that a message arrives twice.",
                         [](auto& o) { return &o.emulate.duplicate; }));
  all.push_back(make_key("links.emulate.reorder", fraction<double>(),
                         "Probability that a message is held back and overtaken.",
                         [](auto& o) { return &o.emulate.reorder; }));
  all.push_back(make_key("links.emulate.latency", duration(std::chrono::microseconds(0)),
                         "How long a message travels.",
                         [](auto& o) { return &o.emulate.latency; }));
  all.push_back(make_key("links.emulate.jitter", duration(std::chrono::microseconds(0)),
                         "The latency varies by at most this, either way.",
                         [](auto& o) { return &o.emulate.jitter; }));
  all.push_back(make_key("links.emulate.bandwidth", rate(), "Of each link; 0bit/s: unlimited.",
                         [](auto& o) { return &o.emulate.bandwidth_bits_per_second; }));
  all.push_back(make_key("links.emulate.partitions", partitions(),
                         "When the swarm falls apart, and into what.",
                         [](auto& o) { return &o.emulate.partitions; }));
}

}  // namespace

std::vector<key> swarm_keys() {
  std::vector<key> all;
  add_swarm(all);
  add_topology(all);
  add_round_closing(all);
  add_round_modes(all);
  return all;
}

std::vector<key> belief_keys() {
  std::vector<key> all;
  add_belief(all);
  return all;
}

std::vector<key> link_keys() {
  std::vector<key> all;
  add_links(all);
  return all;
}

}  // namespace starling::deploy
