#include "deploy/report/html_report.hpp"

#include <doctest/doctest.h>

#include "tests/deploy/report/markup_checker.hpp"
#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::flaw;
using testing::not_a_number;
using testing::occurrences;
using testing::sample_run;
using testing::sample_search;

namespace {

bool holds(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the page shows the figures, the plots, the topology and the configuration") {
  const std::string page = html_report(sample_run(40));
  CHECK(flaw(page) == "");
  CHECK(holds(page, "<title>digits – Starling</title>"));
  CHECK(holds(page, "rounds done"));
  CHECK(holds(page, "<dt>Worst honest node</dt><dd>90.00 %</dd>"));
  CHECK(holds(page, "<dd>40</dd>"));
  CHECK(holds(page, "39.4 k samples/s"));
  CHECK(holds(page, "<dd>118 MiB</dd>"));
  CHECK(holds(page, std::string(64, 'a')));
  CHECK(holds(page, "Model <b>mlp</b>"));
  CHECK(holds(page, "kind: ring\n"));
  CHECK(occurrences(page, "<svg ") == 7);
  CHECK(holds(page, "ring: 4 nodes, 4 edges"));
}

TEST_CASE("the page asks nothing of the network") {
  const std::string page = html_report(sample_run(5));
  CHECK(holds(page, "default-src 'none'"));
  for (const char* word : {"http:", "https:", "src=", "href=", "url(", "@import", "//"}) {
    CHECK_FALSE(holds(page, word));
  }
}

TEST_CASE("the page is whole for no round, one round, and figures that are not numbers") {
  report_input none;
  CHECK(flaw(html_report(none)) == "");
  CHECK(holds(html_report(none), "The topology was not recorded."));
  CHECK(flaw(html_report(sample_run(0))) == "");
  CHECK(flaw(html_report(sample_run(1))) == "");
  report_input odd = sample_run(12);
  for (std::size_t i = 0; i < 12; ++i) {
    round_report& r = odd.result.per_round[i];
    if (i % 3 != 0) r.loss = r.accuracy = r.loss_min = r.accuracy_min = not_a_number;
    if (i == 5) r.train_loss = std::numeric_limits<double>::infinity();
    r.seconds = i == 2 ? not_a_number : r.seconds;
  }
  odd.result.loss = odd.result.samples_per_second = not_a_number;
  const std::string page = html_report(odd);
  CHECK(flaw(page) == "");
  CHECK_FALSE(holds(page, "nan"));
  CHECK_FALSE(holds(page, "\"inf"));
}

TEST_CASE("a hostile name stays text wherever it appears") {
  report_input in = sample_run(2);
  const std::string hostile = "</title><script>alert(1)</script>\"'&\x1b\xff";
  in.result.name = in.result.detail = in.result.model_hash = in.result.trace_hash = hostile;
  in.configuration = "model:\n  kind: \"</pre><img src=x onerror=alert(1)>\"\n";
  in.topology =
      R"({"kind":"</p><script>","nodes":2,"aggregators":0,"edges":[[0,1]],"directed":false})";
  const std::string page = html_report(in);
  CHECK(flaw(page) == "");
  CHECK(occurrences(page, "<script>") == 1);
  CHECK_FALSE(holds(page, "<img"));
  CHECK(holds(page, "&lt;script&gt;alert(1)"));
}

TEST_CASE("a configuration that is no YAML is shown as it is") {
  report_input in = sample_run(2);
  in.configuration = "{ : [ <";
  CHECK(flaw(html_report(in)) == "");
  CHECK(holds(html_report(in), "{ : [ &lt;"));
}

TEST_CASE("a run that failed says so and why") {
  report_input in = sample_run(3);
  in.result.stopped_by = stop_reason::quorum_lost;
  in.result.detail = "nodes 3 and 4 are missing";
  CHECK(holds(html_report(in), "badge failed\">quorum lost"));
  CHECK(holds(html_report(in), "nodes 3 and 4 are missing"));
}

TEST_CASE("a search shows what it found instead of what was learned") {
  const report_input in = sample_search(30);
  const std::string page = html_report(in);
  CHECK(flaw(page) == "");
  for (const char* title : {"Convergence", "The swarm&#39;s path", "Diversity"}) {
    CHECK(holds(page, "<h2>" + std::string(title) + "</h2>"));
  }
  CHECK(holds(page, "Objective <b>sphere</b>"));
  CHECK(holds(page, "Dimensions <b>2</b>"));
  CHECK(holds(page, "<code>objective.json</code>"));
  for (const char* word : {"<h2>Accuracy", "<h2>Loss", "held-out", "Model <b>", "safetensors"}) {
    CHECK_FALSE(holds(page, word));
  }
  for (const char* word : {"http:", "https:", "src=", "href=", "url(", "@import", "//"}) {
    CHECK_FALSE(holds(page, word));
  }
  CHECK(flaw(html_report(sample_search(0))) == "");
}

TEST_CASE("accuracy is shown of a search that has one") {
  report_input in = sample_search(5);
  for (round_report& r : in.result.per_round) r.accuracy = 0.5;
  CHECK(holds(html_report(in), "<h2>Accuracy</h2>"));
  CHECK(flaw(html_report(in)) == "");
}

TEST_CASE("the convergence of other runs is drawn beside that of this one") {
  CHECK_FALSE(holds(html_report(sample_search(5)), "Convergence per topology"));
  std::vector<report_input> others = {sample_search(9)};
  others[0].topology = R"({"kind":"mesh"})";
  const std::string page = html_report(sample_search(5), others);
  CHECK(flaw(page) == "");
  CHECK(holds(page, "Convergence per topology"));
  CHECK(holds(page, "<li class=\"run1\"><i class=\"swatch\"></i>mesh "));
}

TEST_CASE("a hostile name of an objective or of another run stays text") {
  report_input in = sample_search(3);
  in.objective->name = "</title><script>alert(1)</script>";
  std::vector<report_input> others = {in};
  others[0].topology = R"({"kind":"</p><script>"})";
  others[0].result.name = "<script>";
  const std::string page = html_report(in, others);
  CHECK(flaw(page) == "");
  CHECK(occurrences(page, "<script>") == 1);
}
