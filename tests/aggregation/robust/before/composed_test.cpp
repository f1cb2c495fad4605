#include "aggregation/robust/before/composed.hpp"

#include <doctest/doctest.h>

#include "aggregation/catalogue.hpp"
#include "aggregation/robust/before/bucketing.hpp"
#include "tests/aggregation/robust/before/stepped.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using namespace starling::aggregation;
namespace options = starling::rule;
using starling::aggregation_options;
using starling::before;
using starling::messages::tensor;

std::unique_ptr<rule> made(std::vector<before> steps, const options::options& last,
                           std::size_t bucket = 2, double norm_max = 10) {
  aggregation_options o;
  o.before = std::move(steps);
  o.rule = last;
  o.bucket = bucket;
  o.norm_max = norm_max;
  auto result = make_rule(o);
  REQUIRE(result);
  return std::move(result).value();
}

tensor combined(rule& r, const cases::contributions& all, const round_context& context) {
  auto result = r.combine(all, context);
  REQUIRE(result);
  return result->parameters;
}

TEST_CASE("a composed rule is named after its parts, in their order") {
  CHECK(made({before::nnm}, options::trimmed_mean{1})->name() == "nnm + trimmed_mean");
  CHECK(made({before::clipping, before::arc, before::bucketing}, options::krum{1})->name() ==
        "clipping + arc + bucketing + krum");
  CHECK(made({}, options::krum{1})->name() == "krum");
}

TEST_CASE("a composed rule takes n where every step and the rule have enough rows") {
  for (std::size_t s = 1; s < 5; ++s) {
    const auto rule = made({before::bucketing}, options::krum{1}, s);
    for (std::size_t f = 0; f < 6; ++f) {
      std::size_t n = 1;
      while (!((n + s - 1) / s >= 2 * f + 3 && 2 * s * f < n)) ++n;
      CHECK(rule->contributions_min(f) == n);
    }
  }
  CHECK(made({before::bucketing}, options::krum{1})->precondition() == "n >= 4 f + 5");
  CHECK(made({before::bucketing}, options::mean{}, 3)->precondition() == "n >= 6 f + 1");
  CHECK(made({before::nnm}, options::mean{})->precondition() == "n >= 2 f + 1");
  CHECK(made({before::clipping}, options::mean{})->precondition() == "n >= 1");
}

TEST_CASE("what the largest settings ask for is known at once") {
  const auto rule = made({before::bucketing}, options::mean{}, 1'000'000);
  CHECK(rule->contributions_min(1'000'000) == 2'000'000'000'001U);
}

TEST_CASE("nnm and a trimmed mean are a trimmed mean over the mixed rows") {
  const auto rule = made({before::nnm}, options::trimmed_mean{});
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    const auto expected = oracle::trimmed_mean(oracle::nnm(cases::rows_of(c.all), c.f), c.f);
    const auto out = combined(*rule, c.all, stepped::context_of(c.f));
    CHECK(cases::relative_error(out, expected) < cases::float_error_max);
  }
}

TEST_CASE("nnm and krum pick a mixed row of the least score") {
  const auto rule = made({before::nnm}, options::krum{});
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 3);
    const auto y = oracle::nnm(cases::rows_of(c.all), c.f);
    const auto scores = oracle::krum_scores(y, c.f);
    const double least = scores[oracle::best(scores, 1)[0]];
    const auto out = combined(*rule, c.all, stepped::context_of(c.f));
    bool found = false;
    for (std::size_t i = 0; i < c.n && !found; ++i) {
      // Rows that mix the same others have equal scores but for rounding.
      found = scores[i] <= least * (1 + 1e-9) + 1e-12 &&
              cases::relative_error(out, y[i]) < cases::float_error_max;
    }
    CHECK(found);
  }
}

TEST_CASE("bucketing and the median are the median of the bucket means") {
  const auto rule = made({before::bucketing}, options::median{}, 3);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 6, 1);
    const auto context = stepped::context_of(c.f, {}, seed);
    const auto buckets = stepped::apply(bucketing(3), c.all, context).rows;
    CHECK(cases::relative_error(combined(*rule, c.all, context), oracle::median(buckets)) <
          cases::float_error_max);
  }
}

TEST_CASE("clipping and the mean are taken about the origin") {
  const auto rule = made({before::clipping}, options::mean{}, 2, 5);
  const auto all = cases::contributions_of({{103.0, 104.0}, {100.0, 110.0}, {70.0, 60.0}});
  const auto out = combined(*rule, all, stepped::context_of(0, {100.0, 100.0}));
  CHECK(cases::relative_error(out, {100.0, (104.0 + 105.0 + 96.0) / 3}) < cases::float_error_max);
}

TEST_CASE("the order of the steps matters") {
  auto c = cases::random_case(8, 2, 1);
  c.all[0].parameters = cases::tensor_of(oracle::row(c.d, 50.0));
  const auto x = cases::rows_of(c.all);
  const oracle::row zero(c.d);
  const oracle::row weights(c.n, 1.0);
  const auto context = stepped::context_of(2);
  const auto first =
      combined(*made({before::clipping, before::nnm}, options::mean{}, 2, 5), c.all, context);
  const auto last =
      combined(*made({before::nnm, before::clipping}, options::mean{}, 2, 5), c.all, context);
  const auto clipped_first = oracle::mean(oracle::nnm(oracle::clipped(x, zero, 5), 2), weights);
  const auto clipped_last = oracle::mean(oracle::clipped(oracle::nnm(x, 2), zero, 5), weights);
  CHECK(cases::relative_error(first, clipped_first) < cases::float_error_max);
  CHECK(cases::relative_error(last, clipped_last) < cases::float_error_max);
  CHECK(cases::relative_error(first, clipped_last) > 0.01);
}

TEST_CASE("a composed rule keeps its input, and withstands what its rule does") {
  for (const auto& steps : std::vector<std::vector<before>>{
           {before::nnm}, {before::arc}, {before::bucketing}, {before::nnm, before::arc}}) {
    const auto rule = made(steps, options::median{});
    CAPTURE(rule->name());
    laws::leaves_its_input_alone(*rule, cases::random_case(3, 4, 5));
    laws::withstands(*rule, 21, 5);
    for (std::size_t f = 0; f < 4; ++f) laws::refuses_other_shapes_and_too_few(*rule, f);
  }
}

TEST_CASE("what a step notes stands in the combination beside what the rule notes") {
  const auto rule = made({before::clipping}, options::krum{}, 2, 5);
  const auto out =
      laws::combined(*rule, cases::contributions_of({{1.0}, {2.0}, {3.0}, {90.0}, {1.5}}), 1);
  std::size_t clipped = 0;
  for (const auto& j : out.judgements) {
    clipped += j.why == starling::messages::refusal::clipped ? 1U : 0U;
  }
  CHECK(clipped == 1);
  CHECK(out.judgements.size() == 5);
}

}  // namespace
