#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "aggregation/attacks/catalogue.hpp"
#include "aggregation/catalogue.hpp"
#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/vectors.hpp"

// Inputs and outputs that others published (ByzFL's own tests), and outputs of ByzFL and Flower
// that agree with a transcription of the papers. Skipped, because their definition is another one:
// - ByzFL's Krum and MultiKrum: means over n - f - 1 neighbours and m = n - f, the papers say sums
// over
//   n - f - 2 and m <= n - f - 2;
// - Flower's MultiKrum: m = n - f;
// - rules and attacks that are not in the catalogue.

namespace {

namespace options = starling::rule;
using nlohmann::json;
using starling::aggregation::make_rule;
using starling::messages::tensor;

/// Twelve decimals in the file, float results.
constexpr double tolerance = 1e-6;

tensor combined(const options::options& o, const oracle::rows& x, std::size_t f) {
  const auto made = make_rule(o);
  REQUIRE(made);
  return laws::combined(**made, cases::contributions_of(x), f).parameters;
}

void check(const tensor& out, const json& expected) {
  CHECK(cases::relative_error(out, expected.get<oracle::row>()) < tolerance);
}

TEST_CASE("published vectors: mean, median and trimmed mean of the 3 x 3 case") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto x = file->at("X").get<oracle::rows>();
  const json& all = file->at("aggregators");
  check(combined(options::mean{}, x, 0), outside::named(all, "Average").at("expected"));
  check(combined(options::median{1}, x, 1), outside::named(all, "Median").at("expected"));
  check(combined(options::trimmed_mean{1}, x, 1), outside::named(all, "TrMean").at("expected"));
}

TEST_CASE(
    "published vectors: krum's 3 x 3 case breaks 2 f + 3, and with f = 0 it is the same sum") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto x = file->at("X").get<oracle::rows>();
  const auto made = make_rule(options::krum{1});
  REQUIRE(made);
  CHECK_FALSE((*made)->combine(cases::contributions_of(x), 1));
  // One neighbour each: n - f - 1 for f = 1 there, n - f - 2 for f = 0 here. All scores tie.
  check(combined(options::krum{0}, x, 0),
        outside::named(file->at("aggregators"), "Krum").at("expected"));
}

TEST_CASE("published vectors: sign flipping of the mean, then a trimmed mean over all four") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  auto x = file->at("X").get<oracle::rows>();
  const auto attack = starling::aggregation::make_attack(starling::attack::sign_flip{});
  const auto forged = *attack->forge(cases::known(combined(options::mean{}, x, 0), tensor(3), 0));
  check(forged, outside::named(file->at("attacks"), "SignFlipping").at("expected"));
  x.push_back(cases::row_of(forged));
  check(combined(options::trimmed_mean{1}, x, 1), file->at("end_to_end").at(0).at("expected"));
}

TEST_CASE("recomputed vectors: every rule that peers and papers define alike") {
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  CHECK(file->at("cases").size() >= 3);
  for (const json& c : file->at("cases")) {
    CAPTURE(c.at("label").get<std::string>());
    const auto x = c.at("X").get<oracle::rows>();
    const auto f = c.at("f").get<std::size_t>();
    const json& out = c.at("outputs");
    check(combined(options::mean{}, x, f), out.at("byzfl.Average").at("peer"));
    check(combined(options::median{f}, x, f), out.at("byzfl.Median").at("peer"));
    check(combined(options::trimmed_mean{f}, x, f), out.at("byzfl.TrMean").at("peer"));
    check(combined(options::trimmed_mean{f}, x, f), out.at("flower.TrimmedMean").at("peer"));
    check(combined(options::krum{f}, x, f), out.at("flower.Krum").at("peer"));
    check(combined(options::multi_krum{f}, x, f),
          out.at("definition.MultiKrum_m_nf2").at("definition"));
    const auto honest = c.at("honest").get<oracle::rows>();
    const auto attack = starling::aggregation::make_attack(starling::attack::sign_flip{});
    check(*attack->forge(cases::known(combined(options::mean{}, honest, 0), {}, 0)),
          out.at("byzfl.attack.SignFlipping").at("peer"));
  }
}

}  // namespace
