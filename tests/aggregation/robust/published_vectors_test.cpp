#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "aggregation/attacks/catalogue.hpp"
#include "aggregation/catalogue.hpp"
#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/before/stepped.hpp"
#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/vectors.hpp"

// Inputs and outputs that others published (ByzFL's own tests), and outputs of ByzFL and Flower
// that agree with a transcription of the papers. An entry that is neither read here nor named among
// the skipped fails the test. Skipped, because their definition is another one:
// - ByzFL's Krum: a mean over n - f - 1 neighbours; the paper says a sum over n - f - 2;
// - ByzFL's and Flower's MultiKrum: m = n - f, the paper says m <= n - f - 2;
// - ByzFL's bucketing draws another permutation: what holds for every one is checked.
// What is left of the attacks is read by each attack's own test.

namespace {

namespace options = starling::rule;
using nlohmann::json;
using starling::aggregation_options;
using starling::before;
using starling::aggregation::make_pre_step;
using starling::aggregation::make_rule;
using starling::aggregation::rule_error;
using starling::messages::node_id;
using starling::messages::tensor;

/// Twelve decimals in the file, eight in the published ones, float results.
constexpr double tolerance = 1e-6;

aggregation_options alone(options::options rule) {
  return {.rule = std::move(rule)};
}

tensor combined(const aggregation_options& o, const oracle::rows& x, std::size_t f,
                std::uint32_t trusted = 0) {
  const auto made = make_rule(o);
  REQUIRE(made);
  auto context = stepped::context_of(f);
  context.trusted = node_id{trusted};
  auto result = (*made)->combine(cases::contributions_of(x), context);
  REQUIRE(result);
  return result->parameters;
}

void check_refused(const options::options& o, const oracle::rows& x, std::size_t f) {
  const auto made = make_rule(aggregation_options{.rule = o});
  REQUIRE(made);
  const auto result = (*made)->combine(cases::contributions_of(x), f);
  REQUIRE_FALSE(result);
  CHECK(result.error() == rule_error::too_few_contributions);
}

void check(const tensor& out, const json& expected) {
  CHECK(cases::relative_error(out, expected.get<oracle::row>()) < tolerance);
}

void check_rows(before step, double norm_max, const oracle::rows& x, std::size_t f,
                const json& expected) {
  aggregation_options o;
  o.norm_max = norm_max;
  const auto out =
      stepped::apply(*make_pre_step(step, o), cases::contributions_of(x), stepped::context_of(f));
  stepped::check_equal(out.rows, expected.get<oracle::rows>());
}

TEST_CASE("published vectors: every aggregator of the 3 x 3 case") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto x = file->at("X").get<oracle::rows>();
  const std::map<std::string, aggregation_options> ours = {
      {"Average", alone(options::mean{})},
      {"Median", alone(options::median{1})},
      {"TrMean", alone(options::trimmed_mean{1})},
      {"GeometricMedian", alone(options::geometric_median{1, 3, 0.1})},
      {"CenteredClipping", alone(options::centered_clipping{100, 1})},
      {"MDA", alone(options::mda{1})},
      {"MoNNA", alone(options::monna{1})},
      {"Meamed", alone(options::meamed{1})},
      {"CAF", alone(options::covariance_filter{1})},
      {"SMEA", alone(options::smea{1})},
  };
  const std::set<std::string> skipped = {"Krum", "MultiKrum"};
  for (const json& entry : file->at("aggregators")) {
    const auto name = entry.at("name").get<std::string>();
    CAPTURE(name);
    if (skipped.contains(name)) continue;
    REQUIRE(ours.contains(name));
    const aggregation_options& how = ours.at(name);
    const std::size_t f = entry.at("params").value("f", std::size_t{1});
    check(combined(how, x, f, entry.at("params").value("idx", 0U)), entry.at("expected"));
  }
}

TEST_CASE("published vectors: krum's 3 x 3 case breaks 2 f + 3, and with f = 0 is the same sum") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto x = file->at("X").get<oracle::rows>();
  check_refused(options::krum{1}, x, 1);
  check_refused(options::multi_krum{1}, x, 1);
  // One neighbour each: n - f - 1 for f = 1 there, n - f - 2 for f = 0 here. All scores tie.
  check(combined({.rule = options::krum{}}, x, 0),
        outside::named(file->at("aggregators"), "Krum").at("expected"));
}

TEST_CASE("published vectors: every pre-aggregator of the 3 x 3 case") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto x = file->at("X").get<oracle::rows>();
  const json& all = file->at("preaggregators");
  CHECK(all.size() == 4);
  const auto expected = [&](const char* name) { return outside::named(all, name).at("expected"); };
  check_rows(before::nnm, 1, x, 1, expected("NNM"));
  check_rows(before::clipping, 2, x, 1, expected("Clipping"));
  check_rows(before::arc, 1, x, 1, expected("ARC"));
  const auto buckets = stepped::apply(*make_pre_step(before::bucketing, {.bucket = 2}),
                                      cases::contributions_of(x), stepped::context_of(0));
  CHECK(json{buckets.rows.size(), buckets.rows[0].size()} ==
        outside::named(all, "Bucketing").at("expected_shape"));
  const oracle::row sizes{static_cast<double>(buckets.owners[0].size()),
                          static_cast<double>(buckets.owners[1].size())};
  CHECK(oracle::mean(buckets.rows, sizes) == oracle::row{4, 5, 6});
}

TEST_CASE("published vectors: sign flipping of the mean, then a trimmed mean over all four") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  auto x = file->at("X").get<oracle::rows>();
  const auto attack = starling::aggregation::make_attack(starling::attack::sign_flip{});
  const auto mean = combined({.rule = options::mean{}}, x, 0);
  const auto forged = *attack->forge(cases::known(mean, tensor(3), 0));
  check(forged, outside::named(file->at("attacks"), "SignFlipping").at("expected"));
  x.push_back(cases::row_of(forged));
  check(combined({.rule = options::trimmed_mean{}}, x, 1),
        file->at("end_to_end").at(0).at("expected"));
}

std::map<std::string, aggregation_options> wordings(std::size_t f) {
  aggregation_options mixed;
  mixed.before = {before::nnm};
  mixed.rule = options::trimmed_mean{f};
  const auto trimmed = alone(options::trimmed_mean{f});
  const auto converged = alone(options::geometric_median{f});
  return {
      {"byzfl.Average", alone(options::mean{})},
      {"byzfl.Median", alone(options::median{f})},
      {"byzfl.TrMean", trimmed},
      {"flower.TrimmedMean", trimmed},
      {"byzfl.GeometricMedian", alone(options::geometric_median{f, 3, 0.1})},
      {"byzfl.GeometricMedian_T100", alone(options::geometric_median{f, 100, 1e-9})},
      {"definition.GeometricMedian_converged", converged},
      {"flower.Krum", alone(options::krum{f})},
      {"definition.MultiKrum_m_nf2", alone(options::multi_krum{f})},
      {"flower.Bulyan", alone(options::bulyan{f})},
      {"byzfl.CenteredClipping", alone(options::centered_clipping{1, 3})},
      {"byzfl.MDA", alone(options::mda{f})},
      {"byzfl.MoNNA", alone(options::monna{f})},
      {"byzfl.Meamed", alone(options::meamed{f})},
      {"definition.SMEA_exact", alone(options::smea{f})},
      {"byzfl.NNM+TrMean", mixed},
  };
}

const json& output_of(const json& entry) {
  return entry.at(entry.contains("definition") ? "definition" : "peer");
}

void check_case(const json& c) {
  const auto x = c.at("X").get<oracle::rows>();
  const auto f = c.at("f").get<std::size_t>();
  const auto ours = wordings(f);
  const std::map<std::string, before> steps = {
      {"byzfl.NNM", before::nnm}, {"byzfl.Clipping", before::clipping}, {"byzfl.ARC", before::arc}};
  const std::set<std::string> skipped = {"byzfl.Krum", "byzfl.MultiKrum", "flower.MultiKrum"};
  for (const auto& [name, entry] : c.at("outputs").items()) {
    CAPTURE(name);
    if (skipped.contains(name) || name.starts_with("byzfl.attack.")) continue;
    if (const auto step = steps.find(name); step != steps.end()) {
      check_rows(step->second, 1, x, f, output_of(entry));
      continue;
    }
    REQUIRE(ours.contains(name));
    const aggregation_options& how = ours.at(name);
    if (entry.contains("expected_error")) {
      check_refused(how.rule, x, f);
    } else {
      check(combined(how, x, f), output_of(entry));
    }
  }
}

TEST_CASE("recomputed vectors: every rule and step that peers and papers define alike") {
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  CHECK(file->at("cases").size() >= 3);
  std::size_t refused = 0;
  for (const json& c : file->at("cases")) {
    const auto label = c.at("label").get<std::string>();
    CAPTURE(label);
    check_case(c);
    refused += c.at("outputs").at("flower.Bulyan").contains("expected_error") ? 1U : 0U;
    const auto honest = c.at("honest").get<oracle::rows>();
    const auto attack = starling::aggregation::make_attack(starling::attack::sign_flip{});
    const auto mean = combined({.rule = options::mean{}}, honest, 0);
    check(*attack->forge(cases::known(mean, {}, 0)),
          c.at("outputs").at("byzfl.attack.SignFlipping").at("peer"));
  }
  CHECK(refused == 1);
}

}  // namespace
