#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

inline constexpr std::size_t npy_header_bytes_max = 65'536;
inline constexpr std::size_t npy_dimensions_max = 8;

/// Which numbers an array may hold, each as a 32-bit float.
enum class npy_values : unsigned char { finite, any };

/// An array of numbers as NumPy stores it.
struct npy_array {
  std::vector<std::size_t> shape;  ///< Empty for a single number.
  std::vector<float> values;       ///< The last index runs fastest, whatever the file's order is.
  std::uint64_t data_offset = 0;   ///< Where the numbers begin in the file.
  char kind = 'f';                 ///< Of the numbers there: f, i or u.
  std::size_t value_bytes = 0;     ///< What one number takes there.
};

/// Reads a .npy file of version 1, 2 or 3: little-endian f4, f8, i1 … i8 or u1 … u8, in C order, or
/// in Fortran order when it has at most two dimensions. Numbers become the nearest 32-bit floats.
messages::result<npy_array, data_error> read_npy(const std::filesystem::path& path,
                                                 npy_values accepted = npy_values::finite);

/// Inputs (n × features, or n × anything, taken flat) and labels (n). Class labels are integers
/// from 0; `classes` is the highest plus one.
messages::result<data_split, data_error> load_npy(const starling::dataset::npy& options,
                                                  std::uint64_t seed);

}  // namespace starling::optimizers
