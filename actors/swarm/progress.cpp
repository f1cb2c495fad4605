#include "actors/swarm/progress.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "actors/task/crowd.hpp"

namespace starling::actors {

using messages::node_id;
using messages::tensor;
using messages::time_point;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double seconds_between(time_point a, time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

}  // namespace

progress::progress(std::shared_ptr<const plan> shared, time_point now)
    : plan_(std::move(shared)),
      started_(now),
      last_closed_(now),
      first_open_(plan_->rounds_before() + 1),
      passed_(plan_->graph->nodes(), plan_->rounds_before()),
      down_(plan_->graph->nodes(), false),
      members_live_(plan_->nodes_here()) {
  result_.name = plan_->options.name;
  result_.seed = plan_->options.seed;
  result_.nodes = plan_->graph->nodes();
  result_.loss = result_.accuracy = result_.accuracy_min = unknown;
  for (std::uint32_t i = 0; i < result_.nodes; ++i) {
    if (plan_->lies(node_id{i})) result_.adversaries.push_back(node_id{i});
  }
}

std::vector<round_report> progress::add(const member_report& report, time_point now) {
  if (over()) return {};
  count_refusals(report);
  if (report.what == member_report::kind::quorum_lost) {
    lose_quorum(report);
    return {};
  }
  const auto number = report.round.value;
  const bool node = report.member.value < plan_->graph->nodes();
  const bool root = is_root(report.member);
  auto* r = find(number);
  if (r != nullptr && !report.state.empty()) {
    r->states.resize(plan_->graph->members());
    r->states[report.member.value] = report.state;
  }
  if (r != nullptr) r->bytes += report.bytes;
  if (report.what == member_report::kind::written) return {};
  if (r != nullptr) {
    r->worked += report.worked;
    if (report.what == member_report::kind::away) {
      ++r->away;
    } else if (!tree() || root) {
      ++r->reports;
      r->accepted += report.accepted;
      if (!report.failure.empty()) {
        ++r->failed;
        r->failure = report.failure;
      }
      if (!plan_->lies(report.member)) {
        r->train_score += report.train_score;
        ++r->trained;
      }
      count_verdict(report, *r);
    }
  }
  if (tree()) {
    if (root && r != nullptr) r->passed = live();
  } else if (node) {
    pass(report.member, number);
  }
  return close_ready(now);
}

std::vector<round_report> progress::gone(node_id member, const std::string& why, time_point now) {
  if (over()) return {};
  if (is_root(member)) {
    fail(member, why);
    return {};
  }
  // Without an inner aggregator its parent counts what is left.
  if (member.value >= down_.size() || down_[member.value]) return {};
  down_[member.value] = true;
  --members_live_;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    if (passed_[member.value] >= first_open_ + i) --open_[i].passed;
  }
  const auto needed =
      std::ceil(plan_->options.rounds.quorum * static_cast<double>(plan_->nodes_here()) - 1e-9);
  if (static_cast<double>(members_live_) < needed) {
    fail(member, why);
    return {};
  }
  return close_ready(now);
}

void progress::fail(node_id member, const std::string& why) {
  stopped_by_ = stop_reason::node_failed;
  result_.detail = "node " + std::to_string(member.value) + " failed for good: " + why;
}

bool progress::is_root(node_id member) const {
  return tree() && !plan_->graph->parent(member);
}

void progress::interrupt() {
  if (!over()) stopped_by_ = stop_reason::interrupted;
}

std::vector<round_report> progress::wake(time_point now) {
  if (over() || !give_up_at_ || now < *give_up_at_) return {};
  std::vector<round_report> closed;
  while (!open_.empty() && !over()) closed.push_back(close_front(now));
  if (!over()) stopped_by_ = stop_reason::rounds_done;
  return closed;
}

void progress::count_refusals(const member_report& report) {
  for (const auto& r : report.refused) {
    ++refused_since_[static_cast<std::size_t>(r.why)];
    ++result_.refused_by_peer[r.peer][static_cast<std::size_t>(r.why)];
  }
  if (report.refused.empty() && report.failure.empty()) return;
  audit_record record;
  record.round = report.round.value;
  record.by = report.member;
  record.rule = plan_->live.rules->at(report.round)->name;
  for (const auto& r : report.refused) {
    record.peer = r.peer;
    record.why = r.why;
    record.measured = r.measured;
    record.limit = r.limit;
    note(record);
  }
  if (report.failure.empty()) return;
  note({audit_record::kind::round_failed,
        record.round,
        record.by,
        {},
        {},
        record.rule,
        0,
        0,
        report.failure});
}

void progress::note(audit_record record) {
  if (result_.audit.size() < audit_records_max) {
    result_.audit.push_back(std::move(record));
  } else {
    ++result_.audit_left_out;
  }
}

/// One record for each rule that comes into force, the first one included.
void progress::note_rule(std::uint64_t round) {
  auto now = plan_->live.rules->at(messages::round_number{round});
  if (now == rule_) return;
  rule_ = std::move(now);
  audit_record record;
  record.what = audit_record::kind::rule_in_force;
  record.round = round;
  record.rule = rule_->name;
  record.detail = "byzantine " + std::to_string(rule_->byzantine(plan_->graph->nodes())) + " of " +
                  std::to_string(plan_->graph->nodes()) + " nodes";
  note(std::move(record));
}

void progress::count_verdict(const member_report& report, open_round& r) {
  if (!report.evaluated && report.model.empty()) return;
  if (report.evaluated) {
    r.verdicts.push_back(
        {report.member, report.loss, report.accuracy, report.model, report.positions});
  } else {
    r.verdicts.push_back({report.member, unknown, unknown, report.model});
  }
}

/// A member that reports a round is done with all rounds before it, too.
void progress::pass(node_id member, std::uint64_t until) {
  until = std::min(until, plan_->options.rounds.max);
  auto& last = passed_[member.value];
  for (auto r = std::max(last + 1, first_open_); r <= until; ++r) ++find(r)->passed;
  last = std::max(last, until);
}

progress::open_round* progress::find(std::uint64_t number) {
  if (number < first_open_ || number > plan_->options.rounds.max) return nullptr;
  while (first_open_ + open_.size() <= number) open_.emplace_back();
  return &open_[number - first_open_];
}

/// How many members close a round: a quorum, but all of them in the last one.
std::size_t progress::enough() const {
  if (first_open_ == plan_->options.rounds.max) return live();
  const double share = plan_->options.rounds.quorum * static_cast<double>(plan_->nodes_here());
  return std::min(live(), static_cast<std::size_t>(std::max(1.0, std::ceil(share - 1e-9))));
}

std::vector<round_report> progress::close_ready(time_point now) {
  std::vector<round_report> closed;
  while (!over() && !open_.empty() && open_.front().passed >= enough()) {
    closed.push_back(close_front(now));
  }
  if (over()) return closed;
  const auto max = plan_->options.rounds.max;
  const bool last = first_open_ == max && !open_.empty();
  const auto share = plan_->options.rounds.quorum * static_cast<double>(plan_->nodes_here());
  if (last && !give_up_at_ && plan_->options.rounds.deadline.count() > 0 &&
      static_cast<double>(open_.front().passed) >= std::ceil(share - 1e-9)) {
    const auto& rounds = plan_->options.rounds;
    give_up_at_ =
        now + rounds.deadline * static_cast<std::int64_t>(rounds.deadlines_missed_max + 1);
  }
  return closed;
}

round_report progress::close_front(time_point now) {
  auto r = std::move(open_.front());
  open_.pop_front();
  round_report report;
  report.round = first_open_++;
  report.loss = report.accuracy = report.loss_min = report.loss_max = unknown;
  report.accuracy_min = report.accuracy_max = unknown;
  report.accepted = r.accepted;
  report.failed = r.failed;
  note_rule(report.round);
  report.train_loss = r.trained > 0 ? r.train_score / static_cast<double>(r.trained) : unknown;
  report.refused = refused_since_;
  refused_since_ = {};
  report.live_nodes = live() - std::min(live(), r.away);
  report.seconds = seconds_between(last_closed_, now);
  last_closed_ = now;
  report.bytes = r.bytes;
  if (tree()) {
    // Leaves do not report; but when the root closes a round, nothing of the next has been sent.
    const auto bytes = plan_->counters->bytes_sent.load(std::memory_order_relaxed);
    report.bytes = bytes - std::exchange(bytes_before_, bytes);
    const auto worked = plan_->counters->samples_worked.load(std::memory_order_relaxed);
    if (plan_->objective) report.evaluations = worked - std::exchange(worked_before_, worked);
  } else if (plan_->objective) {
    report.evaluations = r.worked;
  }
  if (const messages::round_number number{report.round}; plan_->is_whole(r.states, number)) {
    complete_ = std::make_shared<const checkpoint>(checkpoint{number, std::move(r.states)});
  }
  judge(report, r);
  result_.rounds = report.round;
  result_.per_round.push_back(report);
  check_goal(report);
  if (!over()) check_failures(r);
  if (!over() && report.round == plan_->options.rounds.max) stopped_by_ = stop_reason::rounds_done;
  return report;
}

/// The honest nodes' mean, and the spread over them.
void progress::judge(round_report& report, open_round& r) {
  if (r.verdicts.empty()) return;
  std::sort(r.verdicts.begin(), r.verdicts.end(),
            [](const verdict& a, const verdict& b) { return a.node < b.node; });
  if (plan_->best_wins()) return judge_points(report, r);
  std::vector<tensor> models;
  models.reserve(r.verdicts.size());
  double loss_sum = 0;
  report.loss_min = report.accuracy_min = std::numeric_limits<double>::infinity();
  report.loss_max = report.accuracy_max = -std::numeric_limits<double>::infinity();
  for (const auto& v : r.verdicts) {
    models.push_back(v.model);
    loss_sum += v.loss;
    report.loss_min = std::min(report.loss_min, v.loss);
    report.loss_max = std::max(report.loss_max, v.loss);
    report.accuracy_min = std::min(report.accuracy_min, v.accuracy);
    report.accuracy_max = std::max(report.accuracy_max, v.accuracy);
  }
  if (!std::isfinite(report.accuracy_min)) report.accuracy_min = report.accuracy_max = unknown;
  if (report.loss_min > report.loss_max) report.loss_min = report.loss_max = unknown;
  result_.model = mean_of(models);
  const bool one = models.size() == 1 || result_.model.same_storage(models.front());
  if (one) {
    report.loss = r.verdicts.front().loss;
    report.accuracy = r.verdicts.front().accuracy;
  } else if (plan_->evaluate) {
    const auto judged = plan_->evaluate(result_.model);
    report.loss = judged.loss;
    report.accuracy = judged.accuracy;
  } else {
    report.loss = loss_sum / static_cast<double>(models.size());
  }
  result_.loss = report.loss;
  result_.accuracy = report.accuracy;
  result_.accuracy_min = report.accuracy_min;
}

void progress::judge_points(round_report& report, const open_round& r) {
  std::vector<double> values;
  const verdict* best = nullptr;
  for (const auto& v : r.verdicts) {
    if (v.model.empty() || std::isnan(v.loss)) continue;
    values.push_back(v.loss);
    if (best == nullptr || v.loss < best->loss) best = &v;
  }
  if (best == nullptr) return;
  const auto [least, most] = std::ranges::minmax(values);
  report.loss_min = least;
  report.loss_max = most;
  report.loss_median = median_of(std::move(values));
  // A node that crashed may have taken the best point with it: what was found once stays.
  if (result_.model.empty() || best->loss < result_.loss) {
    result_.model = best->model;
    result_.loss = best->loss;
    if (plan_->evaluate) {
      result_.accuracy = result_.accuracy_min = plan_->evaluate(result_.model).accuracy;
    }
  }
  report.loss = result_.loss;
  report.accuracy = report.accuracy_min = report.accuracy_max = result_.accuracy;
  note_positions(report, r);
}

void progress::note_positions(round_report& report, const open_round& r) {
  std::vector<double> all;
  for (const auto& v : r.verdicts) all.insert(all.end(), v.positions.begin(), v.positions.end());
  const auto d = plan_->dimension;
  const auto count = all.size() / d;
  if (count == 0) return;
  if (dynamic_cast<const optimizers::tours*>(plan_->objective.get()) != nullptr) return;
  report.diversity = mean_distance_to_centre(all, d) / plan_->objective->space().diagonal();
  constexpr std::size_t positions_max = 200'000;  // of a run
  if (d != 2 || positions_kept_ + count > positions_max) return;
  positions_kept_ += count;
  report.positions.assign(all.begin(), all.end());
}

void progress::check_goal(const round_report& report) {
  const auto& rounds = plan_->options.rounds;
  const bool low = rounds.until_loss_below > 0 && report.loss < rounds.until_loss_below;
  const bool good = rounds.until_accuracy > 0 && report.accuracy >= rounds.until_accuracy;
  if (low || good) stopped_by_ = stop_reason::loss_reached;
}

/// Too many rounds in a row that no member could combine, and the run is lost.
void progress::check_failures(const open_round& r) {
  failed_in_a_row_ = r.failed > 0 && r.failed == r.reports ? failed_in_a_row_ + 1 : 0;
  if (failed_in_a_row_ < plan_->options.rounds.deadlines_missed_max) return;
  stopped_by_ = stop_reason::quorum_lost;
  result_.detail = "round " + std::to_string(result_.rounds) + " failed, and " +
                   std::to_string(failed_in_a_row_ - 1) + " before it: " + r.failure;
}

void progress::lose_quorum(const member_report& report) {
  auto* r = find(report.round.value);
  if (r != nullptr) ++r->lost;
  const double spare =
      static_cast<double>(plan_->nodes_here()) * (1 - plan_->options.rounds.quorum);
  const bool fatal =
      tree() ? is_root(report.member) : r != nullptr && static_cast<double>(r->lost) > spare + 1e-9;
  if (!fatal) return;
  stopped_by_ = stop_reason::quorum_lost;
  if (!report.failure.empty()) {
    result_.detail = "round " + std::to_string(report.round.value) + " failed: " + report.failure;
    return;
  }
  std::string missing;
  for (node_id m : report.missing) {
    missing += (missing.empty() ? "" : ", ") + std::to_string(m.value);
  }
  result_.detail = "round " + std::to_string(report.round.value) +
                   " found no quorum; missing: " + (missing.empty() ? "nobody" : "node " + missing);
}

run_result progress::result(time_point now) const {
  run_result r = result_;
  r.stopped_by = stopped_by_.value_or(stop_reason::interrupted);
  const auto& c = *plan_->counters;
  r.samples = c.samples_worked.load(std::memory_order_relaxed);
  r.bytes_sent = c.bytes_sent.load(std::memory_order_relaxed);
  r.claims_checked = c.claims_checked.load(std::memory_order_relaxed);
  r.restarts = c.restarts.load(std::memory_order_relaxed);
  r.seconds = seconds_between(started_, now);
  if (!r.model.empty()) {
    messages::content_hash hash;
    hash.add(r.model.bytes());
    r.model_hash = hash.hex();
    if (plan_->backdoor) r.backdoor_success = plan_->backdoor(r.model).accuracy;
  }
  return r;
}

}  // namespace starling::actors
