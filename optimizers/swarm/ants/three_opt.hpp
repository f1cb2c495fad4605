#pragma once

#include "optimizers/swarm/ants/local_search.hpp"

namespace starling::optimizers {

/// Exchanges two edges for two others or three for three, the best of what there is at a city.
///
/// Paper: Lin, "Computer Solutions of the Traveling Salesman Problem", 1965; with the partial gains
///        of Lin, Kernighan, 1973.
class three_opt final : public local_search {
 public:
  using local_search::local_search;

 protected:
  bool step(city from) override;

 private:
  /// Edges t1–t2, t4–t3, and of three edges t5–t6, go; t2–t3 and t4–t5 come, and one from t1 to the
  /// last. The tour in the direction from t1 to t2 is t1 [t2 …] … with what follows in brackets.
  enum class shape : unsigned char {
    none,
    two,           ///< t1 [t2 … t4] t3 …
    two_then_two,  ///< That, and in the tour that comes of it t1 [t4 … t6] t5 …
    swapped,       ///< t1 [t2 … t5] [t6 … t3] t4 …: the two ways change places.
    both_turned,   ///< t1 [t2 … t6] [t5 … t3] t4 …: both are turned round.
  };
  struct move {
    shape how = shape::none;
    std::int64_t gain = 0;
    city t[7] = {};  ///< t[1] … t[6].
  };

  // What there is with t1 and t2; each keeps the best in `best_`.
  void look(city t1, city t2, bool forward);
  void look_behind(city t3, city t4, std::int64_t gain, bool forward);
  void look_within(city t3, city t4, std::int64_t gain, bool forward);
  void offer(shape how, std::int64_t gain, city t3, city t4, city t5, city t6);
  void make(const move& m);

  city t1_ = 0;
  city t2_ = 0;
  move best_;
};

}  // namespace starling::optimizers
