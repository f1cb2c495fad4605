#pragma once

#include <utility>
#include <variant>

namespace starling::messages {

/// A failure of type E on its way into a `result`.
template <class E>
struct failure {
  E error;
};
template <class E>
failure(E) -> failure<E>;

/// Either a value or a named failure; nothing is thrown.
template <class T, class E>
class [[nodiscard]] result {
 public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(*-explicit-*)
  template <class F>
  result(failure<F> f) : state_(std::in_place_index<1>, std::move(f.error)) {}  // NOLINT

  explicit operator bool() const { return state_.index() == 0; }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const E& error() const { return std::get<1>(state_); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }

 private:
  std::variant<T, E> state_;
};

}  // namespace starling::messages
