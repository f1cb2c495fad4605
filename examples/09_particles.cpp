// Particles look for the least value of a function of one's own, on three topologies; four liars
// among thirteen claim to have found far better, and are found out.
//
// Run:    ./09_particles
// Prints: the least value found, and how many false claims were refused. Status 0 when each swarm
//         comes near the minimum, 0 at (1, 2).

#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <starling/starling.hpp>

using namespace starling;

namespace {

class bowl final : public optimizers::objective {
 public:
  [[nodiscard]] std::string_view name() const override { return "bowl"; }
  [[nodiscard]] const optimizers::search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> p) const override {
    return (p[0] - 1) * (p[0] - 1) + 10 * (p[1] - 2) * (p[1] - 2);
  }

 private:
  optimizers::search_space space_{{-10, -10}, {10, 10}};
};

}  // namespace

int main() {
  const std::vector<std::pair<std::string, topology::options>> all = {
      {"mesh", topology::mesh{}},
      {"ring", topology::ring{}},
      {"gossip", topology::gossip{.fanout = 2}}};
  bool well = true;
  for (const auto& [name, who_hears_whom] : all) {
    const auto result = swarm_builder()
                            .nodes(13)
                            .topology(who_hears_whom)
                            .adversaries(4, attack::false_best{})
                            .build()
                            .minimise(std::make_shared<const bowl>(), strategy::pso{})
                            .max_rounds(100)
                            .run();
    std::uint64_t refused = 0;
    for (const auto& [peer, counts] : result.refused_by_peer) {
      refused += counts[static_cast<std::size_t>(messages::refusal::false_claim)];
    }
    std::cout << name << ": " << result.loss << " at (" << result.model.doubles()[0] << ", "
              << result.model.doubles()[1] << "), " << refused << " false claims refused\n";
    well = well && result.loss < 1e-6 && refused > 0;
  }
  return well ? 0 : 1;
}
