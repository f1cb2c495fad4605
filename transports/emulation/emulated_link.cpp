#include "transports/emulation/emulated_link.hpp"

#include <algorithm>

namespace starling::transports {

using messages::duration;
using messages::node_id;

emulated_link::emulated_link(starling::link::emulation traits, std::uint64_t seed)
    : traits_(std::move(traits)), random_(seed) {}

void emulated_link::carry(const passage& letter, duration since_start,
                          std::vector<duration>& arrivals) {
  arrivals.clear();
  const bool lost = random_.uniform() < traits_.loss;
  const bool twice = random_.uniform() < traits_.duplicate;
  const bool held = random_.uniform() < traits_.reorder;
  const double jitter = random_.uniform(-1, 1);

  free_at_ = std::max(free_at_, since_start);
  if (traits_.bandwidth_bits_per_second > 0) {
    const double seconds = static_cast<double>(letter.size.value) * 8 /
                           static_cast<double>(traits_.bandwidth_bits_per_second);
    free_at_ += std::chrono::duration_cast<duration>(std::chrono::duration<double>(seconds));
  }
  if (lost || cut(letter, since_start)) return;

  const auto swing = std::chrono::duration_cast<duration>(
      std::chrono::duration<double, std::micro>(traits_.jitter) * jitter);
  const duration delay = std::max(duration{}, duration(traits_.latency) + swing);
  duration arrival = std::max(free_at_ + delay, last_arrival_);
  if (held) {
    arrival += std::max<duration>(traits_.latency, std::chrono::milliseconds(1));
  } else {
    last_arrival_ = arrival;
  }
  arrivals.push_back(arrival - since_start);
  if (twice) arrivals.push_back(arrival - since_start + delay);
}

bool emulated_link::cut(const passage& letter, duration since_start) const {
  return std::any_of(traits_.partitions.begin(), traits_.partitions.end(),
                     [&](const starling::link::partition& p) {
                       if (since_start < p.start || since_start >= p.end) return false;
                       const auto group_of = [&p](node_id id) {
                         return std::find_if(
                             p.groups.begin(), p.groups.end(), [id](const auto& group) {
                               return std::find(group.begin(), group.end(), id) != group.end();
                             });
                       };
                       // Members that no group names form one group of their own.
                       return group_of(letter.from) != group_of(letter.to);
                     });
}

bool emulates(const starling::link::emulation& t) {
  return t.loss > 0 || t.duplicate > 0 || t.reorder > 0 || t.latency.count() > 0 ||
         t.jitter.count() > 0 || t.bandwidth_bits_per_second > 0 || !t.partitions.empty();
}

}  // namespace starling::transports
