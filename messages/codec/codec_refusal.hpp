#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace starling::messages {

/// Why bytes are not a value, or a value does not fit where it is written.
enum class codec_refusal : std::uint8_t {
  none,            ///< Nothing was refused.
  truncated,       ///< The bytes end before the value does, or fewer follow than were announced.
  wrong_type,      ///< Another type stands here than the reader expects.
  too_deep,        ///< Arrays and maps inside each other, more than `nesting_max`.
  too_long,        ///< More elements or bytes than the limit, or than there is room for.
  not_minimal,     ///< The same value has a shorter encoding.
  trailing_bytes,  ///< Bytes follow the last value.
  out_of_range,    ///< A number that what it stands for cannot take.
  unknown_kind,    ///< A choice or a codec with an index that nobody here knows.
  wrong_version,   ///< Made by a version that is not understood here.
};

inline constexpr std::size_t codec_refusal_kinds = 10;

inline constexpr std::array<std::string_view, codec_refusal_kinds> codec_refusal_names = {
    "none",        "truncated",      "wrong_type",   "too_deep",     "too_long",
    "not_minimal", "trailing_bytes", "out_of_range", "unknown_kind", "wrong_version"};

constexpr std::string_view to_string(codec_refusal r) {
  return codec_refusal_names[static_cast<std::size_t>(r)];
}

}  // namespace starling::messages
