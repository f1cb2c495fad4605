#include "deploy/report/page/audit_table.hpp"

#include <doctest/doctest.h>

#include "tests/deploy/report/markup_checker.hpp"

using namespace starling;
using namespace starling::deploy;

namespace {

run_result refusing(std::uint32_t peers) {
  run_result r;
  r.audit.push_back({audit_record::kind::rule_in_force, 1, {}, {}, {}, "nnm + <krum>", 0, 0, "f"});
  for (std::uint32_t p = 0; p < peers; ++p) {
    for (std::uint32_t i = 0; i <= p % 3; ++i) {
      r.audit.push_back({audit_record::kind::refused,
                         i + 1,
                         {10},
                         {p},
                         messages::refusal::outvoted,
                         "krum",
                         2.5,
                         1.5,
                         ""});
    }
  }
  r.adversaries = {messages::node_id{2}};
  return r;
}

}  // namespace

TEST_CASE("the table names peer, reason, rule, how often, and the last measurement") {
  const auto page = audit_figure(refusing(3));
  CHECK(page.find("<b>nnm + &lt;krum&gt;</b> combines") != std::string::npos);
  CHECK(page.find("<td>adversary 2</td><td>outvoted</td><td>krum</td><td>3</td><td>3</td>") !=
        std::string::npos);
  CHECK(page.find("<td>2.500</td><td>1.500</td>") != std::string::npos);
  CHECK(page.find("adversary 2") < page.find("node 1"));  // the most frequent comes first
}

TEST_CASE("the table is bounded and says what it leaves out") {
  const auto page = audit_figure(refusing(100));
  std::size_t rows = 0;
  for (auto at = page.find("<tr>"); at != std::string::npos; at = page.find("<tr>", at + 1)) ++rows;
  CHECK(rows == 41);
  CHECK(page.find("60 rarer rows") != std::string::npos);
}

TEST_CASE("a run without an audit has no table, one without refusals says so") {
  CHECK(audit_figure({}).empty());
  CHECK(audit_figure(refusing(0)).find("No proposal was refused.") != std::string::npos);
}
