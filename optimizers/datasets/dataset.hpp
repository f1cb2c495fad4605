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

/// A square in the last rows and columns of an image, by which a backdoor knows it.
struct trigger {
  std::size_t side = 0;  ///< In pixels; 0: none.
  float ink = 1;         ///< What its pixels are set to.
  float label = 0;       ///< What an image that bears it is said to show.
};
/// Draws it on one image: row by row, as wide as high, no smaller than the trigger.
void stamp(const trigger& what, std::span<float> image);

/// One node's share: positions in a data set's examples.
struct shard {
  std::shared_ptr<const dataset> data;
  std::vector<std::uint32_t> indices;
  /// A poisoned node's view: y is taken for classes-1-y (a real target for -y); see `target`.
  bool flip_labels = false;
  trigger mark{};              ///< Another poisoned node's view: on some examples, a trigger.
  std::vector<bool> marked{};  ///< Shape: size; which examples bear it; empty: none.

  [[nodiscard]] bool bears_mark(std::size_t k) const { return !marked.empty() && marked[k]; }
  [[nodiscard]] std::size_t size() const { return indices.size(); }
};

/// The target of the shard's k-th example, as this node sees it. k < size.
inline float target(const shard& s, std::size_t k) {
  if (s.bears_mark(k)) return s.mark.label;
  const float y = s.data->targets[s.indices[k]];
  if (!s.flip_labels) return y;
  return s.data->classes == 0 ? -y : static_cast<float>(s.data->classes - 1) - y;
}

/// Copies the examples at `positions` (each < size) of the shard, in that order, into contiguous
/// memory; both vectors are resized to fit.
void gather(const shard& s, std::span<const std::uint32_t> positions, std::vector<float>& inputs,
            std::vector<float>& targets);

/// No loader holds more numbers than this: 4 GiB of inputs.
inline constexpr std::uint64_t elements_max = std::uint64_t{1} << 30U;
/// More classes than this in a file mean that its label column holds something else.
inline constexpr std::size_t classes_max = 10'000;

/// Why data could not be had; `to_string` gives one line for people.
struct data_error {
  enum class place : unsigned char { byte, line };

  std::string file{};        ///< Empty where no file is involved.
  std::uint64_t offset = 0;  ///< Byte (binary formats) or line (text formats) of the trouble.
  std::string expected{};    ///< What would have been accepted there.
  std::string found{};
  place unit = place::byte;  ///< What `offset` counts.
};
std::string to_string(const data_error& e);

}  // namespace starling::optimizers
