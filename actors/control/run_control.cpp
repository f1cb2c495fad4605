#include "actors/control/run_control.hpp"

#include <algorithm>
#include <utility>

namespace starling {

using messages::failure;
using messages::node_id;
using messages::round_number;

namespace {

failure<std::string> refused(std::string why) {
  return {std::move(why)};
}

/// Whether something is planned for `node` in `round` or later: what it is then would change.
bool planned(const population_options& events, node_id node, round_number round) {
  const auto concerns = [&](const auto& e) { return e.node == node && e.round >= round; };
  return std::ranges::any_of(events.spawn, concerns) ||
         std::ranges::any_of(events.retire, concerns) ||
         std::ranges::any_of(events.move, [&](const auto& m) {
           return (m.from == node || m.to == node) && m.round >= round;
         });
}

std::string named(node_id node) {
  return "node " + std::to_string(node.value);
}

/// Why `node` cannot begin (or end, unless `idle`) in `round`; empty: it can.
std::string unfit(const population_options& events, std::size_t nodes, node_id node,
                  round_number round, bool idle) {
  if (node.value >= nodes) return "nodes are numbered 0 to " + std::to_string(nodes - 1);
  if (planned(events, node, round)) {
    return named(node) + " has plans for round " + std::to_string(round.value) + " or later";
  }
  if (actors::has_particle(events, node, round) == idle) {
    return named(node) + (idle ? " has a particle" : " is idle");
  }
  return {};
}

}  // namespace

template <class Change>
run_control::changed run_control::between_rounds(std::uint64_t from, Change change) {
  const auto running = running_.load();
  if (running == nullptr) return refused("no run is under way");
  return running->gate->between_rounds([&](round_number first) -> changed {
    const round_number round{std::max(from, first.value)};
    if (round.value > running->rounds_max) return refused("the run is over before that");
    auto why = change(*running, round);
    if (!why.empty()) return refused(std::move(why));
    return round.value;
  });
}

run_control::changed run_control::change(const aggregation_options& options, std::uint64_t from) {
  return between_rounds(from, [&](const actors::live_plan& run, round_number round) {
    auto next = actors::in_force(options);
    if (!next) return next.error();
    if (auto unfit = actors::refuse_rule(*next, run.terms, "")) return std::move(unfit->why);
    next->from = round;
    run.rules->change(*std::move(next));
    return std::string();
  });
}

run_control::changed run_control::spawn(node_id node, std::uint64_t from) {
  return between_rounds(from, [&](const actors::live_plan& run, round_number round) {
    auto events = run.population->now();
    auto why = unfit(events, run.nodes, node, round, true);
    if (!why.empty()) return why;
    events.spawn.push_back({node, round});
    run.population->replace(std::move(events));
    return why;
  });
}

run_control::changed run_control::retire(node_id node, std::uint64_t from) {
  return between_rounds(from, [&](const actors::live_plan& run, round_number round) {
    auto events = run.population->now();
    auto why = unfit(events, run.nodes, node, round, false);
    if (!why.empty()) return why;
    events.retire.push_back({node, round});
    run.population->replace(std::move(events));
    return why;
  });
}

run_control::changed run_control::move(node_id node, node_id to, std::uint64_t from) {
  return between_rounds(from, [&](const actors::live_plan& run, round_number round) {
    if (!run.movable)
      return std::string("only particles that can be written down move, in rounds that all share");
    auto events = run.population->now();
    auto why = unfit(events, run.nodes, node, round, false);
    if (why.empty()) why = unfit(events, run.nodes, to, round, true);
    if (!why.empty()) return why;
    events.move.push_back({node, to, round});
    run.population->replace(std::move(events));
    return why;
  });
}

}  // namespace starling
