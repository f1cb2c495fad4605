#pragma once

#include <vector>

#include "messages/vocabulary/host_messages.hpp"

namespace bulk_letters {

namespace messages = starling::messages;

inline messages::tensor large(std::size_t elements, float first = 0) {
  messages::tensor t(elements);
  auto values = t.mutate();
  for (std::size_t i = 0; i < elements; ++i) values[i] = first + static_cast<float>(i % 1'000'003);
  return t;
}

inline messages::letter update(messages::tensor parameters, std::uint32_t to = 5) {
  return {{2}, {to}, messages::model_update{{7}, {6}, {3}, {0.5}, std::move(parameters)}};
}

inline const messages::tensor& parameters(const messages::letter& l) {
  return std::get<messages::model_update>(l.what).parameters;
}

template <class T>
std::vector<T> all_of(const std::vector<messages::dispatch>& parts) {
  std::vector<T> found;
  for (const auto& p : parts) {
    if (const auto* one = std::get_if<T>(&p)) found.push_back(*one);
  }
  return found;
}

}  // namespace bulk_letters
