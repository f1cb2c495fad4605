#include "aggregation/robust/mean.hpp"

#include <algorithm>
#include <vector>

namespace starling::aggregation {

messages::result<messages::combination, rule_error> mean::decide(gathering& heard) {
  const std::vector<double> weights = heard.weights();
  if (std::none_of(weights.begin(), weights.end(), [](double w) { return w > 0; })) {
    return messages::failure{rule_error::too_few_contributions};
  }
  return heard.combined(heard.mean(weights));
}

}  // namespace starling::aggregation
