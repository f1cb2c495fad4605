#include "aggregation/robust/best.hpp"

#include <cmath>
#include <limits>

namespace starling::aggregation {

messages::result<messages::combination, rule_error> best::decide(gathering& heard) {
  const auto score_of = [&heard](std::size_t row) {
    const double score = heard.contribution(heard.owners(row).front()).score;
    return std::isnan(score) ? std::numeric_limits<double>::infinity() : score;
  };
  std::size_t lowest = 0;
  for (std::size_t i = 1; i < heard.size(); ++i) {
    if (score_of(i) < score_of(lowest)) lowest = i;
  }
  const auto& chosen = heard.contribution(heard.owners(lowest).front());
  auto out = heard.combined(chosen.parameters);
  out.score = score_of(lowest);
  out.heard.reserve(heard.size());
  for (std::size_t i = 0; i < heard.size(); ++i) {
    out.heard.push_back(heard.contribution(heard.owners(i).front()));
  }
  return out;
}

}  // namespace starling::aggregation
