// Two of ten nodes push the model the wrong way, four times as hard. Whom to believe?
//
// Run:    ./04_liars
// Prints: how far each rule gets, and how many of the proposals of liars and of honest nodes it
//         gave no weight. Status 0 when the mean collapses and every robust rule holds.

#include <cstdint>
#include <iomanip>
#include <iostream>
#include <utility>
#include <vector>

#include <starling/starling.hpp>

using namespace starling;

namespace {

run_result train_with(const rule::options& whom_to_believe) {
  return swarm_builder()
      .nodes(10)
      .topology(topology::mesh{})
      .aggregation(whom_to_believe)
      .adversaries(2, attack::sign_flip{.scale = 4})
      .build()
      .train(model::mlp{{784, 32, 10}}, strategy::sgd{}, dataset::digits{.samples = 8'000})
      .max_rounds(50)
      .run();
}

/// Proposals that were outvoted, of the adversaries or of the others.
std::uint64_t outvoted(const run_result& result, bool lying) {
  std::uint64_t sum = 0;
  for (const auto& [peer, refused] : result.refused_by_peer) {
    const bool lies = std::ranges::find(result.adversaries, peer) != result.adversaries.end();
    if (lies == lying) sum += refused[static_cast<std::size_t>(messages::refusal::outvoted)];
  }
  return sum;
}

}  // namespace

int main() {
  const std::vector<rule::options> rules = {
      rule::mean{},
      rule::median{.byzantine_max = 2},
      rule::trimmed_mean{.byzantine_max = 2},
      rule::krum{.byzantine_max = 2},
      rule::multi_krum{.byzantine_max = 2},
  };
  std::cout << std::fixed << std::setprecision(3)
            << "rule          accuracy  worst node  liars outvoted  honest outvoted\n";
  bool as_expected = true;
  for (const auto& believed : rules) {
    const auto result = train_with(believed);
    std::cout << std::left << std::setw(12) << aggregation::rule_name(believed) << std::right
              << std::setw(10) << result.accuracy << std::setw(12) << result.accuracy_min
              << std::setw(16) << outvoted(result, true) << std::setw(17) << outvoted(result, false)
              << '\n';
    const bool robust = !std::holds_alternative<rule::mean>(believed);
    as_expected = as_expected && (robust ? result.accuracy > 0.8 : result.accuracy < 0.3);
  }
  return as_expected ? 0 : 1;
}
