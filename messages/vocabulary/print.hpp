#pragma once

#include <string>
#include <variant>

#include "messages/vocabulary/fields.hpp"

namespace starling::messages {

inline std::string to_text(std::uint64_t n) {
  return std::to_string(n);
}
template <class Tag, class Rep>
std::string to_text(strong<Tag, Rep> x) {
  return std::to_string(x.value);
}
inline std::string to_text(const real& x) {
  return std::to_string(x.value());
}
inline std::string to_text(const tensor& x) {
  return "tensor[" + std::to_string(x.size()) + "]";
}

inline std::string to_text(const std::vector<std::uint8_t>& bytes) {
  return "bytes[" + std::to_string(bytes.size()) + "]";
}

template <has_fields T>
std::string to_text(const T& message);

template <class... Ts>
std::string to_text(const std::variant<Ts...>& choice) {
  return std::visit([](const auto& value) { return to_text(value); }, choice);
}

/// One line for people: name(field, field, …).
template <has_fields T>
std::string to_text(const T& message) {
  std::string text = std::string(T::name) + "(";
  std::apply(
      [&text](const auto&... members) {
        bool first = true;
        ((text += (std::exchange(first, false) ? "" : ", ") + to_text(members)), ...);
      },
      T::fields(message));
  return text + ")";
}

}  // namespace starling::messages
