#include "optimizers/models/catalogue.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "optimizers/models/mlp.hpp"

namespace starling::optimizers {

namespace {

using made = messages::result<std::shared_ptr<const model>, std::string>;
using messages::failure;
using starling::model::activation;

std::string quoted(const dataset& d) {
  return "data set '" + d.name + "'";
}

made make(const starling::model::linear& /*unused*/, const dataset& d) {
  if (d.classes != 0) {
    return failure{"model linear predicts a number, but " + quoted(d) + " has " +
                   std::to_string(d.classes) + " classes; use softmax or mlp"};
  }
  return made(std::make_shared<const mlp>(std::vector{d.features, std::size_t{1}}, activation::relu,
                                          loss_kind::squared));
}

made make(const starling::model::softmax& /*unused*/, const dataset& d) {
  if (d.classes < 2) {
    return failure{"model softmax needs 2 or more classes, but " + quoted(d) + " has " +
                   (d.classes == 0 ? "none (its targets are numbers); use linear or mlp" : "1")};
  }
  return made(std::make_shared<const mlp>(std::vector{d.features, d.classes}, activation::relu,
                                          loss_kind::cross_entropy));
}

made make(const starling::model::mlp& m, const dataset& d) {
  if (m.layers.size() < 2) {
    return failure{"model mlp needs 2 or more layers (inputs and outputs), but " +
                   std::to_string(m.layers.size()) + " are given"};
  }
  if (std::ranges::count(m.layers, std::size_t{0}) > 0) {
    return failure{std::string("model mlp has a layer of size 0; every layer needs 1 or more")};
  }
  if (m.layers.front() != d.features) {
    return failure{"model mlp starts with a layer of " + std::to_string(m.layers.front()) +
                   ", but the examples of " + quoted(d) + " have " + std::to_string(d.features) +
                   " features; the first layer must equal them"};
  }
  const std::size_t outputs = d.classes == 0 ? 1 : d.classes;
  if (m.layers.back() != outputs) {
    return failure{"model mlp ends with a layer of " + std::to_string(m.layers.back()) + ", but " +
                   quoted(d) + " has " +
                   (d.classes == 0 ? "one real target" : std::to_string(d.classes) + " classes") +
                   "; the last layer must be " + std::to_string(outputs)};
  }
  return made(std::make_shared<const mlp>(
      m.layers, m.hidden, d.classes == 0 ? loss_kind::squared : loss_kind::cross_entropy));
}

}  // namespace

made make_model(const starling::model::options& options, const dataset& train) {
  if (train.size() == 0 || train.features == 0) {
    return failure{quoted(train) + " has no examples to learn from"};
  }
  for (std::size_t i = 0; train.classes > 0 && i < train.size(); ++i) {
    const float label = train.targets[i];
    if (label >= 0 && label < static_cast<float>(train.classes)) continue;
    return failure{"example " + std::to_string(i) + " of " + quoted(train) + " has the label " +
                   std::to_string(label) + ", but its " + std::to_string(train.classes) +
                   " classes are 0 to " + std::to_string(train.classes - 1)};
  }
  return std::visit([&](const auto& o) { return make(o, train); }, options);
}

}  // namespace starling::optimizers
