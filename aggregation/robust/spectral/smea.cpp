#include "aggregation/robust/spectral/smea.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "aggregation/robust/spectral/widest_spread.hpp"

namespace starling::aggregation {

namespace {

constexpr double tie = 1e-12;           // eigenvalues that differ by less are the same
constexpr int steps_of_bound_max = 30;  // of the power method, before the exact eigenvalue

/// Looks at the subsets of `size` rows in lexicographic order, past those that cannot be best.
class subset_search {
 public:
  subset_search(const std::vector<double>& distances, std::size_t n, std::size_t size)
      : distances_(distances), n_(n), size_(size), along_(n), image_(size) {
    const auto farthest = static_cast<std::size_t>(
        std::max_element(distances.begin(), distances.end()) - distances.begin());
    for (std::size_t i = 0; i < n; ++i) {
      along_[i] = distance(i, farthest / n) - distance(i, farthest % n);
    }
    extend(0);
  }

  [[nodiscard]] const std::vector<double>& best() const { return best_; }  ///< Weights 1 and 0.
  [[nodiscard]] double variance() const { return variance_; }

 private:
  [[nodiscard]] double distance(std::size_t i, std::size_t j) const {
    return distances_[i * n_ + j];
  }

  void extend(std::size_t next) {
    if (kept_.size() == size_) return consider();
    for (std::size_t i = next; i + (size_ - kept_.size()) <= n_; ++i) {
      if (too_far(i)) continue;
      kept_.push_back(i);
      extend(i + 1);
      kept_.pop_back();
    }
  }

  /// A pair alone has the eigenvalue D / 2 before the division, and more rows only add to it.
  [[nodiscard]] bool too_far(std::size_t i) const {
    return std::any_of(kept_.begin(), kept_.end(), [&](std::size_t j) {
      return distance(i, j) / (2 * static_cast<double>(size_)) >= limit_;
    });
  }

  void consider() {
    if (bounded_away()) return;
    std::vector<double> weights(n_);
    for (const std::size_t i : kept_) weights[i] = 1;
    const double found = widest_spread(distances_, weights).variance;
    if (!(found < limit_)) return;
    variance_ = found;
    limit_ = found * (1 - tie);
    best_ = std::move(weights);
  }

  /// Whether the variance along some direction, hence along the widest, reaches the limit.
  bool bounded_away() {
    if (std::isinf(limit_)) return false;
    for (int step = 0; step < steps_of_bound_max; ++step) {
      const double reached = improve();
      if (!(reached > 0)) return false;
      if (reached >= limit_) return true;
    }
    return false;
  }

  /// One step of the power method on the kept rows; the variance along the direction before it.
  double improve() {
    double centre = 0;
    for (const std::size_t i : kept_) centre += along_[i] / static_cast<double>(size_);
    double squares = 0;
    double product = 0;
    double longest = 0;
    for (std::size_t a = 0; a < size_; ++a) {
      image_[a] = 0;
      for (const std::size_t j : kept_) image_[a] -= distance(kept_[a], j) * (along_[j] - centre);
      const double here = along_[kept_[a]] - centre;
      squares += here * here;
      product += here * image_[a] / 2;
      longest = std::max(longest, std::abs(image_[a]));
    }
    if (!(squares > 0 && longest > 0)) return 0;
    for (std::size_t a = 0; a < size_; ++a) along_[kept_[a]] = image_[a] / longest;
    return product / squares / static_cast<double>(size_);
  }

  const std::vector<double>& distances_;
  std::size_t n_;
  std::size_t size_;
  std::vector<std::size_t> kept_;
  std::vector<double> along_;  // where the rows lie along the direction last looked at
  std::vector<double> image_;
  std::vector<double> best_;
  double variance_ = 0;
  double limit_ = std::numeric_limits<double>::infinity();  // what a better subset stays below
};

}  // namespace

std::string smea::precondition() const {
  return "n >= 2 f + 1 and few ways to leave out f (at most " + std::to_string(subsets_max) +
         ", and 3e9 / n^3)";
}

bool smea::too_costly(std::size_t n, std::size_t f) const {
  if (f == 0) return false;  // there is nothing to choose
  std::size_t ways = 1;
  for (std::size_t i = 0; i < std::min(f, n - f); ++i) {
    ways = ways * (n - i) / (i + 1);
    if (ways > subsets_max) return true;
  }
  const auto size = static_cast<double>(n);
  return static_cast<double>(ways) * size * size * size > work_max;
}

messages::result<messages::combination, rule_error> smea::decide(gathering& heard) {
  const std::size_t n = heard.size();
  if (heard.byzantine() == 0) return heard.combined(heard.mean(std::vector<double>(n, 1.0)));
  const std::size_t size = n - heard.byzantine();
  const std::vector<double>& distances = heard.squared_distances();
  const subset_search found(distances, n, size);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < n; ++i) {
    if (found.best()[i] > 0) {
      kept.push_back(i);
      continue;
    }
    std::vector<double> with = found.best();
    with[i] = 1;
    const double grown = static_cast<double>(size + 1) / static_cast<double>(size);
    heard.judge(i, messages::refusal::outvoted, widest_spread(distances, with).variance * grown,
                found.variance());
  }
  return heard.combined(heard.mean(found.best()), kept);
}

}  // namespace starling::aggregation
