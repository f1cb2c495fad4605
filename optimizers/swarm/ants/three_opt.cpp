#include "optimizers/swarm/ants/three_opt.hpp"

namespace starling::optimizers {

bool three_opt::step(city from) {
  best_ = {};
  for (const bool forward : {true, false}) look(from, tour_.beside(from, forward), forward);
  if (best_.how == shape::none) return false;
  make(best_);
  return true;
}

void three_opt::look(city t1, city t2, bool forward) {
  t1_ = t1;
  t2_ = t2;
  const std::int64_t removed = distance(t1, t2);
  for (const city t3 : map_.neighbours(t2)) {
    const std::int64_t gain = removed - distance(t2, t3);
    if (gain <= 0) break;
    const city before = tour_.beside(t3, !forward);
    const city after = tour_.beside(t3, forward);
    if (t3 == t1 || before == t2) continue;
    look_behind(t3, before, gain + distance(t3, before), forward);
    look_within(t3, after, gain + distance(t3, after), forward);
  }
}

/// t4 is on the way from t2 to t3: to join it with t1 makes a tour.
void three_opt::look_behind(city t3, city t4, std::int64_t gain, bool forward) {
  offer(shape::two, gain - distance(t4, t1_), t3, t4, t3, t4);
  for (const city t5 : map_.neighbours(t4)) {
    const std::int64_t left = gain - distance(t4, t5);
    if (left <= 0) break;
    if (t5 == t1_ || t5 == t3) continue;
    const bool turned = tour_.between(t2_, t5, t4, forward);
    const city t6 = tour_.beside(t5, turned == forward);
    if (t6 == t4) continue;
    offer(shape::two_then_two, left + distance(t5, t6) - distance(t6, t1_), t3, t4, t5, t6);
  }
}

/// t4 is beyond t3: t2 … t3 is a ring of its own until an edge t5–t6 of it goes.
void three_opt::look_within(city t3, city t4, std::int64_t gain, bool forward) {
  for (const city t5 : map_.neighbours(t4)) {
    const std::int64_t left = gain - distance(t4, t5);
    if (left <= 0) break;
    if (!tour_.between(t2_, t5, t3, forward)) continue;
    if (t5 != t3) {
      const city t6 = tour_.beside(t5, forward);
      offer(shape::swapped, left + distance(t5, t6) - distance(t6, t1_), t3, t4, t5, t6);
    }
    if (t5 != t2_) {
      const city t6 = tour_.beside(t5, !forward);
      offer(shape::both_turned, left + distance(t5, t6) - distance(t6, t1_), t3, t4, t5, t6);
    }
  }
}

void three_opt::offer(shape how, std::int64_t gain, city t3, city t4, city t5, city t6) {
  if (gain <= best_.gain) return;
  best_ = {how, gain, {0, t1_, t2_, t3, t4, t5, t6}};
}

void three_opt::make(const move& m) {
  const auto [unused, t1, t2, t3, t4, t5, t6] = m.t;
  switch (m.how) {
    case shape::none:
      return;
    case shape::two:
      tour_.exchange(t1, t2, t4, t3);
      break;
    case shape::two_then_two:
      tour_.exchange(t1, t2, t4, t3);
      tour_.exchange(t1, t4, t6, t5);
      break;
    case shape::swapped:
      tour_.exchange(t1, t2, t3, t4);
      tour_.exchange(t1, t3, t6, t5);
      tour_.exchange(t3, t5, t2, t4);
      break;
    case shape::both_turned:
      tour_.exchange(t1, t2, t6, t5);
      tour_.exchange(t2, t5, t3, t4);
      break;
  }
  for (std::size_t i = 1; i <= 6; ++i) wake(m.t[i]);
}

}  // namespace starling::optimizers
