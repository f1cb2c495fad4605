#include "actors/round/round.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace starling::actors {

using messages::node_id;
using messages::refusal;
using messages::time_point;

namespace {

/// After so long whoever holds a round is asked again.
constexpr messages::duration held_for = std::chrono::milliseconds(250);

/// No deadline means never.
time_point after(time_point now, std::chrono::microseconds deadline) {
  return deadline.count() > 0 ? now + deadline : time_point::max();
}

}  // namespace

void round::open(messages::round_number number, std::vector<node_id> expected,
                 std::size_t dimension, time_point now) {
  number_ = number;
  expected_ = std::move(expected);
  dimension_ = dimension;
  arrived_.clear();
  opened_ = now;
  overdue_at_ = after(now, policy_->deadline);
  asked(now);
  absent_ = 0;
  held_until_.reset();
  deadlines_missed_ = 0;
  deadlines_passed_ = 0;
  if (policy_->mode != round_mode::semi_synchronous) return;
  if (!recent_) recent_ = std::make_unique<history>();
  recent_->opened_before = std::exchange(recent_->opened, now);
}

std::optional<refusal> round::offer(node_id from, const messages::model_update& update,
                                    time_point now) {
  const bool async = policy_->mode == round_mode::asynchronous;
  if (!async && update.round < number_) {
    if (recent_ && update.round.value + 1 == number_.value) note_late(from, now);
    return refusal::late;
  }
  if (!async && !std::binary_search(expected_.begin(), expected_.end(), from)) {
    return refusal::unknown_sender;
  }
  const auto age = update.round < number_ ? number_.value - update.round.value : 0;
  if (async && age > policy_->staleness_max) return refusal::too_stale;
  const auto at =
      std::lower_bound(arrived_.begin(), arrived_.end(), from,
                       [](const arrival& a, node_id sender) { return a.what.sender < sender; });
  const bool present = at != arrived_.end() && at->what.sender == from;
  if (present && !(async && at->of < update.round)) return refusal::duplicate;
  if (dimension_ != 0 && update.parameters.size() != dimension_) return refusal::wrong_shape;
  if (update.parameters.empty()) return refusal::wrong_shape;
  const auto first =
      arrived_.empty() ? std::nullopt : std::optional(arrived_.front().what.parameters.precision());
  const auto of = precision_ ? precision_ : first;
  if (of && update.parameters.precision() != *of) return refusal::wrong_shape;
  if (!update.parameters.all_finite()) return refusal::non_finite;
  dimension_ = update.parameters.size();

  const auto samples = weights_.samples ? std::max<std::uint64_t>(update.samples.value, 1) : 1;
  const double decay = age == 0 || !weights_.staleness
                           ? 1.0
                           : std::pow(1.0 + static_cast<double>(age), -policy_->staleness_exponent);
  const auto weight = static_cast<double>(samples) * decay;
  arrival a{{from, update.parameters, update.samples, weight, update.score.value()}, update.round};
  if (present) {
    *at = std::move(a);
  } else {
    arrived_.insert(at, std::move(a));
  }
  if (recent_) recent_->delays.add(now - opened_);
  return std::nullopt;
}

/// Those who just missed the close count, too: of the punctual alone the bound would shrink until
/// it cuts off a good part of the others in every round.
void round::note_late(node_id from, time_point now) {
  const auto at = std::lower_bound(recent_->owing.begin(), recent_->owing.end(), from);
  if (at == recent_->owing.end() || *at != from) return;
  recent_->owing.erase(at);
  recent_->delays.add(now - recent_->opened_before);
}

std::size_t round::needed(std::size_t expected) const {
  const double share = policy_->quorum * static_cast<double>(expected);
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(share - 1e-9)));
}

void round::note(std::size_t absent, bool held, time_point now) {
  absent_ = std::min(absent, expected_.size() - std::min(arrived_.size(), expected_.size()));
  if (!held) return held_until_.reset();
  if (!held_until_ || *held_until_ <= now) held_until_ = now + held_for;
}

round::verdict round::judge(time_point now) const {
  if (held_until_) return verdict::wait;
  if (policy_->mode == round_mode::asynchronous) {
    return arrived_.empty() ? verdict::wait : verdict::close;
  }
  if (arrived_.size() == awaited()) return verdict::close;
  if (arrived_.size() >= needed(awaited())) {
    if (policy_->mode == round_mode::synchronous) return verdict::close;
    const auto deadline = next_deadline();
    return deadline && now >= *deadline ? verdict::close : verdict::wait;
  }
  if (now >= overdue_at_) return verdict::overdue;
  return now >= repair_at_ ? verdict::repair : verdict::wait;
}

std::optional<time_point> round::next_deadline() const {
  if (held_until_) return held_until_;
  if (policy_->mode == round_mode::asynchronous) return std::nullopt;
  if (overdue_at_ == time_point::max()) return std::nullopt;
  if (recent_ && arrived_.size() >= needed(awaited())) {
    const auto bound = recent_->delays.bound(policy_->deadline_deviations);
    return bound ? std::min(overdue_at_, opened_ + *bound) : overdue_at_;
  }
  return std::min(overdue_at_, repair_at_);
}

void round::asked(time_point now) {
  repair_at_ = after(now, policy_->deadline / 4);
}

void round::extend(time_point now, bool missed) {
  constexpr std::size_t patience = 10;  // deadlines that the living may take for one that is missed
  ++deadlines_passed_;
  if (missed || deadlines_passed_ % patience == 0) ++deadlines_missed_;
  asked(now);
  overdue_at_ = after(now, policy_->deadline);
}

std::vector<node_id> round::missing() const {
  std::vector<node_id> absent;
  auto at = arrived_.begin();
  for (node_id id : expected_) {
    if (at != arrived_.end() && at->what.sender == id) {
      ++at;
    } else {
      absent.push_back(id);
    }
  }
  return absent;
}

std::vector<messages::contribution> round::take() {
  std::vector<messages::contribution> all;
  all.reserve(arrived_.size());
  if (recent_) recent_->owing = missing();
  for (auto& a : arrived_) all.push_back(std::move(a.what));
  arrived_ = {};
  expected_ = {};
  return all;
}

}  // namespace starling::actors
