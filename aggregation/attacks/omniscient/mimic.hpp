#pragma once

#include <cstdint>
#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Repeats what one honest node says, round after round, so that it counts f + 1 times.
///
/// Paper: Karimireddy, He, Jaggi, "Byzantine-Robust Learning on Heterogeneous Datasets via
///        Bucketing", ICLR 2022.
class mimic : public attack {
 public:
  explicit mimic(const starling::attack::mimic& options) : target_(options.target) {}

  [[nodiscard]] std::string_view name() const override { return "mimic"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  std::uint32_t target_;
};

}  // namespace starling::aggregation
