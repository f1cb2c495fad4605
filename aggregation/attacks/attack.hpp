#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "messages/types/strong.hpp"
#include "messages/types/tensor.hpp"
#include "messages/vocabulary/contribution.hpp"

namespace starling::aggregation {

/// What an adversary knows when it forges its proposal of one round.
struct knowledge {
  messages::tensor honest;  ///< Shape: d; what the node would have proposed.
  messages::tensor base;    ///< Shape: d; the model it started from; empty: zero.
  messages::node_id self{};
  messages::round_number round{};
  std::uint64_t seed = 0;            ///< This node's substream for this round.
  std::uint64_t collusion_seed = 0;  ///< The same for all adversaries of this round.
  std::size_t adversaries = 1;       ///< How many lie, this one included.
  std::size_t colluder = 0;          ///< Which of them this one is, from 0 on.
  std::size_t nodes = 1;             ///< n, liars included.
  /// The honest proposals of this round, by sender; only for attacks that eavesdrop. Empty where
  /// nothing could be overheard: then `honest` stands for them all.
  std::span<const messages::contribution> overheard{};
  /// What the rule in use would make of these proposals (sorted by sender); none where it refuses.
  /// Only for attacks that eavesdrop.
  std::function<std::optional<messages::tensor>(std::span<const messages::contribution>)> defence{};
};

/// What an adversary tells instead of the truth. Pure: the same arguments give the same bits.
class attack {
 public:
  virtual ~attack() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Whether it needs to know the honest proposals of the round before it speaks.
  [[nodiscard]] virtual bool eavesdrops() const { return false; }
  /// Whether those who overheard the same, from the same base, forge the same: then it is asked
  /// once for all of them.
  [[nodiscard]] virtual bool forges_alike() const { return false; }
  /// The forged score, of an honest one.
  [[nodiscard]] virtual double claim(double honest) const { return honest; }
  /// Whether it never looks into the parameters, so that they may be float64.
  [[nodiscard]] virtual bool spares_parameters() const { return false; }
  /// The forged proposal (d); none: it says nothing this round.
  [[nodiscard]] virtual std::optional<messages::tensor> forge(const knowledge& known) const = 0;
};

}  // namespace starling::aggregation
