#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/robust/before/pre_step.hpp"

namespace starling::aggregation {

/// The rows, in an order drawn from the round's seed, become the unweighted means of `bucket` at a
/// time; the last bucket holds what is left. A bucket speaks for all its members.
///
/// Shape:  n rows in, ceil(n / bucket) out.
/// Needs:  bucket · f < n / 2: fewer than half of the buckets hold a liar when no bucket is small.
/// Cost:   O(n² / bucket) time and memory.
/// Paper:  Karimireddy, He, Jaggi, "Byzantine-robust learning on heterogeneous datasets via
///         bucketing", ICLR 2022.
class bucketing final : public pre_step {
 public:
  /// Requires bucket ≥ 1.
  explicit bucketing(std::size_t bucket) : bucket_(bucket) {}

  [[nodiscard]] std::string_view name() const override { return "bucketing"; }
  [[nodiscard]] std::size_t rows_min(std::size_t byzantine) const override {
    return 2 * bucket_ * byzantine + 1;
  }
  [[nodiscard]] std::size_t rows_after(std::size_t n) const override {
    return n / bucket_ + (n % bucket_ == 0 ? 0 : 1);
  }
  void apply(gathering& heard) const override;

 private:
  std::size_t bucket_;
};

}  // namespace starling::aggregation
