#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "deploy/report/report_input.hpp"

/// A run as the report's tests need it: every figure is set, nothing is measured.
namespace starling::deploy::testing {

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

inline round_report sample_round(std::uint64_t round) {
  round_report r;
  const double t = static_cast<double>(round);
  r.round = round;
  r.loss = 2.3 * std::exp(-t / 7) + 0.1;
  r.accuracy = 0.97 - 0.8 * std::exp(-t / 5);
  r.loss_min = r.loss * 0.9;
  r.loss_max = r.loss * 1.3;
  r.accuracy_min = r.accuracy - 0.03;
  r.accuracy_max = r.accuracy + 0.01;
  r.train_loss = r.loss * 0.8;
  r.accepted = 18;
  r.refused[static_cast<std::size_t>(messages::refusal::outvoted)] = 2;
  r.refused[static_cast<std::size_t>(messages::refusal::late)] = round % 3;
  r.live_nodes = 10;
  r.seconds = 0.25;
  r.bytes = 4096 * round;
  return r;
}

inline report_input sample_run(std::uint64_t rounds) {
  report_input in;
  run_result& r = in.result;
  r.name = "digits";
  r.seed = 7;
  r.nodes = 10;
  r.rounds = rounds;
  for (std::uint64_t i = 1; i <= rounds; ++i) r.per_round.push_back(sample_round(i));
  r.loss = rounds > 0 ? r.per_round.back().loss : not_a_number;
  r.accuracy = rounds > 0 ? r.per_round.back().accuracy : not_a_number;
  r.accuracy_min = 0.9;
  r.samples = 12'800 * rounds;
  r.seconds = 3.25;
  r.samples_per_second = 39'384.6;
  r.bytes_sent = 123'456'789;
  r.restarts = 1;
  r.peak_rss_bytes = 64U << 20U;
  r.model_hash = std::string(64, 'a');
  r.refused_by_peer[{8}][6] = 40;
  r.refused_by_peer[{3}][0] = 5;
  r.adversaries = {{8}, {9}};
  r.model = messages::tensor(std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
  in.configuration = "topology:\n  kind: ring\nmodel:\n  kind: mlp\n";
  in.topology = R"({"kind":"ring","nodes":4,"aggregators":0,"edges":[[0,1],[1,2],[2,3],[0,3]],)"
                R"("directed":false})";
  in.layout = {{"layers.0.weight", 0, {3, 2}}, {"layers.0.bias", 6, {2}}};
  return in;
}

/// Ten particles that close in on the least value of x² + y².
inline report_input sample_search(std::uint64_t rounds) {
  report_input in;
  run_result& r = in.result;
  r.name = "bowl";
  r.seed = 7;
  r.nodes = 10;
  r.rounds = rounds;
  r.accuracy = r.accuracy_min = not_a_number;
  for (std::uint64_t i = 1; i <= rounds; ++i) {
    round_report one;
    const double far = std::exp(-static_cast<double>(i) / 5);
    one.round = i;
    one.loss = far * far / 9;
    one.loss_median = far * far;
    one.diversity = far / 3;
    one.accuracy = one.accuracy_min = one.accuracy_max = not_a_number;
    one.evaluations = 10;
    for (int k = 0; k < 10; ++k) {
      one.positions.push_back(static_cast<float>(far * std::cos(k)));
      one.positions.push_back(static_cast<float>(far * std::sin(k)));
    }
    r.per_round.push_back(std::move(one));
  }
  r.loss = rounds > 0 ? r.per_round.back().loss : not_a_number;
  r.samples = 10 * rounds;
  r.samples_per_second = 1000;
  r.claims_checked = 42;
  r.model = messages::tensor(std::vector<double>{0.25, -0.5});
  in.configuration =
      "topology:\n  kind: ring\nstrategy:\n  kind: pso\nobjective:\n  kind: function\n";
  in.topology = R"({"kind":"ring","nodes":3,"aggregators":0,"edges":[[0,1],[1,2],[0,2]],)"
                R"("directed":false})";
  in.objective = recorded_objective{"sphere", 2, 0.0, value_grid{{-1, -1}, {1, 1}, 9, 9, {}}, {}};
  for (int row = -4; row <= 4; ++row) {
    for (int column = -4; column <= 4; ++column) {
      in.objective->grid->values.push_back((row * row + column * column) / 16.0);
    }
  }
  return in;
}

}  // namespace starling::deploy::testing
