#include "aggregation/robust/trust/fltrust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "aggregation/robust/trust/cosines.hpp"

namespace starling::aggregation {

namespace {

/// point ← origin + factor · (point - origin), kept finite.
void stretch(std::span<float> point, std::span<const float> origin, double factor) {
  constexpr double most = std::numeric_limits<float>::max();
  for (std::size_t k = 0; k < point.size(); ++k) {
    const double from = origin.empty() ? 0.0 : static_cast<double>(origin[k]);
    const double to = from + factor * (static_cast<double>(point[k]) - from);
    point[k] = static_cast<float>(std::clamp(to, -most, most));
  }
}

}  // namespace

messages::result<messages::combination, rule_error> fltrust::decide(gathering& heard) {
  const std::size_t n = heard.size();
  const std::size_t trusted = *heard.trusted();
  const std::vector<double>& squares = heard.squared_norms();
  const auto cosine =
      cosines_with(trusted, heard.rows(), heard.origin().values(), squares, heard.threads());
  std::vector<double> scaled(n);  // trust · |g_0| / |g_i|
  std::vector<std::size_t> believed;
  double trust = 0;
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (i != trusted && !(cosine[i] > 0)) {
      heard.judge(i, messages::refusal::outvoted, cosine[i], 0);
      continue;
    }
    const double score = i == trusted ? 1.0 : cosine[i];
    scaled[i] = i == trusted ? 1.0 : score * std::sqrt(squares[trusted] / squares[i]);
    trust += score;
    total += scaled[i];
    believed.push_back(i);
  }
  if (believed.size() == 1) return heard.combined(heard.row(trusted), believed);
  messages::tensor out = heard.mean(scaled);
  if (total != trust) stretch(out.mutate(), heard.origin().values(), total / trust);
  return heard.combined(std::move(out), believed);
}

}  // namespace starling::aggregation
