#include "optimizers/datasets/partition.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <utility>

#include "messages/types/random.hpp"

namespace starling::optimizers {
namespace {

using messages::random_source;
using positions = std::vector<std::uint32_t>;

/// Beyond this all shares are equal.
constexpr double alpha_max = 1e6;

positions shuffled(std::size_t count, random_source& random) {
  positions out(count);
  std::iota(out.begin(), out.end(), 0U);
  random.shuffle(std::span(out));
  return out;
}

/// Where the share of heir `part` begins when `count` things go to `parts` equal heirs.
std::size_t equal_cut(std::size_t count, std::size_t parts, std::size_t part) {
  return count / parts * part + std::min(part, count % parts);
}

/// Where to cut `count` things in Dirichlet(alpha) proportions: parts + 1 places from 0 to count.
std::vector<std::size_t> dirichlet_cuts(std::size_t count, double alpha, std::size_t parts,
                                        random_source& random) {
  std::vector<double> total(parts + 1, 0.0);
  for (std::size_t i = 0; i < parts; ++i) total[i + 1] = total[i] + random.gamma(alpha);
  // With a tiny alpha every draw may round to nothing: in the limit one heir has it all.
  if (!(total.back() > 0)) {
    const auto heir = static_cast<std::size_t>(random.below(parts));
    for (std::size_t i = 0; i <= parts; ++i) total[i] = i > heir ? 1 : 0;
  }
  std::vector<std::size_t> cuts(parts + 1, count);
  for (std::size_t i = 0; i < parts; ++i) {
    cuts[i] = static_cast<std::size_t>(static_cast<double>(count) * (total[i] / total.back()));
  }
  return cuts;
}

/// Nodes without an example take the last one of whichever node then has most.
void feed_the_empty(shares& out) {
  std::priority_queue<std::pair<std::size_t, std::size_t>> largest;  // Size; the first of equals.
  const std::size_t nodes = out.size();
  for (std::size_t i = 0; i < nodes; ++i) {
    if (out[i].size() > 1) largest.emplace(out[i].size(), nodes - i);
  }
  for (auto& mine : out) {
    if (!mine.empty()) continue;
    const auto [size, place] = largest.top();
    largest.pop();
    auto& giver = out[nodes - place];
    mine.push_back(giver.back());
    giver.pop_back();
    if (size > 2) largest.emplace(size - 1, place);
  }
}

/// The positions of each class, in random order.
std::vector<positions> by_class(const dataset& train, random_source& random) {
  std::vector<positions> out(train.classes);
  for (std::uint32_t i : shuffled(train.size(), random)) {
    out[static_cast<std::size_t>(train.targets[i])].push_back(i);
  }
  return out;
}

struct divider {
  const dataset& train;
  std::size_t nodes;
  random_source random;

  shares operator()(const starling::partition::iid&) {
    const positions order = shuffled(train.size(), random);
    shares out(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
      append(out[i], order, equal_cut(order.size(), nodes, i),
             equal_cut(order.size(), nodes, i + 1));
    }
    return out;
  }

  shares operator()(const starling::partition::dirichlet& o) {
    shares out(nodes);
    for (const positions& members : by_class(train, random)) {
      const auto cuts = dirichlet_cuts(members.size(), o.alpha, nodes, random);
      for (std::size_t i = 0; i < nodes; ++i) append(out[i], members, cuts[i], cuts[i + 1]);
    }
    feed_the_empty(out);
    return out;
  }

  shares operator()(const starling::partition::labels_per_node& o) {
    positions sorted;
    sorted.reserve(train.size());
    for (const positions& members : by_class(train, random))
      append(sorted, members, 0, members.size());
    const std::size_t pieces = nodes * o.labels;
    const positions deal = shuffled(pieces, random);
    shares out(nodes);
    for (std::size_t k = 0; k < pieces; ++k) {
      append(out[k / o.labels], sorted, equal_cut(sorted.size(), pieces, deal[k]),
             equal_cut(sorted.size(), pieces, deal[k] + std::size_t{1}));
    }
    return out;
  }

  shares operator()(const starling::partition::quantity_skew& o) {
    const positions order = shuffled(train.size(), random);
    const auto cuts = dirichlet_cuts(order.size() - nodes, o.alpha, nodes, random);
    shares out(nodes);
    for (std::size_t i = 0; i < nodes; ++i) append(out[i], order, cuts[i] + i, cuts[i + 1] + i + 1);
    return out;
  }

  static void append(positions& to, const positions& from, std::size_t begin, std::size_t end) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
              from.begin() + static_cast<std::ptrdiff_t>(end));
  }
};

/// What is impossible about a request.
struct checker {
  const dataset& train;
  std::size_t nodes;

  using verdict = std::optional<data_error>;

  verdict operator()(const starling::partition::iid&) const { return std::nullopt; }
  verdict operator()(const starling::partition::dirichlet& o) const {
    if (auto wrong = classes()) return wrong;
    return alpha(o.alpha);
  }
  verdict operator()(const starling::partition::labels_per_node& o) const {
    if (auto wrong = classes()) return wrong;
    const std::size_t most = std::min(train.classes, train.size() / nodes);
    if (o.labels >= 1 && o.labels <= most) return std::nullopt;
    return data_error{.expected = "from 1 to " + std::to_string(most) + " labels per node with " +
                                  std::to_string(train.size()) + " examples of " +
                                  std::to_string(train.classes) + " classes on " +
                                  std::to_string(nodes) + " nodes",
                      .found = std::to_string(o.labels)};
  }
  verdict operator()(const starling::partition::quantity_skew& o) const { return alpha(o.alpha); }

  [[nodiscard]] verdict classes() const {
    if (train.classes == 0) {
      return data_error{.expected = "classes to divide by label",
                        .found = "real targets (iid and quantity_skew divide those)"};
    }
    const auto classes = static_cast<float>(train.classes);
    const auto stray = std::ranges::find_if_not(
        train.targets, [classes](float y) { return y >= 0 && y < classes; });
    if (stray == train.targets.end()) return std::nullopt;
    return data_error{.expected = "labels from 0 to " + std::to_string(train.classes - 1),
                      .found = std::to_string(*stray)};
  }
  static verdict alpha(double value) {
    if (value > 0 && value <= alpha_max) return std::nullopt;
    return data_error{.expected = "alpha above 0 and at most 1000000",
                      .found = std::to_string(value)};
  }
};

}  // namespace

messages::result<shares, data_error> partition_indices(const dataset& train,
                                                       const starling::partition::options& options,
                                                       std::size_t nodes, std::uint64_t seed) {
  if (nodes == 0 || nodes > train.size()) {
    return messages::failure{data_error{
        .expected = "from 1 to " + std::to_string(train.size()) + " nodes, an example for each",
        .found = std::to_string(nodes)}};
  }
  if (auto wrong = std::visit(checker{train, nodes}, options)) return messages::failure{*wrong};
  divider divide{train, nodes, random_source(messages::substream(seed, "partition"))};
  shares out = std::visit([&divide](const auto& o) { return divide(o); }, options);
  for (auto& mine : out) std::ranges::sort(mine);
  return out;
}

}  // namespace starling::optimizers
