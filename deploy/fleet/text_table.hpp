#pragma once

#include <string>
#include <vector>

namespace starling::deploy {

/// Lines of cells that stand below each other, two blanks between columns; the first row is the
/// head. Cells are UTF-8, one column wide per code point, and shown as `printable` makes them.
std::string text_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace starling::deploy
