#pragma once

#include <set>

#include "tests/actors/small_swarm.hpp"

// One node fed by hand.

namespace small_swarm {

using ids = std::set<std::uint32_t>;
inline constexpr time_point zero{};

/// One node and what it did last.
struct fed {
  fed(std::shared_ptr<const actors::plan> shared, std::uint32_t self, std::size_t incarnation = 0)
      : core({self}, std::move(shared), incarnation), id(self) {}

  fed& start() {
    return step([&] { core.start(now, out); });
  }
  fed& wake() {
    return step([&] { core.wake(now, out); });
  }
  fed& wake_at_deadline() {
    REQUIRE(core.next_deadline());
    now = std::max(now, *core.next_deadline());
    return wake();
  }
  fed& hear(std::uint32_t from, messages::content what) {
    return step([&] { core.hear({{from}, {id}, std::move(what)}, now, out); });
  }
  fed& propose(std::uint32_t from, std::uint64_t round, float value, std::uint64_t samples = 1) {
    return step([&] { core.hear(proposal(from, id, round, value, samples), now, out); });
  }
  /// To whom the last step told `Message`.
  template <class Message>
  std::set<std::uint32_t> told() const {
    std::set<std::uint32_t> to;
    for (const auto& l : out.letters) {
      if (std::holds_alternative<Message>(l.what.what)) to.insert(l.what.to.value);
    }
    return to;
  }
  [[nodiscard]] messages::model_update proposed() const {
    const auto all = all_of<messages::model_update>(out.letters);
    REQUIRE(!all.empty());
    return all.front();
  }
  /// The only report of the last step.
  [[nodiscard]] member_report report() const {
    REQUIRE(out.reports.size() == 1);
    return out.reports[0];
  }

  actors::node core;
  std::uint32_t id;
  time_point now = zero;
  effects out;

 private:
  template <class Step>
  fed& step(Step what) {
    out.clear();
    what();
    return *this;
  }
};

}  // namespace small_swarm
