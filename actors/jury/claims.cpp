#include "actors/jury/claims.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "messages/types/random.hpp"

namespace starling::actors {

using messages::contribution;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// How far the same formula may be off on another machine.
constexpr double rounding = 1e-9;

double score_of(const contribution& c) {
  return std::isnan(c.score) ? infinity : c.score;
}

}  // namespace

std::vector<refused_proposal> claims::sift(std::vector<contribution>& heard, messages::node_id self,
                                           std::uint64_t seed) {
  std::vector<refused_proposal> refused;
  std::vector<const contribution*> others;
  double own = infinity;
  for (const auto& c : heard) {
    if (c.sender == self) {
      own = score_of(c);
    } else {
      others.push_back(&c);
    }
  }
  std::stable_sort(others.begin(), others.end(),
                   [](const auto* a, const auto* b) { return score_of(*a) < score_of(*b); });
  bool found = !how_.best;
  for (const auto* c : others) {
    const bool tempting = !found && score_of(*c) < own;
    messages::random_source random(messages::substream(seed, "claim", c->sender.value));
    if (!tempting && random.uniform() >= how_.share) continue;
    if (const auto worth = refute(*c)) {
      refused.push_back({c->sender, messages::refusal::false_claim, *worth, c->score});
    } else if (tempting) {
      found = true;
    }
  }
  std::erase_if(heard, [&refused](const contribution& c) {
    return std::any_of(refused.begin(), refused.end(),
                       [&c](const refused_proposal& r) { return r.peer == c.sender; });
  });
  return refused;
}

std::optional<double> claims::refute(const contribution& c) {
  if (c.parameters.same_storage(true_point_) && c.score == true_value_) return std::nullopt;
  if (!what_->space().contains(c.parameters.doubles())) return infinity;
  ++evaluations_;
  const double worth = what_->evaluate(c.parameters.doubles());
  const bool holds = worth == c.score ||
                     std::abs(worth - c.score) <= rounding * std::max(1.0, std::abs(worth)) ||
                     (std::isnan(worth) && score_of(c) == infinity);
  if (!holds) return worth;
  true_point_ = c.parameters;
  true_value_ = c.score;
  return std::nullopt;
}

}  // namespace starling::actors
