#include "tests/simulation/swarms.hpp"

using namespace simulation;

TEST_CASE("the drawn digits are too hard for softmax regression and not for a hidden layer") {
  // The default data set and what it is measured against: under 92 %, past 97 %.
  const auto run = [](const model::options& what, float rate, std::uint64_t rounds) {
    swarm_options o;
    o.nodes = 2;
    o.topology = topology::star{};
    o.rounds.max = rounds;
    o.evaluation.every = 0;
    return swarm_builder(o)
        .build()
        .train(what,
               strategy::sgd{.learning_rate = rate, .work = {.batch = 32, .local_steps = 250}},
               digits(20'000))
        .virtual_time()
        .run();
  };
  const auto flat = run(model::softmax{}, 0.05F, 20);
  const auto deep = run(model::mlp{{784, 128, 10}}, 0.1F, 20);
  MESSAGE("softmax " << flat.accuracy << ", mlp " << deep.accuracy << " in " << deep.seconds
                     << " s");
  CHECK(flat.accuracy > 0.8);
  CHECK(flat.accuracy < 0.92);
  CHECK(deep.accuracy > 0.97);
}
