#include "messages/compression/byte_codec.hpp"

#include <algorithm>
#include <limits>

#include <lz4.h>
#include <zstd.h>

namespace starling::messages {

namespace {

constexpr std::size_t lz4_ratio_max = 255;         // each byte of a length stands for so many
constexpr std::size_t zstd_ratio_max = 64 * 1024;  // a block of 128 KiB takes four bytes or more

const char* chars(std::span<const std::byte> x) {
  return reinterpret_cast<const char*>(x.data());
}

compression_refusal with_lz4(std::span<const std::byte> from, std::vector<std::byte>& into) {
  if (from.size() > LZ4_MAX_INPUT_SIZE) return compression_refusal::too_large;
  const int size = static_cast<int>(from.size());
  into.resize(static_cast<std::size_t>(LZ4_compressBound(size)));
  const int made = LZ4_compress_default(chars(from), reinterpret_cast<char*>(into.data()), size,
                                        static_cast<int>(into.size()));
  into.resize(static_cast<std::size_t>(std::max(made, 0)));
  return made > 0 ? compression_refusal::none : compression_refusal::too_large;
}

compression_refusal with_zstd(int level, std::span<const std::byte> from,
                              std::vector<std::byte>& into) {
  into.resize(ZSTD_compressBound(from.size()));
  const std::size_t made = ZSTD_compress(into.data(), into.size(), from.data(), from.size(), level);
  if (ZSTD_isError(made) != 0) return compression_refusal::too_large;
  into.resize(made);
  return compression_refusal::none;
}

}  // namespace

compression_refusal compress_bytes(byte_codec codec, int level, std::span<const std::byte> from,
                                   std::vector<std::byte>& into) {
  switch (codec) {
    case byte_codec::lz4:
      return with_lz4(from, into);
    case byte_codec::zstd:
      return with_zstd(level, from, into);
    case byte_codec::none:
      break;
  }
  into.assign(from.begin(), from.end());
  return compression_refusal::none;
}

bool may_become(byte_codec codec, std::span<const std::byte> from, std::size_t size) {
  switch (codec) {
    case byte_codec::lz4:
      return size / lz4_ratio_max <= from.size();
    case byte_codec::zstd:
      return size / zstd_ratio_max <= from.size() &&
             ZSTD_getFrameContentSize(from.data(), from.size()) == size;
    case byte_codec::none:
      break;
  }
  return from.size() == size;
}

compression_refusal decompress_bytes(byte_codec codec, std::span<const std::byte> from,
                                     std::span<std::byte> into) {
  bool filled = false;
  if (codec == byte_codec::none && from.size() == into.size()) {
    std::copy(from.begin(), from.end(), into.begin());
    filled = true;
  }
  constexpr std::size_t int_max = std::numeric_limits<int>::max();
  if (codec == byte_codec::lz4 && from.size() <= int_max && into.size() <= int_max) {
    const int size = static_cast<int>(into.size());
    filled = LZ4_decompress_safe(chars(from), reinterpret_cast<char*>(into.data()),
                                 static_cast<int>(from.size()), size) == size;
  }
  if (codec == byte_codec::zstd) {
    filled = ZSTD_decompress(into.data(), into.size(), from.data(), from.size()) == into.size();
  }
  return filled ? compression_refusal::none : compression_refusal::malformed;
}

}  // namespace starling::messages
