#include "actors/jury/jury.hpp"

#include <algorithm>
#include <utility>

#include "messages/types/random.hpp"

namespace starling::actors {

using messages::round_number;

jury::jury(messages::node_id self, std::shared_ptr<const plan> shared)
    : self_(self), plan_(std::move(shared)), suspicion_(suspicion::make(self, *plan_)) {
  const auto& how = plan_->options.aggregation.verify;
  if (plan_->best_wins() && (how.best || how.share > 0)) {
    claims_ = std::make_unique<claims>(plan_->objective, how);
  }
}

aggregation::rule& jury::rule_of(round_number round) {
  auto now = plan_->live.rules->at(round);
  if (now != in_force_) {
    in_force_ = std::move(now);
    rule_ = in_force_->make();
  }
  return *rule_;
}

void jury::note(std::span<const refused_proposal> refused, const round& closing) {
  if (!suspicion_) return;
  // An asynchronous round waits for nobody.
  const bool waits = plan_->options.rounds.mode != round_mode::asynchronous;
  suspicion_->note(refused, waits ? closing.missing() : std::vector<messages::node_id>());
}

jury::verdict jury::decide(std::span<const messages::contribution> heard, round_number round,
                           const messages::tensor& origin) {
  rule_of(round);
  return decide_with(heard, in_force_->byzantine(heard.size()), round, origin);
}

jury::verdict jury::decide_leniently(std::span<const messages::contribution> heard,
                                     round_number round, const messages::tensor& origin) {
  const auto legal = aggregation::largest_legal_byzantine(rule_of(round), heard.size());
  const auto asked = in_force_->byzantine(heard.size());
  return decide_with(heard, std::min(asked, legal.value_or(0)), round, origin);
}

jury::verdict jury::decide_with(std::span<const messages::contribution> heard,
                                std::size_t byzantine, round_number round,
                                const messages::tensor& origin) {
  aggregation::round_context context;
  context.byzantine = byzantine;
  context.origin = origin;
  context.trusted = plan_->options.aggregation.trusted.value_or(self_);
  context.seed = messages::substream(plan_->options.seed, "jury", self_.value, round.value);
  context.threads = plan_->workers.get();
  verdict out;
  std::vector<messages::contribution> believed;
  const auto all = heard;
  if (claims_) {
    believed.assign(heard.begin(), heard.end());
    const auto before = claims_->evaluations();
    out.refused = claims_->sift(believed, self_, context.seed);
    plan_->counters->claims_checked.fetch_add(claims_->evaluations() - before,
                                              std::memory_order_relaxed);
    heard = believed;
  }
  suspicion::admitted in;
  if (suspicion_) {
    in = suspicion_->admit(heard, byzantine, rule_->contributions_min(0), out.refused);
    context.byzantine = in.byzantine;
  }
  auto combined = rule_->combine(suspicion_ ? in.heard : heard, context);
  if (combined) {
    for (const auto& j : combined->judgements) {
      out.refused.push_back({j.peer, j.why, j.measured, j.limit});
    }
    out.combined = std::move(combined).value();
  } else {
    out.failure =
        failure(combined.error(), suspicion_ ? in.heard.size() : heard.size(), context.byzantine);
  }
  if (suspicion_) suspicion_->examine(all, byzantine, out.refused);
  return out;
}

std::string jury::failure(aggregation::rule_error why, std::size_t n, std::size_t f) const {
  using aggregation::rule_error;
  const bool illegal = why == rule_error::too_few_contributions || why == rule_error::too_costly;
  const auto sentence = illegal ? aggregation::refuse_illegal(*rule_, n, f) : std::nullopt;
  const std::string name(aggregation::to_string(why));
  return name + ": " +
         sentence.value_or(in_force_->name + " refused " + std::to_string(n) +
                           " proposals with byzantine " + std::to_string(f));
}

std::size_t jury::contributions_min(round_number round, std::size_t n) {
  const auto& rule = rule_of(round);
  return rule.contributions_min(in_force_->byzantine(n));
}

}  // namespace starling::actors
