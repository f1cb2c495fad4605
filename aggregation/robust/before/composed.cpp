#include "aggregation/robust/before/composed.hpp"

#include <utility>

namespace starling::aggregation {

composed::composed(std::vector<std::unique_ptr<pre_step>> before, std::unique_ptr<rule> last)
    : before_(std::move(before)), last_(std::move(last)) {
  for (const auto& step : before_) name_ += std::string(step->name()) + " + ";
  name_ += last_->name();
}

std::size_t composed::contributions_min(std::size_t byzantine) const {
  std::size_t enough = 1;
  while (!takes(enough, byzantine)) enough *= 2;
  std::size_t few = enough / 2;
  while (few + 1 < enough) {
    const std::size_t between = few + (enough - few) / 2;
    (takes(between, byzantine) ? enough : few) = between;
  }
  return enough;
}

bool composed::takes(std::size_t n, std::size_t byzantine) const {
  for (const auto& step : before_) {
    if (n < step->rows_min(byzantine)) return false;
    n = step->rows_after(n);
  }
  return n >= last_->contributions_min(byzantine);
}

std::size_t composed::rows_left(std::size_t n) const {
  for (const auto& step : before_) n = step->rows_after(n);
  return n;
}

bool composed::too_costly(std::size_t n, std::size_t f) const {
  return last_->too_costly(rows_left(n), f);
}

messages::result<messages::combination, rule_error> composed::decide(gathering& heard) {
  for (const auto& step : before_) step->apply(heard);
  return last_->decide(heard);
}

}  // namespace starling::aggregation
