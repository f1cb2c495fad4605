#include "optimizers/gradient/update_rule.hpp"

#include <variant>

#include "optimizers/gradient/adam.hpp"
#include "optimizers/gradient/sgd.hpp"

namespace starling::optimizers {

namespace {

std::unique_ptr<update_rule> make(const starling::strategy::sgd& o) {
  return std::make_unique<sgd>(sgd_options{
      .learning_rate = o.learning_rate, .momentum = o.momentum, .weight_decay = o.weight_decay});
}
std::unique_ptr<update_rule> make(const starling::strategy::fedprox& o) {
  return std::make_unique<sgd>(sgd_options{.learning_rate = o.learning_rate,
                                           .momentum = o.momentum,
                                           .weight_decay = o.weight_decay,
                                           .proximal = o.mu});
}
std::unique_ptr<update_rule> make(const starling::strategy::adam& o) {
  return std::make_unique<adam>(o);
}

}  // namespace

void exchange(state& s, std::vector<float>& memory, std::size_t dimension) {
  auto begun = static_cast<std::uint8_t>(!memory.empty());
  s.exchange(begun);
  if (s.reading()) memory.assign(begun != 0 ? dimension : 0, 0.0F);
  s.exchange(memory);
}

std::unique_ptr<update_rule> make_update_rule(const starling::strategy::gradient& options) {
  return std::visit([](const auto& o) { return make(o); }, options);
}

const starling::strategy::local_work& work_of(const starling::strategy::gradient& options) {
  return std::visit([](const auto& o) -> const starling::strategy::local_work& { return o.work; },
                    options);
}

}  // namespace starling::optimizers
