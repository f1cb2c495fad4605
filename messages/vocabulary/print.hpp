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

inline std::string to_text(const std::string& text) {
  return '"' + text + '"';
}
/// As far as people need it to tell one from another.
template <class Tag, std::size_t N>
std::string to_text(const byte_array<Tag, N>& x) {
  return hex(x, 4);
}
template <class T>
requires std::is_enum_v<T> std::string to_text(T x) {
  return std::to_string(static_cast<std::uint64_t>(x));
}

template <has_fields T>
std::string to_text(const T& message);
template <class... Ts>
std::string to_text(const std::variant<Ts...>& choice);

template <class T>
std::string to_text(const std::vector<T>& list) {
  std::string text = "[";
  for (const auto& x : list) text += (text.size() > 1 ? ", " : "") + to_text(x);
  return text + "]";
}

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
