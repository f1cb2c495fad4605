#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace starling::actors {

/// What one member holds another for.
enum class standing : unsigned char {
  alive,
  suspect,  ///< Accused; still a member.
  dead,     ///< Accused by enough, and has not objected in time.
  left,     ///< Said so itself.
};

/// What can happen to a member.
enum class turn : unsigned char {
  accused,  ///< Somebody could not reach its present incarnation.
  renewed,  ///< It has announced a later incarnation.
  expired,  ///< Enough accuse it, and its time is up.
  gone,     ///< It has announced that it leaves.
};

inline constexpr std::array<std::string_view, 4> standing_names = {"alive", "suspect", "dead",
                                                                   "left"};
constexpr std::string_view to_string(standing s) {
  return standing_names[static_cast<std::size_t>(s)];
}

/// The state machine of a member, in full: row by what it is, column by what happens.
inline constexpr std::array<std::array<standing, 4>, 4> standings = {{
    //          accused             renewed           expired           gone
    /* alive */ {standing::suspect, standing::alive, standing::alive, standing::left},
    /* suspect */ {standing::suspect, standing::alive, standing::dead, standing::left},
    /* dead */ {standing::dead, standing::alive, standing::dead, standing::left},
    /* left */ {standing::left, standing::alive, standing::left, standing::left},
}};

constexpr standing after(standing now, turn what) {
  return standings[static_cast<std::size_t>(now)][static_cast<std::size_t>(what)];
}

/// Whether others count it as a member.
constexpr bool present(standing s) {
  return s == standing::alive || s == standing::suspect;
}

}  // namespace starling::actors
