#include "optimizers/models/mlp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "optimizers/models/blas.hpp"

namespace starling::optimizers {

namespace {

constexpr std::size_t evaluation_chunk = 256;

/// bias = keep bias + scale × column sums of the deltas.
void add_bias_gradient(const dense_shape& s, float scale, const float* deltas, float keep,
                       float* bias) {
  if (keep == 0) std::fill_n(bias, s.outputs, 0.0F);
  for (std::size_t i = 0; i < s.examples; ++i) {
    const float* row = deltas + i * s.outputs;
    for (std::size_t j = 0; j < s.outputs; ++j) bias[j] += scale * row[j];
  }
}

}  // namespace

struct mlp::scratch {
  std::vector<float> outputs;  ///< Layer after layer, examples × outputs each.
  std::vector<float> deltas[2];

  void reserve(std::size_t outputs_size, std::size_t deltas_size) {
    if (outputs.size() < outputs_size) outputs.resize(outputs_size);
    for (auto& d : deltas) {
      if (d.size() < deltas_size) d.resize(deltas_size);
    }
  }
};

mlp::scratch& mlp::of_this_thread() {
  thread_local scratch s;
  return s;
}

mlp::mlp(std::vector<std::size_t> layers, starling::model::activation hidden, loss_kind loss)
    : hidden_(hidden), loss_(loss) {
  use_one_blas_thread();
  for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
    layer l{.inputs = layers[i], .outputs = layers[i + 1]};
    l.weight = dimension_;
    l.bias = l.weight + l.inputs * l.outputs;
    l.before = outputs_total_;
    dimension_ = l.bias + l.outputs;
    outputs_total_ += l.outputs;
    if (i > 0) widest_ = std::max(widest_, l.inputs);
    layers_.push_back(l);
  }
}

void mlp::initialise(std::span<float> parameters, messages::random_source& random) const {
  for (const layer& l : layers_) {
    const bool before_relu = &l != &layers_.back() && hidden_ == starling::model::activation::relu;
    const auto in = static_cast<double>(l.inputs);
    const double deviation = std::sqrt(2 / in);
    const double bound = std::sqrt(6 / (in + static_cast<double>(l.outputs)));
    for (float& w : parameters.subspan(l.weight, l.inputs * l.outputs)) {
      w = static_cast<float>(before_relu ? deviation * random.normal()
                                         : random.uniform(-bound, bound));
    }
    std::ranges::fill(parameters.subspan(l.bias, l.outputs), 0.0F);
  }
}

std::span<float> mlp::outputs(const layer& l, std::size_t examples, scratch& s) const {
  return std::span(s.outputs).subspan(l.before * examples, l.outputs * examples);
}

void mlp::activate(std::span<float> values) const {
  if (hidden_ == starling::model::activation::relu) {
    for (float& v : values) v = v > 0 ? v : 0;
  } else {
    for (float& v : values) v = std::tanh(v);
  }
}

/// Multiplies by the activation's derivative, which both activations give from their value.
void mlp::damp(std::span<float> deltas, std::span<const float> activations) const {
  if (hidden_ == starling::model::activation::relu) {
    for (std::size_t i = 0; i < deltas.size(); ++i) deltas[i] = activations[i] > 0 ? deltas[i] : 0;
  } else {
    for (std::size_t i = 0; i < deltas.size(); ++i) {
      deltas[i] *= 1 - activations[i] * activations[i];
    }
  }
}

void mlp::forward(const float* parameters, const batch& examples, scratch& s) const {
  const std::size_t n = examples.size();
  s.reserve(n * outputs_total_, n * widest_);
  const float* input = examples.inputs.data();
  for (const layer& l : layers_) {
    const std::span<float> y = outputs(l, n, s);
    for (std::size_t i = 0; i < n; ++i) {
      std::copy_n(parameters + l.bias, l.outputs, y.data() + i * l.outputs);
    }
    add_layer_outputs({n, l.inputs, l.outputs}, input, parameters + l.weight, y.data());
    if (&l != &layers_.back()) activate(y);
    input = y.data();
  }
}

/// Calls update(layer, deltas, input) from the last layer to the first; the deltas of the layer
/// below are taken before its weights may change.
template <class Update>
double mlp::backward(const float* parameters, const batch& examples, Update update) const {
  const std::size_t n = examples.size();
  if (n == 0) return 0;
  scratch& s = of_this_thread();
  forward(parameters, examples, s);
  const std::span<float> last = outputs(layers_.back(), n, s);
  const loss_sums sums = turn_into_deltas(loss_, last, examples.targets);
  const float* deltas = last.data();
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const layer& l = layers_[i];
    if (i == 0) {
      update(l, deltas, examples.inputs.data());
      break;
    }
    const std::span<const float> input = outputs(layers_[i - 1], n, s);
    const std::span<float> below = std::span(s.deltas[i % 2]).first(n * l.inputs);
    layer_input_deltas({n, l.inputs, l.outputs}, deltas, parameters + l.weight, below.data());
    damp(below, input);
    update(l, deltas, input.data());
    deltas = below.data();
  }
  return sums.loss / static_cast<double>(n);
}

double mlp::gradient(std::span<const float> parameters, const batch& examples,
                     std::span<float> gradient) const {
  if (examples.size() == 0) std::ranges::fill(gradient, 0.0F);
  const float scale = 1 / static_cast<float>(examples.size());
  return backward(parameters.data(), examples,
                  [&](const layer& l, const float* deltas, const float* input) {
                    const dense_shape shape{examples.size(), l.inputs, l.outputs};
                    add_weight_gradient(shape, scale, deltas, input, 0, &gradient[l.weight]);
                    add_bias_gradient(shape, scale, deltas, 0, &gradient[l.bias]);
                  });
}

double mlp::descend(std::span<float> parameters, const batch& examples, float learning_rate) const {
  const float scale = -learning_rate / static_cast<float>(examples.size());
  return backward(parameters.data(), examples,
                  [&](const layer& l, const float* deltas, const float* input) {
                    const dense_shape shape{examples.size(), l.inputs, l.outputs};
                    add_weight_gradient(shape, scale, deltas, input, 1, &parameters[l.weight]);
                    add_bias_gradient(shape, scale, deltas, 1, &parameters[l.bias]);
                  });
}

evaluation mlp::evaluate(std::span<const float> parameters, const batch& examples) const {
  constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
  if (examples.size() == 0) return {.loss = nothing, .accuracy = nothing};
  scratch& s = of_this_thread();
  loss_sums all;
  for (std::size_t at = 0; at < examples.size(); at += evaluation_chunk) {
    const std::size_t n = std::min(evaluation_chunk, examples.size() - at);
    const batch chunk{examples.inputs.subspan(at * features(), n * features()),
                      examples.targets.subspan(at, n)};
    forward(parameters.data(), chunk, s);
    const loss_sums sums = turn_into_deltas(loss_, outputs(layers_.back(), n, s), chunk.targets);
    all.loss += sums.loss;
    all.correct += sums.correct;
  }
  const auto n = static_cast<double>(examples.size());
  return {.loss = all.loss / n,
          .accuracy = loss_ == loss_kind::squared ? nothing : static_cast<double>(all.correct) / n};
}

std::vector<parameter_block> mlp::layout() const {
  std::vector<parameter_block> blocks;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const layer& l = layers_[i];
    const std::string name = "layers." + std::to_string(i);
    blocks.push_back({name + ".weight", l.weight, {l.outputs, l.inputs}});
    blocks.push_back({name + ".bias", l.bias, {l.outputs}});
  }
  return blocks;
}

}  // namespace starling::optimizers
