#pragma once

#include <cstddef>
#include <span>

namespace starling::optimizers {

/// How the pen arrives at a knot.
enum class pen : unsigned char {
  down,    ///< A new stroke begins here.
  curve,   ///< Passes through smoothly.
  corner,  ///< Turns sharply.
};

/// A point of a glyph in a unit box, x to the right and y down. Knots at the same place are one
/// point of the drawing: they are displaced together, so closed loops stay closed and joints stay
/// joined.
struct knot {
  pen arrives;
  float x;
  float y;
};

using glyph = std::span<const knot>;

/// The ways to write a digit, 0 … 9; at least three of each.
std::span<const glyph> glyphs_of(std::size_t digit);

/// No glyph has more knots.
inline constexpr std::size_t knots_max = 20;

}  // namespace starling::optimizers
