#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "optimizers/options.hpp"
#include "optimizers/swarm/ants/city_map.hpp"

namespace starling::optimizers {

/// A tour in an array, with the place of each city in it.
class array_tour {
 public:
  explicit array_tour(std::size_t cities) : order_(cities), at_(cities) {}

  void take(std::span<const city> tour);
  [[nodiscard]] std::span<const city> order() const { return order_; }

  [[nodiscard]] city next(city of) const {
    const std::size_t i = at_[of] + std::size_t{1};
    return order_[i == order_.size() ? 0 : i];
  }
  [[nodiscard]] city previous(city of) const {
    return order_[at_[of] == 0 ? order_.size() - 1 : at_[of] - 1];
  }
  /// The neighbour of a city, in one direction or in the other.
  [[nodiscard]] city beside(city of, bool forward) const {
    return forward ? next(of) : previous(of);
  }
  /// Whether one who goes on from `a` meets `b` no later than `c`.
  [[nodiscard]] bool between(city a, city b, city c, bool forward) const;

  /// Puts edges a–c and b–d in the place of a–b and c–d: b follows a in the direction in which d
  /// follows c.
  /// Cost: O(n), a quarter of the tour on average.
  void exchange(city a, city b, city c, city d);

 private:
  /// Turns the way from b on to c round, or what is not on it: whichever is shorter.
  void reverse(city b, city c);

  std::vector<city> order_;
  std::vector<std::uint32_t> at_;
};

/// Shortens tours until none of its moves does.
///
/// Moves are looked for from one city at a time, those alone that lead it to one of its nearest
/// cities and nearer than before; a city is looked at again when one of its edges has changed
/// (don't-look bits, as a queue), and at the end all are once more.
/// Paper: Bentley, "Fast Algorithms for Geometric Traveling Salesman Problems", 1992.
class local_search {
 public:
  explicit local_search(const city_map& map);
  virtual ~local_search() = default;

  void improve(std::vector<city>& tour);

 protected:
  /// Makes a move at `from` that shortens the tour, and wakes the ends of what it changed; false
  /// where there is none.
  virtual bool step(city from) = 0;

  void wake(city c);
  [[nodiscard]] std::int64_t distance(city a, city b) const { return map_.distance(a, b); }

  const city_map& map_;
  array_tour tour_;

 private:
  bool work_off();

  std::vector<city> queue_;  ///< A ring.
  std::vector<bool> waiting_;
  std::size_t front_ = 0;
  std::size_t length_ = 0;
};

/// None where the options want none.
std::unique_ptr<local_search> make_local_search(enum starling::strategy::ant_colony::local_search,
                                                const city_map& map);

}  // namespace starling::optimizers
