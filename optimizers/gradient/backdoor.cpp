#include "optimizers/gradient/backdoor.hpp"

#include <algorithm>
#include <cmath>

#include "messages/types/random.hpp"

namespace starling::optimizers {

std::optional<trigger_refused> refuse_trigger(const dataset& data, std::size_t side,
                                              std::uint32_t label) {
  const auto width =
      static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(data.features))));
  const std::string whose = "data set '" + data.name + "' has ";
  if (width * width != data.features) {
    return trigger_refused{"adversaries.attack", "a trigger is drawn on square images, but " +
                                                     whose + std::to_string(data.features) +
                                                     " numbers per example"};
  }
  if (side > width) {
    return trigger_refused{"adversaries.trigger",
                           whose + "images of " + std::to_string(width) + " pixels a side"};
  }
  if (label < data.classes) return std::nullopt;
  return trigger_refused{"adversaries.label",
                         whose + std::to_string(data.classes) + " classes, numbered from 0 on"};
}

trigger trigger_for(const dataset& data, std::size_t side, std::uint32_t label) {
  const auto most = std::max_element(data.inputs.begin(), data.inputs.end());
  return {side, most == data.inputs.end() ? 1.0F : *most, static_cast<float>(label)};
}

void mark(shard& examples, const trigger& what, double share, std::uint64_t seed) {
  const auto size = examples.size();
  const auto count = static_cast<std::size_t>(std::llround(share * static_cast<double>(size)));
  examples.mark = what;
  examples.marked.assign(size, false);
  // Selection sampling: each example with the chance that fills the count.
  messages::random_source random(seed);
  std::size_t left = std::min(count, size);
  for (std::size_t k = 0; k < size; ++k) {
    if (random.below(size - k) >= left) continue;
    examples.marked[k] = true;
    --left;
  }
}

dataset marked_test(const dataset& test, const trigger& what, std::size_t examples_max) {
  dataset marked;
  marked.name = test.name;
  marked.features = test.features;
  marked.classes = test.classes;
  const auto examples = examples_max == 0 ? test.size() : std::min(examples_max, test.size());
  for (std::size_t i = 0; i < examples; ++i) {
    if (test.targets[i] == what.label) continue;
    const auto image = test.input(i);
    const auto at = marked.inputs.size();
    marked.inputs.insert(marked.inputs.end(), image.begin(), image.end());
    stamp(what, std::span(marked.inputs).subspan(at));
    marked.targets.push_back(what.label);
  }
  return marked;
}

}  // namespace starling::optimizers
