// A node whose parent is an aggregator: it is called to work, and adopts what comes down.

#include "actors/node/node.hpp"

namespace starling::actors {

using messages::round_number;
using messages::time_point;

void node::hear_start(const messages::start_round& s, time_point now, effects& out) {
  if (!in_tree()) return;
  if (s.round < number_) return;           // overtaken by a later one
  if (asynchronous() && unsent()) return;  // called again for being slow
  const auto roster = plan_->roster();
  if (roster.away(id_, s.round)) return;
  const bool waits = telling_ == telling::awaited;
  if (s.round == number_ && (waits || mine_.round == number_)) {
    const bool told = telling_ == telling::told && roster.drawn(id_, number_);
    if (told) send(*parent_, mine_, out);  // the first answer was lost
    return;
  }
  renew(s.round);
  if (!s.model.empty()) adopt(s.model, round_number{s.round.value - 1}, out);
  begin(s.round, now, out);
}

void node::adopt(const messages::tensor& model, round_number r, effects& out) {
  if (r < adopted_ || model.empty()) return;
  messages::combination whole;
  whole.parameters = model;
  strategy_->adopt(whole, r);
  const bool news = r > adopted_;
  adopted_ = r;
  if (!news || !in_tree() || !plan_->root_elsewhere()) return;
  number_ = r;
  report(member_report::kind::closed, out);
}

/// Before its proposal goes up: so the monitor has it before the root can close the round.
void node::write_down(effects& out) {
  member_report r;
  r.member = id_;
  r.round = number_;
  r.what = member_report::kind::written;
  r.state = written_state();
  out.reports.push_back(std::move(r));
}

}  // namespace starling::actors
