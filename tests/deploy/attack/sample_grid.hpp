#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "deploy/attack/cell_results.hpp"
#include "deploy/attack/grid_file.hpp"

namespace starling::deploy::testing {

/// Two rules, three attacks, two partitions, two seeds; small enough to run in a test.
inline const std::string sample_text = R"yaml(swarm:
  swarm: {name: sample, nodes: 5}
  topology: {kind: star}
  rounds: {max: 4}
  model: {kind: mlp, layers: [784, 8, 10]}
  strategy: {kind: sgd, batch: 8, local_steps: 2}
  data: {kind: digits, samples: 300}
  evaluation: {every: 2}
byzantine: 1
rules:
  - {name: mean, rule: mean}
  - {name: "trim|med", rule: trimmed_mean}
attacks:
  - {name: none, count: 0}
  - {name: flip 3, attack: sign_flip, scale: 3}
  - {name: labels, attack: label_flip, count: 2}
partitions:
  - {name: iid, kind: iid}
  - {name: <uneven>, kind: dirichlet, alpha: 0.5}
seeds: [3, 4]
average_last: 2
)yaml";

inline grid grid_of(const std::string& text, const std::vector<override_value>& given = {}) {
  auto read = read_grid_text(text, "folder/sample.yaml", given);
  REQUIRE_MESSAGE(read, to_string(read.error()));
  return *std::move(read);
}

inline grid sample_grid() {
  return grid_of(sample_text);
}

inline std::string replaced(std::string text, const std::string& old, const std::string& by) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), by);
}

inline cell_result done(std::size_t cell, double accuracy) {
  cell_result result;
  result.cell = cell;
  result.accuracy = accuracy;
  result.loss = 1 - accuracy;
  result.rounds = 4;
  result.model_hash = "abc";
  return result;
}

/// Cell i of the sample has accuracy 0.90 + i / 1000.
inline cell_results sample_results(const grid& g) {
  cell_results results;
  for (std::size_t i = 0; i < g.size(); ++i) {
    results.emplace_back(done(i, 0.9 + static_cast<double>(i) / 1000));
  }
  return results;
}

/// A folder of its own that is gone afterwards.
class scratch_folder {
 public:
  explicit scratch_folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("starling-attack-" + name + '-' + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~scratch_folder() { std::filesystem::remove_all(path_); }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace starling::deploy::testing
