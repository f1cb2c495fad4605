#include "optimizers/datasets/npy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

#include "optimizers/datasets/input_file.hpp"
#include "optimizers/datasets/npy_header.hpp"
#include "optimizers/datasets/split.hpp"

namespace starling::optimizers {
namespace {

using messages::failure;
using messages::result;

constexpr std::size_t chunk_bytes = 1U << 18U;

/// Magic word, version, length of the text, text.
result<npy_header, data_error> read_header(input_file& file) {
  constexpr std::array<unsigned char, 6> magic = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  std::array<unsigned char, 8> start{};
  if (auto done = file.read(start, "\\x93NUMPY and a version"); !done) return failure{done.error()};
  if (!std::equal(magic.begin(), magic.end(), start.begin())) {
    return failure{file.error(0, "\\x93NUMPY", "other bytes")};
  }
  const unsigned version = start[6];
  if (version < 1 || version > 3 || start[7] != 0) {
    return failure{file.error(6, "version 1.0, 2.0 or 3.0",
                              std::to_string(version) + "." + std::to_string(start[7]))};
  }
  std::array<unsigned char, 4> size{};
  const auto used = std::span(size).first(version == 1 ? 2U : 4U);
  if (auto done = file.read(used, "the length of the header"); !done) return failure{done.error()};
  const std::uint32_t length = size[0] | static_cast<std::uint32_t>(size[1]) << 8U |
                               static_cast<std::uint32_t>(size[2]) << 16U |
                               static_cast<std::uint32_t>(size[3]) << 24U;
  if (length > npy_header_bytes_max) {
    return failure{
        file.error(8, "at most " + std::to_string(npy_header_bytes_max) + " bytes of header",
                   std::to_string(length))};
  }
  const std::uint64_t begin = file.offset();
  std::vector<unsigned char> text(length);
  if (auto done = file.read(text, "the header"); !done) return failure{done.error()};
  auto header = parse_npy_header({reinterpret_cast<const char*>(text.data()), text.size()});
  if (header) return std::move(*header);
  const npy_header_fault& wrong = header.error();
  return failure{file.error(begin + wrong.at, wrong.expected, wrong.found)};
}

/// Little-endian bytes to a number, whatever this machine's order is.
template <class Integer>
Integer integer(const unsigned char* bytes) {
  Integer value = 0;
  for (std::size_t i = sizeof(Integer); i-- > 0;) {
    value = static_cast<Integer>(static_cast<std::uint64_t>(value) << 8U | bytes[i]);
  }
  return value;
}

template <class Real, class Bits>
float real(const unsigned char* bytes) {
  const Bits bits = integer<Bits>(bytes);
  Real value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return static_cast<float>(value);
}

template <class Unsigned>
float whole(const unsigned char* bytes, bool is_signed) {
  const auto value = integer<Unsigned>(bytes);
  return is_signed ? static_cast<float>(static_cast<std::make_signed_t<Unsigned>>(value))
                   : static_cast<float>(value);
}

float number(const unsigned char* bytes, const npy_header& header) {
  if (header.kind == 'f') {
    return header.bytes == 4 ? real<float, std::uint32_t>(bytes)
                             : real<double, std::uint64_t>(bytes);
  }
  const bool is_signed = header.kind == 'i';
  switch (header.bytes) {
    case 1:
      return whole<std::uint8_t>(bytes, is_signed);
    case 2:
      return whole<std::uint16_t>(bytes, is_signed);
    case 4:
      return whole<std::uint32_t>(bytes, is_signed);
    default:
      return whole<std::uint64_t>(bytes, is_signed);
  }
}

/// Columns one after the other become rows one after the other.
void transpose(npy_array& array) {
  const std::size_t rows = array.shape[0];
  const std::size_t columns = array.shape[1];
  std::vector<float> out(array.values.size());
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t r = 0; r < rows; ++r) out[r * columns + c] = array.values[c * rows + r];
  }
  array.values = std::move(out);
}

result<std::monostate, data_error> read_values(input_file& file, const npy_header& header,
                                               std::size_t count, npy_values accepted,
                                               std::vector<float>& out) {
  std::vector<unsigned char> chunk;
  out.reserve(count);
  while (out.size() < count) {
    const std::uint64_t start = file.offset();
    const std::size_t numbers = std::min(count - out.size(), chunk_bytes / header.bytes);
    chunk.resize(numbers * header.bytes);
    if (auto done = file.read(chunk, "numbers"); !done) return done;
    for (std::size_t i = 0; i < numbers; ++i) {
      const float value = number(&chunk[i * header.bytes], header);
      if (accepted == npy_values::finite && !std::isfinite(value)) {
        return failure{file.error(start + i * header.bytes, "a finite number (as a 32-bit float)",
                                  std::to_string(value))};
      }
      out.push_back(value);
    }
  }
  return file.expect_end();
}

data_error wrong_shape(const std::filesystem::path& path, std::string expected,
                       const npy_array& array) {
  std::string shape;
  for (std::size_t s : array.shape) shape += (shape.empty() ? "" : " × ") + std::to_string(s);
  return {.file = path.string(),
          .offset = 0,
          .expected = std::move(expected),
          .found = shape.empty() ? "a single number" : shape};
}

/// Integers from 0; the number of classes.
result<std::size_t, data_error> count_classes(const std::filesystem::path& path,
                                              const npy_array& labels) {
  float highest = 0;
  for (std::size_t i = 0; i < labels.values.size(); ++i) {
    const float y = labels.values[i];
    if (!(y >= 0 && y < static_cast<float>(classes_max)) || y != std::floor(y)) {
      return failure{data_error{
          .file = path.string(),
          .offset = labels.data_offset + i * labels.value_bytes,
          .expected = "a label from 0 to " + std::to_string(classes_max - 1) + ", a whole number",
          .found = std::to_string(y)}};
    }
    highest = std::max(highest, y);
  }
  return static_cast<std::size_t>(highest) + 1;
}

}  // namespace

result<npy_array, data_error> read_npy(const std::filesystem::path& path, npy_values accepted) {
  auto file = input_file::open(path);
  if (!file) return failure{file.error()};
  auto header = read_header(*file);
  if (!header) return failure{header.error()};
  npy_array out;
  out.data_offset = file->offset();
  out.kind = header->kind;
  out.value_bytes = header->bytes;
  const auto count = std::accumulate(header->shape.begin(), header->shape.end(), std::size_t{1},
                                     std::multiplies<>());
  const std::uint64_t end = out.data_offset + count * header->bytes;
  if (end > file->size_max()) {
    return failure{file->error(out.data_offset,
                               std::to_string(count * header->bytes) + " bytes of data",
                               "a file of at most " + std::to_string(file->size_max()) + " bytes")};
  }
  out.shape = std::move(header->shape);
  auto done = read_values(*file, *header, count, accepted, out.values);
  if (!done) return failure{done.error()};
  if (header->fortran_order && out.shape.size() == 2) transpose(out);
  return out;
}

result<data_split, data_error> load_npy(const starling::dataset::npy& options, std::uint64_t seed) {
  auto inputs = read_npy(options.inputs);
  if (!inputs) return failure{inputs.error()};
  if (inputs->shape.empty()) {
    return failure{wrong_shape(options.inputs, "examples × features", *inputs)};
  }
  auto labels = read_npy(options.labels);
  if (!labels) return failure{labels.error()};
  const std::size_t count = inputs->shape[0];
  if (labels->values.size() != count || labels->shape.empty() || labels->shape[0] != count) {
    return failure{wrong_shape(
        options.labels,
        std::to_string(count) + " labels, one for each example in " + options.inputs.string(),
        *labels)};
  }
  dataset whole;
  whole.name = options.inputs.stem().string();
  whole.features = inputs->values.size() / count;
  if (!options.regression) {
    auto classes = count_classes(options.labels, *labels);
    if (!classes) return failure{classes.error()};
    whole.classes = *classes;
  }
  whole.inputs = std::move(inputs->values);
  whole.targets = std::move(labels->values);
  return split(whole, options.test_fraction, seed);
}

}  // namespace starling::optimizers
