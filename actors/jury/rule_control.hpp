#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "actors/jury/rule_schedule.hpp"

namespace starling {

/// Changes whom a swarm believes while it runs. Safe to use from any thread.
class rule_control {
 public:
  /// From round `from` on, or from the first round that no member has begun, whichever is later,
  /// the swarm combines by these options. Returns that round; or one sentence that says why not:
  /// nothing runs, the rule is unknown, or it cannot withstand its f.
  messages::result<std::uint64_t, std::string> change(const aggregation_options& options,
                                                      std::uint64_t from = 0);

  /// A run begins: `fewest` is the least number of proposals that a member combines.
  void attach(std::shared_ptr<actors::rule_schedule> rules, std::size_t fewest);

 private:
  std::atomic<std::shared_ptr<actors::rule_schedule>> rules_;
  std::atomic<std::size_t> fewest_{0};
};

}  // namespace starling
