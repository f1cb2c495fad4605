#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace starling::messages {

/// Remembers which numbers of one sender were seen, so that none is accepted twice.
///
/// A number is fresh when it is above the highest so far, or less than `size` below it and not yet
/// seen. 0 is never fresh: senders count from 1. The window is a ring of 64-bit words, of which
/// one is spare, so that moving on clears words and never shifts.
///
/// Cost: 144 bytes, constant time, no allocation, no exception; usable in firmware.
/// RFC:  6479, section 3; 4303, section 3.4.3.
class replay_window {
 public:
  static constexpr std::uint64_t size = 1024;

  /// Whether `accept` would say yes; changes nothing.
  [[nodiscard]] constexpr bool fresh(std::uint64_t number) const {
    if (number == 0) return false;
    if (number > highest_) return true;
    if (highest_ - number >= size) return false;
    return (word_of(number) >> (number % word_bits) & 1U) == 0;
  }

  /// Takes a number as seen; false, and nothing changed, where it is not fresh.
  [[nodiscard]] constexpr bool accept(std::uint64_t number) {
    if (!fresh(number)) return false;
    if (number > highest_) move_to(number);
    words_[number / word_bits % words] |= std::uint64_t{1} << (number % word_bits);
    return true;
  }

  /// The highest number seen; 0: none.
  [[nodiscard]] constexpr std::uint64_t highest() const { return highest_; }

  static constexpr std::size_t state_size = 144;
  using state = std::array<std::byte, state_size>;

  /// All of it, to be written down: the highest number, then the words, little endian.
  [[nodiscard]] constexpr state save() const {
    state out{};
    put(out, 0, highest_);
    for (std::size_t i = 0; i < words; ++i) put(out, 8 * (i + 1), words_[i]);
    return out;
  }
  /// Goes on from what was written down.
  static constexpr replay_window restored(const state& from) {
    replay_window out;
    out.highest_ = take(from, 0);
    for (std::size_t i = 0; i < words; ++i) out.words_[i] = take(from, 8 * (i + 1));
    return out;
  }

  constexpr bool operator==(const replay_window&) const = default;

 private:
  static constexpr std::size_t word_bits = 64;
  static constexpr std::size_t words = size / word_bits + 1;
  static_assert(state_size == 8 * (words + 1));

  [[nodiscard]] constexpr std::uint64_t word_of(std::uint64_t number) const {
    return words_[number / word_bits % words];
  }
  /// Clears the words that the window moves into.
  constexpr void move_to(std::uint64_t number) {
    const std::uint64_t from = highest_ / word_bits;
    const std::uint64_t distance = number / word_bits - from;
    for (std::uint64_t i = 1; i <= distance && i <= words; ++i) words_[(from + i) % words] = 0;
    highest_ = number;
  }
  static constexpr void put(state& out, std::size_t at, std::uint64_t value) {
    for (std::size_t i = 0; i < 8; ++i) out[at + i] = static_cast<std::byte>(value >> (8 * i));
  }
  static constexpr std::uint64_t take(const state& in, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      value |= std::to_integer<std::uint64_t>(in[at + i]) << (8 * i);
    }
    return value;
  }

  std::uint64_t highest_ = 0;
  std::array<std::uint64_t, words> words_{};
};

}  // namespace starling::messages
