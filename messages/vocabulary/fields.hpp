#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "messages/types/byte_array.hpp"
#include "messages/types/strong.hpp"
#include "messages/types/tensor.hpp"

// A message lists its members once, in `fields(self)`; CAF, the size of its encoding and printing
// all walk that list.

namespace starling::messages {

template <class T>
concept has_fields = requires(T& x) {
  { T::name } -> std::convertible_to<std::string_view>;
  T::fields(x);
};

/// A double on its way through CAF, as its bits: CAF 0.17 never returns from serialising an
/// infinity and changes NaN, −0 and denormals.
struct real {
  std::uint64_t bits = 0;

  constexpr real() = default;
  constexpr real(double value)
      : bits(std::bit_cast<std::uint64_t>(value)) {}  // NOLINT(*-explicit-*)
  [[nodiscard]] constexpr double value() const { return std::bit_cast<double>(bits); }
  constexpr bool operator==(const real&) const = default;
};

/// Whether CAF may serialise a T: no float or double anywhere in it. A type that is not named here
/// may hide one, so it may not.
template <class T>
struct float_free : std::bool_constant<std::is_integral_v<T> || std::is_enum_v<T>> {};
template <>
struct float_free<real> : std::true_type {};
template <>
struct float_free<tensor> : std::true_type {};
template <>
struct float_free<std::string> : std::true_type {};
template <class Tag, class Rep>
struct float_free<strong<Tag, Rep>> : float_free<Rep> {};
template <class Tag, std::size_t N>
struct float_free<byte_array<Tag, N>> : std::true_type {};
template <class T>
struct float_free<const T> : float_free<T> {};
template <class T>
struct float_free<std::vector<T>> : float_free<T> {};
template <class A, class B>
struct float_free<std::pair<A, B>>
    : std::bool_constant<float_free<A>::value && float_free<B>::value> {};
template <class... Ts>
struct float_free<std::variant<Ts...>> : std::bool_constant<(float_free<Ts>::value && ...)> {};
template <class... Ts>
struct float_free<std::tuple<Ts&...>> : std::bool_constant<(float_free<Ts>::value && ...)> {};
template <has_fields T>
struct float_free<T> : float_free<decltype(T::fields(std::declval<T&>()))> {};

template <class T>
concept serialisable_by_caf = float_free<T>::value;

/// What CAF's inspectors call, found by argument-dependent lookup.
template <class Inspector, has_fields T>
typename Inspector::result_type inspect(Inspector& f, T& message) {
  static_assert(serialisable_by_caf<T>, "no float or double may reach CAF's serializer: use real");
  return std::apply([&f](auto&... members) { return f(members...); }, T::fields(message));
}
template <class Inspector, class Tag, class Rep>
typename Inspector::result_type inspect(Inspector& f, strong<Tag, Rep>& x) {
  static_assert(serialisable_by_caf<Rep>);
  return f(x.value);
}
template <class Inspector, class Tag, std::size_t N>
typename Inspector::result_type inspect(Inspector& f, byte_array<Tag, N>& x) {
  return f(x.bytes);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, real& x) {
  return f(x.bits);
}
/// A tensor crosses as its precision and its bytes, in the machine's (little-endian) order.
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, tensor& x) {
  static_assert(std::endian::native == std::endian::little);
  const auto values = x.bytes();
  const auto* first = reinterpret_cast<const std::uint8_t*>(values.data());
  std::vector<std::uint8_t> bytes(first, first + values.size());
  auto of = static_cast<std::uint8_t>(x.precision());
  if constexpr (Inspector::writes_state) {
    auto problem = f(of, bytes);
    const bool wide = of == static_cast<std::uint8_t>(precision::float64);
    const auto count = bytes.size() / (wide ? sizeof(double) : sizeof(float));
    x = tensor::uninitialised(count, wide ? precision::float64 : precision::float32);
    if (wide && count > 0)
      std::memcpy(x.mutate_doubles().data(), bytes.data(), count * sizeof(double));
    if (!wide && count > 0) std::memcpy(x.mutate().data(), bytes.data(), count * sizeof(float));
    return problem;
  } else {
    return f(of, bytes);
  }
}
/// A choice crosses as its index and the value; an index out of range leaves the first alternative.
template <class Inspector, class... Ts>
typename Inspector::result_type inspect(Inspector& f, std::variant<Ts...>& x) {
  static_assert((serialisable_by_caf<Ts> && ...));
  auto index = static_cast<std::uint8_t>(x.index());
  if constexpr (Inspector::writes_state) {
    if (auto problem = f(index)) return problem;
    std::uint8_t i = 0;
    ((i++ == index ? static_cast<void>(x.template emplace<Ts>()) : void()), ...);
    return std::visit([&f](auto& value) { return f(value); }, x);
  } else {
    return std::visit([&f, &index](auto& value) { return f(index, value); }, x);
  }
}

}  // namespace starling::messages
