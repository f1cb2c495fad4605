#include "aggregation/reputation/reputation_book.hpp"

#include <algorithm>
#include <array>

namespace starling::aggregation {

using messages::node_id;
using messages::refusal;

namespace {

// The prior: as if a newcomer had been seen so often.
constexpr double prior_good = 2;
constexpr double prior_bad = 1;

constexpr double weight_of(conduct what) {
  constexpr std::array<double, 5> against = {0, 0.1, 0.3, 3, 3};
  return against[static_cast<std::size_t>(what)];
}

double expectation(const reputation_book::record& r) {
  return (r.good + prior_good) / (r.good + r.bad + prior_good + prior_bad);
}

}  // namespace

void reputation_book::note(node_id peer, conduct what) {
  auto& seen = open_[peer];
  seen.good = seen.good || what == conduct::good;
  seen.worst = std::max(seen.worst, what);
}

void reputation_book::close_round() {
  for (const auto& [peer, seen] : open_) settle(records_[peer], seen);
  open_.clear();
}

void reputation_book::settle(record& of, const notes& seen) const {
  const bool offence = seen.worst >= conduct::malformed;
  of.good = of.good * policy_.forgetting + (seen.good && !offence ? 1 : 0);
  of.bad = of.bad * policy_.forgetting + weight_of(seen.worst);
  switch (of.is) {
    case standing::free:
      if (expectation(of) < policy_.quarantine_below) of.is = standing::quarantined;
      break;
    case standing::quarantined:
      if (offence) of.clean = 0;
      if (!offence && seen.good) ++of.clean;
      if (of.clean < policy_.parole) break;
      of.is = standing::on_parole;
      of.clean = 0;
      break;
    case standing::on_parole:
      if (offence) {
        of.is = standing::quarantined;
        of.good = 0;  // what was shown on parole was a show
      } else if (expectation(of) >= newcomer) {
        of.is = standing::free;
      }
      break;
  }
}

double reputation_book::reputation(node_id peer) const {
  const auto at = records_.find(peer);
  return expectation(at == records_.end() ? record{} : at->second);
}

standing reputation_book::standing_of(node_id peer) const {
  const auto at = records_.find(peer);
  return at == records_.end() ? standing::free : at->second.is;
}

std::vector<node_id> reputation_book::quarantined(std::span<const node_id> among,
                                                  std::size_t most) const {
  std::vector<node_id> all;
  std::copy_if(among.begin(), among.end(), std::back_inserter(all),
               [this](node_id peer) { return standing_of(peer) == standing::quarantined; });
  std::sort(all.begin(), all.end(), [this](node_id a, node_id b) {
    const double of_a = reputation(a);
    const double of_b = reputation(b);
    return of_a != of_b ? of_a < of_b : a < b;
  });
  if (all.size() > most) all.resize(most);
  std::sort(all.begin(), all.end());
  return all;
}

conduct conduct_of(refusal why) {
  switch (why) {
    case refusal::late:
    case refusal::too_stale:
      return conduct::late;
    case refusal::duplicate:
      return conduct::repeated;
    case refusal::wrong_shape:
    case refusal::non_finite:
      return conduct::malformed;
    case refusal::suspected:
    case refusal::false_claim:
      return conduct::lying;
    default:  // what a rule, a graph or an earlier judgement decided is no conduct of the sender's
      return conduct::good;
  }
}

}  // namespace starling::aggregation
