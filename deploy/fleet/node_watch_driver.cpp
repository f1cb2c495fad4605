#include "deploy/fleet/node_watch_driver.hpp"

#include <ostream>
#include <system_error>
#include <utility>

#include "deploy/report/figures.hpp"

namespace starling::deploy {
namespace {

constexpr std::size_t line_max = 4'096;

template <class... Cases>
struct overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

node_watch::node_watch(std::size_t host, std::string name, std::filesystem::path folder,
                       std::ostream* relay)
    : host_(host),
      name_(std::move(name)),
      folder_(std::move(folder)),
      relay_(relay),
      log_(folder_ / "node.log") {}

std::string node_watch::start(const std::vector<std::string>& command, std::string_view opening) {
  talk_ = {};
  line_.clear();
  last_.clear();
  why_.clear();
  ran_ = false;
  owes_report_ = false;
  if (!log_) return (folder_ / "node.log").string() + ": cannot be written";
  auto started = child::start(command);
  if (!started) return started.error();
  guard_ = *std::move(started);
  guard_->send(opening);
  return {};
}

void node_watch::say(std::string_view word) {
  if (!guard_) return;
  guard_->send(std::string(word) + '\n');
  guard_->flush();
}

void node_watch::wait_for(std::vector<pollfd>& streams) const {
  if (!guard_) return;
  if (guard_->out() >= 0) streams.push_back({guard_->out(), POLLIN, 0});
  if (guard_->err() >= 0) streams.push_back({guard_->err(), POLLIN, 0});
  if (guard_->has_unsent()) streams.push_back({guard_->in(), POLLOUT, 0});
}

std::vector<course_event> node_watch::look() {
  std::vector<course_event> events;
  if (!guard_) return events;
  guard_->flush();
  relay(guard_->read_err());
  for (const auto& word : talk_.take(guard_->read_out())) hear(word, events);
  if (!guard_ || !silent()) return events;
  const auto status = guard_->ended();
  if (!status) return events;
  for (auto more = guard_->read_err(); !more.empty(); more = guard_->read_err()) relay(more);
  relay_line();
  if (owes_report_ && why_.empty()) why_ = "its report did not come back";
  if (!ran_ && why_.empty()) why_ = last_;  // the guard's own word, or SSH's
  events.emplace_back(guard_ended{host_, *status, why_});
  guard_.reset();
  return events;
}

void node_watch::hear(const guard_word& word, std::vector<course_event>& events) {
  std::visit(overloaded{[&](const node_started&) {
                          ran_ = true;
                          events.emplace_back(node_runs{host_});
                        },
                        [&](const node_exited& e) {
                          owes_report_ = true;
                          events.emplace_back(node_ended{host_, e.status});
                        },
                        [&](const file_began& e) { keep(e); },
                        [&](const file_bytes& e) { into_ << e.bytes; },
                        [&](file_ended) { keep_end(); }, [&](talk_over) { owes_report_ = false; },
                        [&](const talk_broken& e) {
                          events.emplace_back(guard_ended{host_, 0, e.why});
                          guard_.reset();
                        }},
             word);
}

void node_watch::relay(std::string_view text) {
  log_ << text << std::flush;
  for (const char c : text) {
    if (c == '\n' || line_.size() == line_max) relay_line();
    if (c != '\n' && c != '\r') line_ += c;
  }
}

void node_watch::relay_line() {
  if (line_.empty()) return;
  last_ = printable(std::exchange(line_, {}));
  if (relay_ != nullptr) *relay_ << name_ << " | " << last_ << '\n';
}

void node_watch::keep(const file_began& file) {
  file_ = folder_ / file.name;
  into_.open(file_.string() + ".part", std::ios::binary);
}

void node_watch::keep_end() {
  into_.close();
  std::error_code error;
  if (into_) std::filesystem::rename(file_.string() + ".part", file_, error);
  if (!into_ || error) why_ = file_.string() + ": cannot be written";
  into_.clear();
}

}  // namespace starling::deploy
