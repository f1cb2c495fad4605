#include "actors/control/population_schedule.hpp"

#include <utility>

namespace starling::actors {

using messages::node_id;
using messages::round_number;

population_schedule::population_schedule(population_options first) {
  replace(std::move(first));
}

void population_schedule::replace(population_options next) {
  all_.push_back(std::move(next));
  newest_.store(&all_.back(), std::memory_order_release);
}

bool has_particle(const population_options& events, node_id node, round_number round) {
  // The last event up to this round decides; before the first, the opposite of what it does.
  std::optional<round_number> last;
  std::optional<round_number> first;
  bool now = true;
  bool before = true;
  const auto consider = [&](round_number at, bool works) {
    if (at <= round && (!last || *last <= at)) {
      last = at;
      now = works;
    }
    if (!first || at < *first) {
      first = at;
      before = !works;
    }
  };
  for (const auto& e : events.spawn) {
    if (e.node == node) consider(e.round, true);
  }
  for (const auto& e : events.retire) {
    if (e.node == node) consider(e.round, false);
  }
  for (const auto& m : events.move) {
    if (m.to == node) consider(m.round, true);
    if (m.from == node) consider(m.round, false);
  }
  return last ? now : before;
}

std::optional<std::string> refuse_population(const population_options& events, std::size_t nodes) {
  const auto strange = [nodes](node_id id) { return id.value >= nodes; };
  const auto range = "nodes are numbered 0 to " + std::to_string(nodes - 1);
  for (const auto* list : {&events.spawn, &events.retire}) {
    for (const auto& e : *list) {
      if (strange(e.node)) return range;
    }
  }
  for (const auto& m : events.move) {
    if (strange(m.from) || strange(m.to)) return range;
    const round_number before{m.round.value - 1};
    if (!has_particle(events, m.from, before) || has_particle(events, m.to, before)) {
      return "in round " + std::to_string(m.round.value) +
             " a particle moves from a node that has one to one that is idle";
    }
  }
  return std::nullopt;
}

}  // namespace starling::actors
