#include "optimizers/datasets/split.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "messages/types/random.hpp"

namespace starling::optimizers {
namespace {

std::shared_ptr<const dataset> pick(const dataset& whole, std::vector<std::uint32_t> rows) {
  auto part = std::make_shared<dataset>();
  part->name = whole.name;
  part->features = whole.features;
  part->classes = whole.classes;
  std::vector<std::uint32_t> positions(rows.size());
  std::iota(positions.begin(), positions.end(), 0U);
  // The shard only borrows `whole` for the call.
  const shard all{std::shared_ptr<const dataset>(std::shared_ptr<void>(), &whole), std::move(rows)};
  gather(all, positions, part->inputs, part->targets);
  return part;
}

}  // namespace

messages::result<split_order, data_error> draw_split(std::size_t count, double test_fraction,
                                                     std::uint64_t seed) {
  if (!(test_fraction >= 0 && test_fraction < 1)) {
    return messages::failure{data_error{.expected = "a test fraction of at least 0 and below 1",
                                        .found = std::to_string(test_fraction)}};
  }
  if (count > std::numeric_limits<std::uint32_t>::max()) {
    return messages::failure{
        data_error{.expected = "at most 4294967295 examples", .found = std::to_string(count)}};
  }
  const auto held_out =
      static_cast<std::size_t>(std::llround(static_cast<double>(count) * test_fraction));
  if (held_out >= count) {
    return messages::failure{data_error{
        .expected = "at least one example to learn from",
        .found = std::to_string(count) + " examples, " + std::to_string(held_out) + " held out"}};
  }
  split_order out;
  out.train.resize(count);
  std::iota(out.train.begin(), out.train.end(), 0U);
  messages::random_source random(messages::substream(seed, "train test split"));
  random.shuffle(std::span(out.train));
  out.test.assign(out.train.end() - static_cast<std::ptrdiff_t>(held_out), out.train.end());
  out.train.resize(count - held_out);
  return out;
}

messages::result<data_split, data_error> split(const dataset& whole, double test_fraction,
                                               std::uint64_t seed) {
  auto order = draw_split(whole.size(), test_fraction, seed);
  if (!order) return messages::failure{order.error()};
  return data_split{pick(whole, std::move(order->train)), pick(whole, std::move(order->test))};
}

}  // namespace starling::optimizers
