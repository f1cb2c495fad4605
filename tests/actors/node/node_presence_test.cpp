#include <memory>
#include <vector>

#include "actors/node/node.hpp"
#include "tests/actors/small_swarm.hpp"

using namespace small_swarm;

namespace {

/// A node of three in a mesh that all must close.
std::shared_ptr<actors::plan> mesh_of_three(std::size_t hosts) {
  auto p = plan_of(topology::mesh{}, 3, 5);
  p->options.rounds.quorum = 1;
  p->presence = std::make_shared<actors::host_presence>(hosts);
  return p;
}

/// Node 0 and what it did last.
struct first_node {
  explicit first_node(std::shared_ptr<const actors::plan> shared) : core({0}, shared, 0) {
    core.start(now, out);
  }
  void wake_at_deadline() {
    REQUIRE(core.next_deadline());
    now = std::max(now, *core.next_deadline());
    out.clear();
    core.wake(now, out);
  }
  void hear(std::uint32_t from, std::uint64_t round) {
    out.clear();
    core.hear(proposal(from, 0, round, 1, 1), now, out);
  }
  /// How many proposals closed a round in the last step; none: none closed.
  [[nodiscard]] std::optional<std::size_t> closed_with() const {
    if (out.reports.empty()) return std::nullopt;
    CHECK(out.reports.front().what == member_report::kind::closed);
    return out.reports.front().accepted;
  }

  time_point now{};
  effects out;
  actors::node core;
};

}  // namespace

TEST_CASE("nobody waits for the nodes of a host that is gone, until it is back") {
  const auto plan = mesh_of_three(2);
  const std::vector<host_options> hosts = {{"a", "", 1, "", ""}, {"b", "", 2, "", ""}};
  plan->home = std::make_shared<const actors::residence>(hosts, 0, 3);
  first_node node(plan);
  CHECK_FALSE(node.closed_with());
  plan->presence->set_gone(1, true);
  node.wake_at_deadline();
  CHECK(node.closed_with() == 1);
  plan->presence->set_gone(1, false);
  node.out.clear();
  node.core.wake(node.now, node.out);
  CHECK_FALSE(node.closed_with());
  node.hear(1, 2);
  CHECK_FALSE(node.closed_with());
  node.hear(2, 2);
  CHECK(node.closed_with() == 3);
}

TEST_CASE("a host that must wait closes no round, and goes on as soon as it may") {
  const auto plan = mesh_of_three(3);
  plan->presence->hold(true);
  first_node node(plan);
  node.hear(1, 1);
  node.hear(2, 1);
  CHECK_FALSE(node.closed_with());
  for (int i = 0; i < 100; ++i) {
    node.wake_at_deadline();
    CHECK_FALSE(node.closed_with());
    CHECK(node.out.letters.empty());
  }
  plan->presence->hold(false);
  node.wake_at_deadline();
  CHECK(node.closed_with() == 3);
}
