#include "actors/roster/round_roster.hpp"

#include <algorithm>
#include <cmath>

#include "actors/topology/permutation.hpp"
#include "messages/types/random.hpp"

namespace starling::actors {

using messages::node_id;
using messages::round_number;

bool round_roster::drawn(node_id node, round_number round) const {
  if (!active(node, round)) return false;
  const double sample = options_->rounds.sample;
  if (sample >= 1) return true;
  return among(std::max<std::uint64_t>(1, share(sample)), node,
               messages::substream(options_->seed, "sample", round.value));
}

bool round_roster::active(node_id node, round_number round) const {
  return has_particle(*events_, node, round);
}

std::optional<node_id> round_roster::moves_to(node_id node, round_number round) const {
  for (const auto& m : events_->move) {
    if (m.from == node && m.round == round) return m.to;
  }
  return std::nullopt;
}

std::optional<node_id> round_roster::comes_from(node_id node, round_number round) const {
  for (const auto& m : events_->move) {
    if (m.to == node && m.round == round) return m.from;
  }
  return std::nullopt;
}

std::optional<round_number> round_roster::spawned(node_id node, round_number round) const {
  std::optional<round_number> last;
  for (const auto& e : events_->spawn) {
    if (e.node == node && e.round <= round) last = std::max(last.value_or(e.round), e.round);
  }
  return last;
}

bool round_roster::away(node_id node, round_number round) const {
  const auto& faults = options_->faults;
  for (const auto& a : faults.absences) {
    if (a.node == node && a.from <= round && round < a.until) return true;
  }
  if (faults.absent <= 0) return false;
  return among(share(faults.absent), node,
               messages::substream(options_->seed, "absent", round.value));
}

std::uint64_t round_roster::share(double fraction) const {
  return static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(options_->nodes)));
}

/// Whether `node` is one of the first `count` in the order that `seed` draws.
bool round_roster::among(std::uint64_t count, node_id node, std::uint64_t seed) const {
  return random_permutation(options_->nodes, seed).position(node.value) < count;
}

bool round_roster::crashes(node_id node, round_number round) const {
  const auto& crashes = options_->faults.crashes;
  return std::any_of(crashes.begin(), crashes.end(),
                     [&](const auto& c) { return c.node == node && c.round == round; });
}

messages::duration round_roster::work(node_id node) const {
  const auto& faults = options_->faults;
  const bool slow = node.value < faults.slow;
  const std::chrono::duration<double, std::micro> time =
      faults.work * (slow ? faults.slow_factor : 1.0);
  return std::chrono::duration_cast<messages::duration>(time);
}

}  // namespace starling::actors
