#include "actors/membership/probing/prober.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace starling::actors {

namespace {

using stage = prober::stage;
using action = prober::action;

/// What follows when a stage has lasted its time.
struct row {
  stage next;
  action what;
  messages::duration membership_options::*wait;  ///< Of the stage that follows.
};
constexpr std::array<row, 4> table = {{
    /* idle */ {stage::idle, action::nothing, nullptr},
    /* asked */ {stage::asked_again, action::ping, &membership_options::ping_timeout},
    /* asked_again */ {stage::others_asked, action::ask_others, &membership_options::relay_timeout},
    /* others_asked */ {stage::idle, action::accuse, nullptr},
}};

}  // namespace

std::uint32_t prober::begin(const messages::member_id& subject, messages::time_point now) {
  stage_ = stage::asked;
  subject_ = subject;
  probing_ = next_sequence();
  relays_.clear();
  due_ = now + health_.scaled(options_->ping_timeout);
  return probing_;
}

void prober::asked(const std::vector<messages::member_id>& relays) {
  relays_.clear();
  for (const auto& id : relays) relays_.push_back({id});
}

prober::relay* prober::asked_of(const messages::member_id& id) {
  const auto at =
      std::find_if(relays_.begin(), relays_.end(), [&](const relay& r) { return r.id == id; });
  return at == relays_.end() ? nullptr : &*at;
}

prober::action prober::wake(messages::time_point now) {
  if (stage_ == stage::idle || now < due_) return action::nothing;
  const auto& now_due = table[static_cast<std::size_t>(stage_)];
  stage_ = now_due.next;
  if (now_due.wait != nullptr) due_ = now + health_.scaled(options_->*now_due.wait);
  if (now_due.what == action::accuse) {
    // The silence of all who were asked says more of one's own link than the subject's silence; one
    // who has said no shows that the link is there.
    const bool any =
        std::any_of(relays_.begin(), relays_.end(), [](const relay& r) { return r.has_said_no; });
    if (!any) health_.probe_failed(std::max<std::size_t>(1, relays_.size()));
  }
  return now_due.what;
}

bool prober::hear_ack(const messages::member_id& from, std::uint32_t sequence) {
  if (stage_ == stage::idle || sequence != probing_) return false;
  if (from != subject_ && asked_of(from) == nullptr) return false;
  stage_ = stage::idle;
  health_.probe_answered();
  return true;
}

bool prober::hear_nack(const messages::member_id& from, std::uint32_t sequence) {
  if (stage_ != stage::others_asked || sequence != probing_) return false;
  auto* asked = asked_of(from);
  return asked != nullptr && !std::exchange(asked->has_said_no, true);
}

void prober::abandon() {
  stage_ = stage::idle;
  health_.slept();
}

std::optional<messages::time_point> prober::next_deadline() const {
  if (stage_ == stage::idle) return std::nullopt;
  return due_;
}

}  // namespace starling::actors
