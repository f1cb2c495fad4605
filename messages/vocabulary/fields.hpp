#pragma once

#include <cstdint>
#include <bit>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

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

/// A double on its way through CAF, as its bits: CAF 0.17 never returns from serialising an infinity
/// and changes NaN, −0 and denormals.
struct real {
  std::uint64_t bits = 0;

  constexpr real() = default;
  constexpr real(double value) : bits(std::bit_cast<std::uint64_t>(value)) {}  // NOLINT(*-explicit-*)
  [[nodiscard]] constexpr double value() const { return std::bit_cast<double>(bits); }
  constexpr bool operator==(const real&) const = default;
};

/// Whether CAF may serialise a T: no float or double anywhere in it.
template <class T>
struct float_free : std::bool_constant<!std::is_floating_point_v<T>> {};
template <class T>
struct float_free<const T> : float_free<T> {};
template <class T>
struct float_free<std::vector<T>> : float_free<T> {};
template <class A, class B>
struct float_free<std::pair<A, B>> : std::bool_constant<float_free<A>::value && float_free<B>::value> {};
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
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, real& x) {
  return f(x.bits);
}

}  // namespace starling::messages
