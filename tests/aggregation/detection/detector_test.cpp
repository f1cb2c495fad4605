#include "aggregation/detection/detector.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/aggregation/detection/rounds.hpp"

using starling::aggregation::make_detector;
using kind = starling::detector;

namespace {

constexpr kind both[] = {kind::distance, kind::spectral};

}  // namespace

TEST_CASE("detectors are made by kind, and none is none") {
  CHECK(make_detector(kind::none) == nullptr);
  CHECK(make_detector(kind::distance)->name() == "distance");
  CHECK(make_detector(kind::spectral)->name() == "spectral");
}

TEST_CASE("nine of ten boosted liars are flagged and one honest node of twenty at most") {
  for (const kind which : both) {
    const auto detector = make_detector(which);
    for (const std::size_t d : {2U, 10U, 200U, 3'000U}) {
      suspicious::score score;
      for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto all = cases::contributions_of(suspicious::boosted(seed, 20, 4, d));
        score.add(suspicious::examine(*detector, all, 4), 4);
      }
      CAPTURE(detector->name());
      CAPTURE(d);
      CAPTURE(score.told());
      CAPTURE(score.false_alarms());
      // Of two coordinates some lies are near the truth by chance.
      CHECK(score.told() >= (d == 2 ? 0.6 : 0.9));
      CHECK(score.false_alarms() <= 0.05);
    }
  }
}

TEST_CASE("in a round without liars hardly anyone is flagged") {
  for (const kind which : both) {
    const auto detector = make_detector(which);
    for (const std::size_t n : {4U, 5U, 10U, 20U, 50U}) {
      suspicious::score score;
      for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto all = cases::contributions_of(suspicious::boosted(seed, n, 0, 50));
        score.add(suspicious::examine(*detector, all, n / 5), 0);
      }
      CAPTURE(detector->name());
      CAPTURE(n);
      CAPTURE(score.false_alarms());
      CHECK(score.false_alarms() <= 0.05);
    }
  }
}

TEST_CASE("rows that are all alike are not flagged, one that differs is") {
  for (const kind which : both) {
    const auto detector = make_detector(which);
    CAPTURE(detector->name());
    oracle::rows x(10, oracle::row(30, 0.1));
    auto found = suspicious::examine(*detector, cases::contributions_of(x), 2);
    for (const auto& one : found) CHECK_FALSE(one.flagged());
    x[3][7] = 0.2;
    found = suspicious::examine(*detector, cases::contributions_of(x), 2);
    for (std::size_t i = 0; i < 10; ++i) CHECK(found[i].flagged() == (i == 3));
  }
}

TEST_CASE("whom a detector flags does not depend on where they stand, the scale or the origin") {
  for (const kind which : both) {
    const auto detector = make_detector(which);
    CAPTURE(detector->name());
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      CAPTURE(seed);
      auto x = suspicious::boosted(seed, 12, 2, 40);
      const auto before =
          suspicious::flags(suspicious::examine(*detector, cases::contributions_of(x), 2));
      std::reverse(x.begin(), x.end());
      auto after = suspicious::flags(suspicious::examine(*detector, cases::contributions_of(x), 2));
      CHECK(after == std::vector<bool>(before.rbegin(), before.rend()));
      for (auto& row : x) {
        for (double& v : row) v = v * 1024 + 4096;
      }
      after = suspicious::flags(suspicious::examine(*detector, cases::contributions_of(x), 2));
      CHECK(after == std::vector<bool>(before.rbegin(), before.rend()));
    }
  }
}

TEST_CASE(
    "of fewer rows than a detector looks at nobody is flagged, of as many the one far off is") {
  for (const kind which : both) {
    const auto detector = make_detector(which);
    CAPTURE(detector->name());
    oracle::rows x(detector->rows_min() - 1, oracle::row{0.0});
    x.front()[0] = 1e9;
    for (const auto& one : suspicious::examine(*detector, cases::contributions_of(x), 1)) {
      CHECK_FALSE(one.flagged());
    }
    x.push_back({0.0});
    const auto found =
        suspicious::flags(suspicious::examine(*detector, cases::contributions_of(x), 1));
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(found[i] == (i == 0));
    CHECK(suspicious::examine(*detector, {}, 0).empty());
  }
}

TEST_CASE("one boosted liar beside two honest neighbours is told, and honest neighbours are not") {
  const auto detector = make_detector(kind::distance);
  for (const std::size_t d : {10U, 200U}) {
    suspicious::score lying;
    suspicious::score honest;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      const auto one = cases::contributions_of(suspicious::boosted(seed, 3, 1, d));
      lying.add(suspicious::examine(*detector, one, 1), 1);
      const auto none = cases::contributions_of(suspicious::boosted(seed, 3, 0, d));
      honest.add(suspicious::examine(*detector, none, 1), 0);
    }
    CAPTURE(d);
    CHECK(lying.told() >= 0.9);
    CHECK(lying.false_alarms() <= 0.05);
    CHECK(honest.false_alarms() <= 0.05);
  }
}

TEST_CASE("detectors never flag half of the rows, and survive values of any size") {
  for (const kind which : both) {
    const auto detector = make_detector(which);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      auto c = cases::random_case(seed, 2, 1);
      if (seed % 2 == 0) {
        for (std::size_t i = 0; i < c.f; ++i) {
          for (float& v : c.all[i].parameters.mutate()) v *= 3e37F;
        }
      }
      const auto found = suspicious::examine(*detector, c.all, c.f);
      const auto flagged =
          std::count_if(found.begin(), found.end(), [](const auto& one) { return one.flagged(); });
      CHECK(2 * static_cast<std::size_t>(flagged) < std::max<std::size_t>(c.n, 1));
    }
  }
}
