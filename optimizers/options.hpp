#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

// How a node improves, and on what: what a user writes down. Defaults are those of the swarm file.

namespace starling::model {

/// One linear output with squared loss.
struct linear {};
/// Multinomial logistic regression.
struct softmax {};
enum class activation : unsigned char { relu, tanh };
/// Fully connected layers, softmax cross-entropy (or squared loss when the data has no classes).
struct mlp {
  std::vector<std::size_t> layers;  ///< Inputs, hidden layers, outputs: {784, 128, 10}.
  activation hidden = activation::relu;
};
using options = std::variant<linear, softmax, mlp>;

}  // namespace starling::model

namespace starling::strategy {

/// What every gradient learner shares.
struct local_work {
  std::size_t batch = 32;
  std::size_t local_steps = 10;
  std::size_t local_epochs = 0;  ///< When not 0: passes over the shard instead of local_steps.
};
struct sgd {
  float learning_rate = 0.1F;
  float momentum = 0;
  float weight_decay = 0;
  local_work work{};
};
struct adam {
  float learning_rate = 0.001F;
  float beta1 = 0.9F;
  float beta2 = 0.999F;
  float epsilon = 1e-8F;
  float weight_decay = 0;
  local_work work{};
};
/// SGD with mu / 2 · |w - w_adopted|² added to the loss (Li et al., MLSys 2020).
struct fedprox {
  float learning_rate = 0.1F;
  float mu = 0.01F;
  float momentum = 0;
  float weight_decay = 0;
  local_work work{};
};
using options = std::variant<sgd, adam, fedprox>;

}  // namespace starling::strategy

namespace starling::dataset {

/// 28 × 28 images of the ten digits, drawn from the swarm's seed.
struct digits {
  std::size_t samples = 20'000;  ///< In all; the test set is taken from them.
  double test_fraction = 0.2;
};
/// A folder with the four MNIST files, raw or gzipped.
struct idx {
  std::filesystem::path path;
};
struct csv {
  std::filesystem::path path;
  std::string label{};  ///< Name of the label column; empty: the last.
  double test_fraction = 0.2;
  bool regression = false;  ///< Targets are real numbers, not classes.
};
/// Two .npy files: inputs (n × features) and labels (n).
struct npy {
  std::filesystem::path inputs;
  std::filesystem::path labels;
  double test_fraction = 0.2;
  bool regression = false;
};
using options = std::variant<digits, idx, csv, npy>;

}  // namespace starling::dataset

namespace starling::partition {

struct iid {};
/// Each class is divided over the nodes in Dirichlet(alpha) proportions.
struct dirichlet {
  double alpha = 0.5;
};
/// Sorted by label and cut so that a node holds about `labels` of them (McMahan 2017: 2).
struct labels_per_node {
  std::size_t labels = 2;
};
/// iid, but sizes follow Dirichlet(alpha).
struct quantity_skew {
  double alpha = 0.5;
};
using options = std::variant<iid, dirichlet, labels_per_node, quantity_skew>;

}  // namespace starling::partition
