// Ten nodes gossip about MNIST, each with a tenth of the pictures.
//
// Run:    ./05_mnist FOLDER        with the four files of MNIST, raw or gzipped
//         STARLING_TEST_DATA=D ./05_mnist        the same with D/mnist
// Prints: a line a round. Status 0 when 90 of 100 unseen digits are read correctly, 77 when there
// is
//         no such folder.

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <starling/starling.hpp>

int main(int count, char** arguments) {
  using namespace starling;
  std::filesystem::path folder;
  if (count > 1) {
    folder = arguments[1];
  } else if (const char* data = std::getenv("STARLING_TEST_DATA")) {
    folder = std::filesystem::path(data) / "mnist";
  }
  if (!is_directory(folder)) {
    std::cerr << "no folder '" << folder.string() << "': skipped\n";
    return 77;
  }
  const auto swarm = swarm_builder()
                         .nodes(10)
                         .topology(topology::gossip{.fanout = 2})
                         .aggregation(rule::mean{})
                         .evaluation({.every = 1, .samples = 2'000})
                         .build();
  auto training = swarm.train(model::mlp{{784, 128, 10}},
                              strategy::sgd{.learning_rate = 0.1f, .work = {.local_steps = 50}},
                              dataset::idx{folder});
  const auto result = training.max_rounds(20)
                          .on_round([](const round_report& r) {
                            std::cout << "round " << r.round << ": accuracy " << r.accuracy
                                      << ", of the worst node " << r.accuracy_min << '\n';
                          })
                          .run();
  std::cout << result.samples << " samples in " << result.seconds << " s\n";
  return result.accuracy >= 0.9 ? 0 : 1;
}
