#pragma once

#include <string_view>

#include "actors/host/bulk/packer.hpp"
#include "messages/types/random.hpp"

/// A model as it is sent round after round, and the packings of it, for tests.
namespace moving_model {

using namespace starling;
using actors::tensor_stream;
using messages::tensor;

inline constexpr std::size_t elements = 4000;
inline constexpr tensor_stream stream{{1}, 1};
inline constexpr auto narrow = messages::precision::float32;

inline actors::packing as(std::string_view text) {
  return actors::parse_packing(text, 1e6, false).value();
}

/// A model that moves a little further each time, as one that learns does.
inline tensor moved(const tensor& from, messages::random_source& random, float by) {
  tensor to(elements);
  auto values = to.mutate();
  for (std::size_t i = 0; i < elements; ++i) {
    const float start = from.empty() ? static_cast<float>(random.normal()) : from.values()[i];
    values[i] = start + by * static_cast<float>(random.normal());
  }
  return to;
}

}  // namespace moving_model
