#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>

#include "actors/host/bulk/packer.hpp"

namespace starling::actors {

/// Makes tensors of what one other host's `packer` has made of them.
///
/// Memory: the last tensor of each stream, at most `bytes_max` of them; the streams that were
/// heard least recently make room.
class unpacker {
 public:
  explicit unpacker(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// Shape:  a tensor of `elements`.
  /// Errors: those of `messages::decompress`, of which wrong_base says that one before was missed;
  ///         malformed where it is of another size or precision.
  messages::result<messages::tensor, messages::compression_refusal> unpack(
      const tensor_stream& stream, std::span<const std::byte> bytes, std::size_t elements,
      messages::precision of);

 private:
  struct entry {
    tensor_stream stream;
    messages::tensor model;
    std::optional<messages::compression_base> base{};  ///< Made when it is first asked for.
  };
  const messages::compression_base* find(std::span<const std::byte> hash);
  void remember(const tensor_stream& stream, const messages::tensor& model);

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::deque<entry> entries_;  // the least recently heard first
};

}  // namespace starling::actors
