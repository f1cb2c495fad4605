#include "actors/jury/suspicion.hpp"

#include <algorithm>
#include <cmath>

#include "aggregation/reputation/graph_trust.hpp"

namespace starling::actors {

using aggregation::conduct;
using messages::node_id;
using messages::refusal;
using messages::round_number;

namespace {

constexpr round_number first_round{1};

std::vector<double> trust_from(node_id self, const topology& graph) {
  std::vector<std::vector<std::uint32_t>> neighbours(graph.members());
  std::vector<node_id> targets;
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    graph.targets(node_id{static_cast<std::uint32_t>(i)}, first_round, targets);
    for (const node_id t : targets) neighbours[i].push_back(t.value);
  }
  return aggregation::graph_trust(neighbours, self.value);
}

/// How many of `n` may be set aside as liars.
std::size_t liars_max(std::size_t n, std::size_t byzantine) {
  if (byzantine > 0) return byzantine;
  return n > 0 ? (n - 1) / 2 : 0;
}

}  // namespace

std::unique_ptr<suspicion> suspicion::make(node_id self, const plan& shared) {
  if (!shared.books) return nullptr;
  const auto book = shared.books->find(self);
  if (book == shared.books->end()) return nullptr;
  return std::unique_ptr<suspicion>(new suspicion(self, shared, book->second));
}

suspicion::suspicion(node_id self, const plan& shared, aggregation::reputation_book& book)
    : self_(self),
      options_(shared.options.aggregation),
      detector_(aggregation::make_detector(options_.detect)),
      book_(&book),
      workers_(shared.workers) {
  if (options_.weights.topology) trust_ = trust_from(self, *shared.graph);
}

void suspicion::note(std::span<const refused_proposal> refused, std::span<const node_id> missing) {
  for (const auto& r : refused) {
    // What this member itself judged in an earlier round is in the book.
    const auto what = aggregation::conduct_of(r.why);
    if (what == conduct::good || what == conduct::lying || r.peer == self_) continue;
    book_->note(r.peer, what);
  }
  for (const node_id peer : missing) {
    if (peer != self_) book_->note(peer, conduct::late);
  }
}

suspicion::admitted suspicion::admit(std::span<const messages::contribution> heard,
                                     std::size_t byzantine, std::size_t heard_min,
                                     std::vector<refused_proposal>& refused) const {
  std::vector<node_id> senders;
  for (const auto& c : heard) {
    if (c.sender != self_) senders.push_back(c.sender);
  }
  const auto spare = heard.size() - std::min(heard.size(), heard_min);
  const auto out = book_->quarantined(senders, std::min(spare, liars_max(heard.size(), byzantine)));
  admitted in{{}, byzantine - std::min(byzantine, out.size())};
  for (const auto& c : heard) {
    const double reputation = c.sender == self_ ? 1 : book_->reputation(c.sender);
    if (std::binary_search(out.begin(), out.end(), c.sender)) {
      refused.push_back(
          {c.sender, refusal::quarantined, reputation, options_.reputation.quarantine_below});
      continue;
    }
    in.heard.push_back(c);
    if (options_.weights.reputation) in.heard.back().weight *= reputation;
    if (!trust_.empty()) in.heard.back().weight *= trust_[c.sender.value];
  }
  return in;
}

void suspicion::examine(std::span<const messages::contribution> heard, std::size_t byzantine,
                        std::vector<refused_proposal>& refused) {
  for (const auto& c : heard) {
    if (c.sender != self_) book_->note(c.sender, conduct::good);
  }
  for (const auto& r : refused) {
    if (r.peer != self_) book_->note(r.peer, aggregation::conduct_of(r.why));
  }
  if (detector_) {
    aggregation::round_context context;
    context.byzantine = liars_max(heard.size(), byzantine);
    context.threads = workers_.get();
    aggregation::gathering all(heard, context);
    if (all.one_shape()) {
      const auto found = detector_->examine(all);
      for (std::size_t row = 0; row < found.size(); ++row) {
        const node_id peer = all.contribution(all.owners(row).front()).sender;
        if (!found[row].flagged() || peer == self_) continue;
        refused.push_back({peer, refusal::suspected, found[row].measured, found[row].limit});
        book_->note(peer, conduct::lying);
      }
    }
  }
  book_->close_round();
}

std::shared_ptr<aggregation::reputation_books> empty_books(const plan& shared) {
  const auto& options = shared.options.aggregation;
  if (!options.keeps_reputations()) return nullptr;
  auto books = std::make_shared<aggregation::reputation_books>();
  const bool tree = shared.graph->aggregators() > 0;
  for (std::size_t i = tree ? shared.graph->nodes() : 0; i < shared.graph->members(); ++i) {
    books->try_emplace(node_id{static_cast<std::uint32_t>(i)}, options.reputation);
  }
  return books;
}

std::map<node_id, double> mean_reputations(const aggregation::reputation_books& all,
                                           std::span<const node_id> adversaries) {
  std::map<node_id, double> means;
  std::map<node_id, std::size_t> counts;
  for (const auto& [member, book] : all) {
    if (std::find(adversaries.begin(), adversaries.end(), member) != adversaries.end()) continue;
    for (const auto& [peer, record] : book.records()) {
      means[peer] += book.reputation(peer);
      ++counts[peer];
    }
  }
  for (auto& [peer, mean] : means) mean /= static_cast<double>(counts[peer]);
  return means;
}

double trust_cost(const topology& graph) {
  const auto members = static_cast<double>(graph.members());
  double edges = 0;
  for (std::size_t i = 0; i < graph.members(); ++i) {
    edges += static_cast<double>(graph.links(node_id{static_cast<std::uint32_t>(i)}));
  }
  return members * edges * std::ceil(std::log2(members));
}

}  // namespace starling::actors
