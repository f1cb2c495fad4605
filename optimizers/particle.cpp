#include "optimizers/particle.hpp"

#include <limits>
#include <vector>

namespace starling::optimizers {

proposal particle::propose(messages::round_number /*round*/) {
  for (std::uint32_t i = 0; i < generations_; ++i) particles_->advance();
  auto told = particles_->told();
  return {.parameters = std::move(told.point),
          .base = {},
          .samples = messages::sample_count{generations_},
          .score = told.value};
}

void particle::adopt(const messages::combination& heard, messages::round_number /*round*/) {
  // Per thread, not per node: a hundred thousand nodes work on a few threads.
  thread_local std::vector<messages::contribution> others;
  others.clear();
  for (const auto& c : heard.heard) {
    if (c.sender != self_) others.push_back(c);
  }
  const auto known = particles_->best();
  const bool alone =
      heard.heard.empty() && !heard.parameters.empty() && !(heard.parameters == known.point);
  if (alone && what_->space().contains(heard.parameters.doubles())) {
    ++foreign_;
    messages::contribution c;
    c.sender = {std::numeric_limits<std::uint32_t>::max()};
    c.parameters = heard.parameters;
    c.score = what_->evaluate(heard.parameters.doubles());
    others.push_back(std::move(c));
  }
  if (!others.empty()) particles_->hear(others);  // else what was heard before still holds
  others.clear();
}

evaluation particle::evaluate() const {
  return {.loss = particles_->best().value, .accuracy = std::numeric_limits<double>::quiet_NaN()};
}

bool particle::exchange(state& s) {
  s.exchange(foreign_);
  particles_->exchange(s);
  return true;
}

}  // namespace starling::optimizers
