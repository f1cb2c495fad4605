#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "messages/types/result.hpp"

namespace starling::optimizers {

/// What the text in a .npy file says about the numbers that follow it.
struct npy_header {
  char kind = 'f';        ///< f, i or u.
  std::size_t bytes = 0;  ///< Of one number: 1, 2, 4 or 8.
  bool fortran_order = false;
  std::vector<std::size_t> shape;
};

struct npy_header_fault {
  std::size_t at = 0;  ///< Byte in the text.
  std::string expected;
  std::string found;
};

/// Parses a header such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
///
/// Any text gives a header or a fault. A shape with zero or more than `elements_max` numbers is a
/// fault.
messages::result<npy_header, npy_header_fault> parse_npy_header(std::string_view text);

}  // namespace starling::optimizers
