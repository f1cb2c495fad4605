#include "deploy/report/npy.hpp"

#include <bit>
#include <cstdint>

namespace starling::deploy {

namespace {

/// What NumPy aligns the numbers to.
constexpr std::size_t alignment = 64;
constexpr std::size_t prefix_bytes = 10;

template <class Bits>
void append(std::string& to, Bits bits) {
  for (std::size_t i = 0; i < sizeof bits; ++i) {
    to += static_cast<char>(static_cast<std::uint64_t>(bits) >> (8 * i) & 0xffU);
  }
}

std::string header_of(std::span<const std::size_t> shape, std::size_t value_bytes) {
  std::string text =
      "{'descr': '<f" + std::to_string(value_bytes) + "', 'fortran_order': False, 'shape': (";
  for (const std::size_t size : shape) text += std::to_string(size) + ", ";
  if (shape.size() > 1) text.resize(text.size() - 2);
  if (shape.size() == 1) text.resize(text.size() - 1);  // (3,) is a tuple, (3) is a number
  text += "), }";
  while ((prefix_bytes + text.size() + 1) % alignment != 0) text += ' ';
  return text + '\n';
}

}  // namespace

std::string to_npy(std::span<const std::size_t> shape, std::span<const float> values,
                   std::size_t value_bytes) {
  const std::string header = header_of(shape, value_bytes);
  std::string bytes = "\x93NUMPY";
  bytes.reserve(prefix_bytes + header.size() + values.size() * value_bytes);
  append(bytes, std::uint16_t{1});
  append(bytes, static_cast<std::uint16_t>(header.size()));
  bytes += header;
  for (const float value : values) {
    if (value_bytes == sizeof(double)) {
      append(bytes, std::bit_cast<std::uint64_t>(static_cast<double>(value)));
    } else {
      append(bytes, std::bit_cast<std::uint32_t>(value));
    }
  }
  return bytes;
}

}  // namespace starling::deploy
