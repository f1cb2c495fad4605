#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/types/refusal.hpp"
#include "messages/types/strong.hpp"

namespace starling {

/// One decision about whom to believe.
struct audit_record {
  enum class kind : unsigned char {
    rule_in_force,  ///< From this round on another rule combines; `detail` says how many liars it
                    ///< is asked to withstand.
    refused,        ///< A proposal of `peer` was not accepted, or weighed less than its due.
    round_failed,   ///< The rule combined nothing; `detail` says why.
  };
  kind what = kind::refused;
  std::uint64_t round = 0;
  messages::node_id by{};    ///< The member that decided.
  messages::node_id peer{};  ///< Only with refused.
  messages::refusal why = messages::refusal::late;
  std::string rule;
  double measured = 0;  ///< What was looked at; 0 where nothing was measured.
  double limit = 0;     ///< What would have been accepted.
  std::string detail;
};
constexpr std::string_view to_string(audit_record::kind k) {
  constexpr std::array<std::string_view, 3> names = {"rule_in_force", "refused", "round_failed"};
  return names[static_cast<std::size_t>(k)];
}

/// A run keeps its first so many records and counts the others.
inline constexpr std::size_t audit_records_max = 100'000;

}  // namespace starling
