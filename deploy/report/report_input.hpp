#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actors/swarm/run_result.hpp"
#include "deploy/report/objective_json.hpp"
#include "optimizers/models/model.hpp"

namespace starling::deploy {

using optimizers::parameter_block;

/// All that a run directory is made of.
struct report_input {
  run_result result;
  std::string configuration;  ///< Effective values, as YAML.
  std::string topology;       ///< {"kind","nodes","aggregators","edges","directed"}, JSON.
  std::optional<recorded_objective> objective;  ///< Where particles look for its least value.
  std::vector<parameter_block> layout;          ///< Of the model; may be empty.
};

}  // namespace starling::deploy
