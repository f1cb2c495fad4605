#include "optimizers/gradient/shuffled_batches.hpp"

#include <algorithm>
#include <numeric>

#include "messages/types/random.hpp"

namespace starling::optimizers {

shuffled_batches::shuffled_batches(std::size_t examples, std::size_t size, std::uint64_t seed)
    : order_(examples), size_(size == 0 ? examples : size), dealt_(examples), seed_(seed) {
  std::iota(order_.begin(), order_.end(), std::uint32_t{0});
}

std::span<const std::uint32_t> shuffled_batches::next() {
  if (order_.empty()) return {};
  if (dealt_ == order_.size()) {
    messages::random_source random(messages::substream(seed_, "epoch", epoch_++));
    random.shuffle(std::span(order_));
    dealt_ = 0;
  }
  const std::size_t n = std::min(size_, order_.size() - dealt_);
  const auto batch = std::span<const std::uint32_t>(order_).subspan(dealt_, n);
  dealt_ += n;
  return batch;
}

void shuffled_batches::exchange(state& s) {
  auto order = order_;
  auto dealt = static_cast<std::uint64_t>(dealt_);
  s.exchange(order);
  s.exchange(dealt);
  auto epoch = epoch_;
  s.exchange(epoch);
  if (!s.reading()) return;
  std::vector<bool> seen(order.size());
  for (const auto position : order) {
    if (position >= seen.size() || seen[position]) return s.refuse();
    seen[position] = true;
  }
  if (dealt > order.size()) return s.refuse();
  order_ = std::move(order);
  dealt_ = dealt;
  epoch_ = epoch;
}

std::size_t shuffled_batches::per_epoch() const {
  return order_.empty() ? 0 : (order_.size() + size_ - 1) / size_;
}

}  // namespace starling::optimizers
