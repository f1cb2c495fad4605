#include "aggregation/robust/trust/sign_guard.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "aggregation/robust/drawn_coordinates.hpp"
#include "aggregation/robust/trust/mean_shift.hpp"

namespace starling::aggregation {

namespace {

constexpr double shortest = 0.1;  // L and R of the paper, in units of the median length
constexpr double longest = 3.0;
constexpr std::size_t one_in = 10;  // coordinates whose signs are looked at

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

std::vector<sign_shares> sign_shares_of(gathering& heard) {
  messages::random_source random(messages::substream(heard.seed(), "sign_guard"));
  const std::size_t d = heard.dimension();
  const auto chosen = drawn_coordinates(random, d, (d + one_in - 1) / one_in);
  const auto origin = heard.origin().values();
  std::vector<sign_shares> shares(heard.size());
  const double each = 1 / static_cast<double>(std::max<std::size_t>(chosen.size(), 1));
  constexpr std::size_t strip = 512;
  for (std::size_t begin = 0; begin < chosen.size(); begin += strip) {
    const auto some = std::span(chosen).subspan(begin, std::min(strip, chosen.size() - begin));
    const std::vector<float> values = values_at(heard.rows(), some);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      for (std::size_t k = 0; k < some.size(); ++k) {
        const float from = origin.empty() ? 0.0F : origin[some[k]];
        const float value = values[i * some.size() + k];
        shares[i][value > from ? 0 : value < from ? 2 : 1] += each;
      }
    }
  }
  return shares;
}

}  // namespace

messages::result<messages::combination, rule_error> sign_guard::decide(gathering& heard) {
  const std::size_t n = heard.size();
  std::vector<double> lengths;
  for (const double square : heard.squared_norms()) lengths.push_back(std::sqrt(square));
  const double median = median_of(lengths);
  const auto nearest_fit = [&](std::size_t i) {
    return std::clamp(lengths[i], shortest * median, longest * median);
  };
  const auto fits = [&](std::size_t i) { return nearest_fit(i) == lengths[i]; };

  std::vector<double> weights(n);
  for (const std::size_t i : largest_cluster(sign_shares_of(heard))) weights[i] = fits(i) ? 1 : 0;
  if (std::count(weights.begin(), weights.end(), 1.0) == 0) {
    for (std::size_t i = 0; i < n; ++i) weights[i] = fits(i) ? 1 : 0;
  }
  std::vector<std::size_t> kept;
  std::vector<double> factors(n, 1.0);
  for (std::size_t i = 0; i < n; ++i) {
    if (weights[i] > 0) {
      kept.push_back(i);
      if (lengths[i] > median) factors[i] = median / lengths[i];
    } else {
      heard.judge(i, messages::refusal::outvoted, lengths[i], nearest_fit(i));
    }
  }
  heard.shrink(factors);
  return heard.combined(heard.mean(weights), kept);
}

}  // namespace starling::aggregation
