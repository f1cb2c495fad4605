#include "aggregation/rule.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "aggregation/robust/coordinate_wise/median.hpp"
#include "aggregation/robust/coordinate_wise/trimmed_mean.hpp"
#include "aggregation/robust/distance_based/krum.hpp"
#include "aggregation/robust/distance_based/multi_krum.hpp"
#include "aggregation/robust/mean.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::combination;
using starling::messages::contribution;

class needing : public rule {
 public:
  explicit needing(std::size_t (*least)(std::size_t)) : least_(least) {}
  std::string_view name() const override { return "needing"; }
  std::size_t contributions_min(std::size_t f) const override { return least_(f); }
  starling::messages::result<combination, rule_error> decide(gathering&) override {
    return combination{};
  }

 private:
  std::size_t (*least_)(std::size_t);
};

TEST_CASE("each rule needs what its paper says") {
  for (std::size_t f = 0; f < 20; ++f) {
    CHECK(mean().contributions_min(f) == 1);
    CHECK(median().contributions_min(f) == 2 * f + 1);
    CHECK(trimmed_mean().contributions_min(f) == 2 * f + 1);
    CHECK(krum().contributions_min(f) == 2 * f + 3);
    CHECK(multi_krum().contributions_min(f) == 2 * f + 3);
  }
}

TEST_CASE("the largest legal f is the last one that is not refused") {
  const krum rule;
  CHECK_FALSE(largest_legal_byzantine(rule, 2));
  for (std::size_t n = 3; n < 60; ++n) {
    CHECK(largest_legal_byzantine(rule, n) == (n - 3) / 2);
    CHECK_FALSE(refuse_illegal(rule, n, (n - 3) / 2));
    CHECK(refuse_illegal(rule, n, (n - 3) / 2 + 1));
  }
  CHECK(largest_legal_byzantine(median(), 10) == 4);
}

TEST_CASE("an illegal f is refused with the precondition and the largest legal one") {
  CHECK(refuse_illegal(krum(), 10, 4) ==
        "krum needs n >= 2 f + 3: with 10 nodes the largest legal byzantine is 3, not 4");
  CHECK(refuse_illegal(trimmed_mean(), 4, 2) ==
        "trimmed_mean needs n >= 2 f + 1: with 4 nodes the largest legal byzantine is 1, not 2");
  CHECK(refuse_illegal(multi_krum(), 2, 1) ==
        "multi_krum needs n >= 2 f + 3: 2 nodes are too few even for byzantine 0");
  CHECK(refuse_illegal(krum(), 1, 0) ==
        "krum needs n >= 2 f + 3: 1 node is too few even for byzantine 0");
  CHECK_FALSE(refuse_illegal(mean(), 1, 5));
}

TEST_CASE("a precondition is read off the smallest numbers that are accepted") {
  CHECK(needing([](std::size_t f) { return 4 * f + 3; }).precondition() == "n >= 4 f + 3");
  CHECK(needing([](std::size_t f) { return f; }).precondition() == "n >= f");
  CHECK(needing([](std::size_t) -> std::size_t { return 2; }).precondition() == "n >= 2");
  const needing bent([](std::size_t f) { return std::max<std::size_t>(f + 5, 2 * f); });
  CHECK(bent.precondition() == "n >= 5 for f = 0, 6 for f = 1 and so on");
}

}  // namespace
