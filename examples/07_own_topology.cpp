// A topology that the library has never heard of: nodes in a line. What one end knows, the other
// end learns through everyone in between.
//
// Run:    ./07_own_topology
// Prints: a line every twenty rounds. Status 0 when even the worst node reads 75 of 100 unseen
// digits
//         although it has pictures of about five digits only.

#include <iostream>

#include <starling/starling.hpp>

using namespace starling;
using messages::node_id, messages::round_number;

class line final : public actors::topology {
 public:
  explicit line(std::uint32_t nodes) : nodes_(nodes) {}

  std::string_view kind() const override { return "line"; }
  std::size_t nodes() const override { return nodes_; }
  void targets(node_id member, round_number, std::vector<node_id>& out) const override {
    out.clear();
    if (member.value > 0) out.push_back({member.value - 1});
    if (member.value + 1 < nodes_) out.push_back({member.value + 1});
  }
  void sources(node_id member, round_number round, std::vector<node_id>& out) const override {
    targets(member, round, out);
  }
  std::size_t links(node_id member) const override {
    return (member.value > 0 ? 1 : 0) + (member.value + 1 < nodes_ ? 1 : 0);
  }
  /// A third for each neighbour and the rest for oneself: averaging then keeps the mean.
  double mixing_weight(node_id to, node_id from, round_number) const override {
    if (to == from) return 1 - static_cast<double>(links(to)) / 3;
    return to.value + 1 == from.value || from.value + 1 == to.value ? 1.0 / 3 : 0;
  }

 private:
  std::uint32_t nodes_;
};

int main() {
  auto swarm = swarm_builder().topology(std::make_shared<line>(6)).build();
  auto training = swarm.train(model::mlp{{784, 32, 10}}, strategy::sgd{.learning_rate = 0.1f},
                              dataset::digits{.samples = 4'000}, partition::labels_per_node{5});
  const auto result = training.max_rounds(80)
                          .on_round([](const round_report& r) {
                            if (r.round % 20 == 0) {
                              std::cout << "round " << r.round << ": accuracy " << r.accuracy
                                        << ", of the worst " << r.accuracy_min
                                        << " and the best node " << r.accuracy_max << '\n';
                            }
                          })
                          .run();
  return result.accuracy_min >= 0.75 ? 0 : 1;
}
