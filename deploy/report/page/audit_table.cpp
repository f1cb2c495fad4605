#include "deploy/report/page/audit_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "deploy/report/figures.hpp"
#include "deploy/report/page/markup.hpp"

namespace starling::deploy {

namespace {

using kind = audit_record::kind;

constexpr std::size_t rows_max = 40;
constexpr std::size_t sentences_max = 12;

struct row {
  const audit_record* last = nullptr;
  std::uint64_t count = 0;
};

std::string measured(const audit_record& r) {
  if (r.measured == 0 && r.limit == 0) return "<td></td><td></td>";
  return "<td>" + escaped(describe(measure::real, r.measured)) + "</td><td>" +
         escaped(describe(measure::real, r.limit)) + "</td>";
}

std::vector<row> most_frequent(const run_result& result) {
  std::map<std::tuple<std::uint32_t, messages::refusal, std::string>, row> by_reason;
  for (const audit_record& r : result.audit) {
    if (r.what != kind::refused) continue;
    row& one = by_reason[{r.peer.value, r.why, r.rule}];
    one.last = &r;
    ++one.count;
  }
  std::vector<row> rows;
  for (const auto& [key, one] : by_reason) rows.push_back(one);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const row& a, const row& b) { return a.count > b.count; });
  return rows;
}

std::string sentences(const run_result& result) {
  std::string out;
  std::size_t count = 0;
  std::size_t more = 0;
  for (const audit_record& r : result.audit) {
    if (r.what == kind::refused) continue;
    if (++count > sentences_max) {
      ++more;
      continue;
    }
    const std::string from = "<li>Round " + std::to_string(r.round) + ": ";
    out += r.what == kind::rule_in_force
               ? from + "<b>" + escaped(printable(r.rule)) + "</b> combines, " +
                     escaped(printable(r.detail)) + ".</li>"
               : from + "failed for member " + std::to_string(r.by.value) + ": " +
                     escaped(printable(r.detail)) + ".</li>";
  }
  if (more > 0) out += "<li>and " + grouped(more) + " more</li>";
  return out.empty() ? out : "<ul class=\"facts\">" + out + "</ul>";
}

}  // namespace

std::string audit_figure(const run_result& result) {
  if (result.audit.empty()) return "";
  const std::vector<row> rows = most_frequent(result);
  std::string out =
      "<figure class=\"wide\"><figcaption><h2>Whom the swarm believed</h2><p>Each refusal, by "
      "peer, "
      "reason and rule, with what was measured the last time.</p></figcaption>" +
      sentences(result);
  if (rows.empty()) return out + "<p class=\"empty\">No proposal was refused.</p></figure>";
  const std::set<messages::node_id> liars(result.adversaries.begin(), result.adversaries.end());
  out +=
      "<table class=\"audit\"><thead><tr><th>Peer</th><th>Reason</th><th>Rule</th><th>Times</th>"
      "<th>Last round</th><th>By</th><th>Measured</th><th>Limit</th></tr></thead><tbody>";
  for (std::size_t i = 0; i < std::min(rows.size(), rows_max); ++i) {
    const audit_record& r = *rows[i].last;
    out += "<tr><td>" + std::string(liars.contains(r.peer) ? "adversary " : "node ") +
           std::to_string(r.peer.value) + "</td><td>" + std::string(messages::to_string(r.why)) +
           "</td><td>" + escaped(printable(r.rule)) + "</td><td>" + grouped(rows[i].count) +
           "</td><td>" + std::to_string(r.round) + "</td><td>" + std::to_string(r.by.value) +
           "</td>" + measured(r) + "</tr>";
  }
  out += "</tbody></table>";
  if (rows.size() > rows_max) {
    out += "<p class=\"empty\">" + grouped(rows.size() - rows_max) +
           " rarer rows are in <code>audit.jsonl</code>.</p>";
  }
  return out + "</figure>";
}

}  // namespace starling::deploy
