#include "aggregation/robust/distance_based/minimum_diameter.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>

namespace starling::aggregation {

namespace {

/// Some of the points, 64 to a word.
using set = std::vector<std::uint64_t>;

bool holds(const set& s, std::size_t i) {
  return (s[i / 64] >> (i % 64) & 1) != 0;
}
void add(set& s, std::size_t i) {
  s[i / 64] |= std::uint64_t{1} << (i % 64);
}
void remove(set& s, std::size_t i) {
  s[i / 64] &= ~(std::uint64_t{1} << (i % 64));
}

void remove_all(set& from, const set& these) {
  for (std::size_t w = 0; w < from.size(); ++w) from[w] &= ~these[w];
}

std::size_t common(const set& a, const set& b) {
  std::size_t count = 0;
  for (std::size_t w = 0; w < a.size(); ++w) {
    count += static_cast<std::size_t>(std::popcount(a[w] & b[w]));
  }
  return count;
}

set everyone(std::size_t n) {
  set all((n + 63) / 64);
  for (std::size_t i = 0; i < n; ++i) add(all, i);
  return all;
}

/// The pairs of points that are further apart than some limit, and the question which points to
/// give up so that no such pair is left.
class conflicts {
 public:
  conflicts(std::span<const double> distances, std::size_t n, double limit, std::size_t& nodes_left)
      : of_(n, set((n + 63) / 64)), nodes_left_(nodes_left) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        if (i != j && distances[i * n + j] > limit) add(of_[i], j);
      }
    }
  }

  [[nodiscard]] const set& of(std::size_t i) const { return of_[i]; }

  /// Whether giving up `budget` of the points of `alive` leaves no pair among them; of no meaning
  /// once no nodes are left.
  [[nodiscard]] bool coverable(set alive, std::size_t budget) {
    for (;;) {
      if (nodes_left_ == 0) return false;
      --nodes_left_;
      std::size_t most = 0;
      std::size_t busiest = 0;
      std::size_t ends = 0;
      for (std::size_t i = 0; i < of_.size(); ++i) {
        if (!holds(alive, i)) continue;
        const std::size_t degree = common(of_[i], alive);
        ends += degree;
        if (degree > most) {
          most = degree;
          busiest = i;
        }
      }
      if (most == 0) return true;
      if (ends > 2 * most * budget) return false;
      // Either all that conflict with the busiest point go, or the point itself does.
      if (most <= budget) {
        set without = alive;
        remove_all(without, of_[busiest]);
        if (coverable(std::move(without), budget - most)) return true;
      }
      remove(alive, busiest);
      --budget;
    }
  }

 private:
  std::vector<set> of_;
  std::size_t& nodes_left_;
};

/// The least distance that is the diameter of some set of `size`.
double least_diameter(std::span<const double> distances, std::size_t n, std::size_t size,
                      std::size_t& nodes_left) {
  std::vector<double> candidates(distances.begin(), distances.end());
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  const auto least =
      std::partition_point(candidates.begin(), candidates.end() - 1, [&](double limit) {
        return !conflicts(distances, n, limit, nodes_left).coverable(everyone(n), n - size);
      });
  return *least;
}

}  // namespace

std::optional<std::vector<std::size_t>> minimum_diameter(std::span<const double> distances,
                                                         std::size_t n, std::size_t size,
                                                         std::size_t nodes_max) {
  std::size_t nodes_left = nodes_max;
  const double diameter = least_diameter(distances, n, size, nodes_left);
  conflicts pairs(distances, n, diameter, nodes_left);
  set alive = everyone(n);
  std::size_t budget = n - size;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < n && chosen.size() < size; ++i) {
    if (!holds(alive, i)) continue;
    const std::size_t cost = common(pairs.of(i), alive);
    set without = alive;
    remove_all(without, pairs.of(i));
    if (cost <= budget && pairs.coverable(without, budget - cost)) {
      chosen.push_back(i);
      alive = std::move(without);
      budget -= cost;
    } else {
      remove(alive, i);
      --budget;
    }
    if (nodes_left == 0) return std::nullopt;
  }
  return chosen;
}

}  // namespace starling::aggregation
