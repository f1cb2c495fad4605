#include "actors/topology/spectral.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "messages/types/random.hpp"

namespace starling::actors {

namespace {

using messages::node_id;
using vector = std::vector<double>;

struct entry {
  std::uint32_t column;
  double weight;
};

/// W by rows: kept where they are few, asked anew each time where they are many (a large mesh).
class mixing_matrix {
 public:
  mixing_matrix(const topology& network, messages::round_number round)
      : network_(network), round_(round) {
    for (std::size_t i = 0; i < size(); ++i) {
      ask(i);
      entries_ += row_.size();
      if (entries_ > kept_max) continue;
      kept_.insert(kept_.end(), row_.begin(), row_.end());
      ends_.push_back(kept_.size());
    }
    if (entries_ > kept_max) kept_ = {};
  }

  [[nodiscard]] std::size_t size() const { return network_.members(); }
  [[nodiscard]] std::size_t entries() const { return entries_; }

  /// WᵀW x.
  vector squared(const vector& x) {
    vector middle(size());
    for_each([&](std::size_t i, const entry& e) { middle[i] += e.weight * x[e.column]; });
    vector out(size());
    for_each([&](std::size_t i, const entry& e) { out[e.column] += e.weight * middle[i]; });
    return out;
  }

 private:
  static constexpr std::size_t kept_max = std::size_t{1} << 24U;

  void ask(std::size_t i) {
    const node_id to{static_cast<std::uint32_t>(i)};
    network_.sources(to, round_, heard_);
    row_.assign(1, {to.value, network_.mixing_weight(to, to, round_)});
    for (const node_id from : heard_) {
      row_.push_back({from.value, network_.mixing_weight(to, from, round_)});
    }
  }

  template <class F>
  void for_each(F f) {
    std::size_t k = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      if (entries_ <= kept_max) {
        for (; k < ends_[i]; ++k) f(i, kept_[k]);
      } else {
        ask(i);
        for (const entry& e : row_) f(i, e);
      }
    }
  }

  const topology& network_;
  messages::round_number round_;
  std::size_t entries_ = 0;
  std::vector<entry> kept_;
  std::vector<std::size_t> ends_;
  std::vector<entry> row_;
  std::vector<node_id> heard_;
};

double dot(const vector& a, const vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Takes the constant vector, W's first eigenvector, out of x.
void deflate(vector& x) {
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  for (double& value : x) value -= mean;
}

/// A symmetric matrix with nothing beside its diagonal and the one below.
struct tridiagonal {
  vector diagonal;
  vector below;

  /// Whether all eigenvalues are less than x (Sturm: all pivots of T - x are negative).
  [[nodiscard]] bool all_less(double x) const {
    double pivot = diagonal[0] - x;
    for (std::size_t i = 1; i < diagonal.size() && pivot < 0; ++i) {
      pivot = diagonal[i] - x - below[i - 1] * below[i - 1] / pivot;
    }
    return pivot < 0;
  }

  /// To the last bit, by bisection; all eigenvalues lie in [0, 1].
  [[nodiscard]] double largest_eigenvalue() const {
    double low = 0;
    double high = 1 + 1e-9;
    for (;;) {
      const double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) return low;
      if (high < std::numeric_limits<double>::epsilon()) return 0;
      (all_less(middle) ? high : low) = middle;
    }
  }
};

/// Lanczos without reorthogonalisation: what it then finds twice does not trouble the largest
/// value.
double largest_beside_constant(mixing_matrix& w) {
  constexpr double settled = 1e-7;
  constexpr double multiplications_max = 5e9;
  const auto steps_max = static_cast<std::size_t>(
      std::max(200.0, multiplications_max / static_cast<double>(2 * w.entries() + 5 * w.size())));

  messages::random_source random(messages::substream(0, "spectral"));
  vector current(w.size());
  for (double& value : current) value = random.normal();
  deflate(current);
  double norm = std::sqrt(dot(current, current));
  for (double& value : current) value /= norm;

  tridiagonal t;
  vector before(w.size());
  double largest = 0;
  std::size_t check = 10;
  for (std::size_t step = 1; step <= steps_max; ++step) {
    vector next = w.squared(current);
    deflate(next);
    t.diagonal.push_back(dot(next, current));
    const double share = t.below.empty() ? 0 : t.below.back();
    for (std::size_t i = 0; i < next.size(); ++i) {
      next[i] -= t.diagonal.back() * current[i] + share * before[i];
    }
    norm = std::sqrt(dot(next, next));
    if (norm < 1e-13) break;  // The vectors so far span all that W makes of the first.
    if (step == check) {
      const double was = std::exchange(largest, t.largest_eigenvalue());
      if (largest - was < settled * (1 - largest)) return largest;
      check += std::max<std::size_t>(10, check / 4);
    }
    t.below.push_back(norm);
    for (double& value : next) value /= norm;
    before = std::exchange(current, std::move(next));
  }
  return t.largest_eigenvalue();
}

}  // namespace

double second_eigenvalue(const topology& network, messages::round_number round) {
  if (network.members() < 2) return 0;
  mixing_matrix w(network, round);
  return std::sqrt(std::clamp(largest_beside_constant(w), 0.0, 1.0));
}

double spectral_gap(const topology& network, messages::round_number round) {
  return 1 - second_eigenvalue(network, round);
}

}  // namespace starling::actors
