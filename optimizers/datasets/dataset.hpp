#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace starling::optimizers {

/// Examples in memory, immutable once loaded and shared by all nodes of a process.
struct dataset {
  std::string name;
  std::size_t features = 0;    ///< Numbers per example.
  std::size_t classes = 0;     ///< Labels are 0 … classes-1; 0 means regression.
  std::vector<float> inputs;   ///< Shape: size × features, one example after the other.
  std::vector<float> targets;  ///< Shape: size; a class label (a small integer) or a real target.

  [[nodiscard]] std::size_t size() const { return targets.size(); }
  [[nodiscard]] std::span<const float> input(std::size_t i) const {
    return std::span(inputs).subspan(i * features, features);
  }
};

/// What is learned from and what is held out.
struct data_split {
  std::shared_ptr<const dataset> train;
  std::shared_ptr<const dataset> test;
};

/// One node's share: positions in a data set's examples.
struct shard {
  std::shared_ptr<const dataset> data;
  std::vector<std::uint32_t> indices;
};

/// Why data could not be had; `to_string` gives one line for people.
struct data_error {
  std::string file;          ///< Empty where no file is involved.
  std::uint64_t offset = 0;  ///< Byte (binary formats) or line (text formats) of the trouble.
  std::string expected;      ///< What would have been accepted there.
  std::string found;
};
std::string to_string(const data_error& e);

}  // namespace starling::optimizers
