#include "optimizers/swarm/particle_swarm/informants.hpp"

#include <algorithm>
#include <numeric>

#include "messages/types/random.hpp"

namespace starling::optimizers {

informants::informants(enum starling::strategy::pso::neighbourhood kind, std::size_t count,
                       std::size_t particles, std::uint64_t seed)
    : seed_(seed), begins_(particles + 1) {
  if (kind == starling::strategy::pso::neighbourhood::adaptive_random) {
    targets_.resize(particles * count);
    lists_.resize(particles * (count + 1));
    draw();
  } else {
    join_ring(std::min(count, particles - 1));
  }
}

void informants::join_ring(std::size_t count) {
  const std::size_t n = begins_.size() - 1;
  const std::size_t left = count / 2;
  lists_.resize(n * (count + 1));
  for (std::size_t i = 0; i < n; ++i) {
    const auto list = std::span(lists_).subspan(i * (count + 1), count + 1);
    for (std::size_t k = 0; k < list.size(); ++k) {
      list[k] = static_cast<std::uint32_t>((i + n - left + k) % n);
    }
    std::ranges::sort(list);
    begins_[i + 1] = static_cast<std::uint32_t>((i + 1) * (count + 1));
  }
}

void informants::redraw() {
  if (targets_.empty()) return;
  ++drawn_;
  draw();
}

void informants::draw() {
  const std::size_t n = begins_.size() - 1;
  const std::size_t count = targets_.size() / n;
  messages::random_source random(messages::substream(seed_, "informants", drawn_));
  // How long each list will be; a target named twice, or the particle itself, is marked as itself.
  std::ranges::fill(begins_, 0U);
  for (std::size_t i = 0; i < n; ++i) {
    const auto informed = std::span(targets_).subspan(i * count, count);
    for (std::size_t k = 0; k < count; ++k) {
      auto target = static_cast<std::uint32_t>(random.below(n));
      const auto before = informed.first(k);
      if (std::ranges::find(before, target) != before.end()) target = static_cast<std::uint32_t>(i);
      informed[k] = target;
      begins_[target + 1] += static_cast<std::uint32_t>(target != i);
    }
    ++begins_[i + 1];
  }
  std::inclusive_scan(begins_.begin(), begins_.end(), begins_.begin());
  // Filled from the smallest informant on, so that each list is ascending; each begin moves on to
  // where the next list begins, and is moved back.
  const auto add = [this](std::size_t to, std::size_t who) {
    lists_[begins_[to]++] = static_cast<std::uint32_t>(who);
  };
  for (std::size_t i = 0; i < n; ++i) {
    add(i, i);
    for (const auto target : std::span(targets_).subspan(i * count, count)) {
      if (target != i) add(target, i);
    }
  }
  std::shift_right(begins_.begin(), begins_.end(), 1);
  begins_[0] = 0;
}

void informants::exchange(state& s) {
  s.exchange(drawn_);
  if (s.reading() && !targets_.empty()) draw();
}

}  // namespace starling::optimizers
