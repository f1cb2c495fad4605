#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace starling::messages {

/// A number with a meaning: two of different meaning neither mix nor convert.
template <class Tag, class Rep>
struct strong {
  using rep = Rep;
  Rep value{};

  constexpr auto operator<=>(const strong&) const = default;
  constexpr strong& operator++() {
    ++value;
    return *this;
  }
  constexpr strong& operator+=(strong other) {
    value += other.value;
    return *this;
  }
  friend constexpr strong operator+(strong a, strong b) { return strong{a.value + b.value}; }
};

/// Who: nodes are 0 … n-1, aggregators follow from n on.
using node_id = strong<struct node_id_tag, std::uint32_t>;
/// Which propose–combine–adopt step, counted from 1; 0 is before the first.
using round_number = strong<struct round_number_tag, std::uint64_t>;
/// Training examples behind a proposal or an evaluation.
using sample_count = strong<struct sample_count_tag, std::uint64_t>;
/// Size on a wire or in memory.
using byte_count = strong<struct byte_count_tag, std::uint64_t>;

template <class T>
inline constexpr bool is_strong = false;
template <class Tag, class Rep>
inline constexpr bool is_strong<strong<Tag, Rep>> = true;

}  // namespace starling::messages

template <class Tag, class Rep>
struct std::hash<starling::messages::strong<Tag, Rep>> {
  std::size_t operator()(starling::messages::strong<Tag, Rep> x) const noexcept {
    return std::hash<Rep>{}(x.value);
  }
};
