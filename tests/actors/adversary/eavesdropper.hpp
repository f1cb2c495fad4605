#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "aggregation/attacks/attack.hpp"

/// Attacks that know what the honest propose, for tests: models are one number.
namespace eavesdropping {

using namespace starling;

inline messages::tensor one(float value) {
  return messages::tensor(std::span<const float>(&value, 1));
}

/// Tells whatever a function makes of what it knows.
class eavesdropper final : public aggregation::attack {
 public:
  using forger = std::function<std::optional<messages::tensor>(const aggregation::knowledge&)>;
  explicit eavesdropper(forger f, bool alike = false) : forger_(std::move(f)), alike_(alike) {}

  [[nodiscard]] std::string_view name() const override { return "eavesdropper"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] bool forges_alike() const override { return alike_; }
  [[nodiscard]] std::optional<messages::tensor> forge(
      const aggregation::knowledge& known) const override {
    return forger_(known);
  }

 private:
  forger forger_;
  bool alike_;
};

/// -tau times the mean of the honest proposals (Xie, Koyejo, Gupta 2019), of any dimension.
inline std::optional<messages::tensor> against_the_mean(const aggregation::knowledge& known,
                                                        double tau) {
  messages::tensor forged(known.honest.size());
  const auto out = forged.mutate();
  for (std::size_t k = 0; k < out.size(); ++k) {
    double sum = 0;
    for (const auto& c : known.overheard) sum += static_cast<double>(c.parameters.values()[k]);
    const auto count = static_cast<double>(known.overheard.size());
    out[k] = known.overheard.empty() ? 0 : static_cast<float>(-tau * sum / count);
  }
  return forged;
}

}  // namespace eavesdropping
