#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "messages/types/strong.hpp"

namespace starling::transports {

/// What is in front of a frame in a stream of bytes: its length in 4 bytes, little endian.
inline constexpr std::size_t frame_header_size = 4;
/// In the place of a length: the sender closes in good order.
inline constexpr std::uint32_t frame_goodbye = 0xffffffff;

using frame_header = std::array<std::byte, frame_header_size>;
frame_header encode_frame_header(std::uint32_t length);

/// Cuts a stream of bytes into frames. Any bytes give frames, a goodbye or `too_long`, and memory
/// grows with what has arrived, not with what was announced.
class frame_reader {
 public:
  enum class found : unsigned char { nothing, frame, goodbye, too_long };

  explicit frame_reader(messages::byte_count frame_max) : frame_max_(frame_max.value) {}

  /// Where the next bytes of the stream are to be put; never empty.
  [[nodiscard]] std::span<std::byte> room();
  /// `count` bytes were put there.
  void filled(std::size_t count);
  /// The next frame; to be called until it finds nothing. After `goodbye` and `too_long` the stream
  /// has no meaning any more.
  [[nodiscard]] found next(std::vector<std::byte>& frame);

 private:
  static constexpr std::size_t buffer_size = 65536;
  static constexpr std::size_t growth = 262144;

  std::uint64_t frame_max_;
  std::vector<std::byte> buffer_ = std::vector<std::byte>(buffer_size);
  std::size_t begin_ = 0;  ///< Of what is in the buffer and not yet cut.
  std::size_t end_ = 0;
  std::vector<std::byte> body_;
  std::size_t body_filled_ = 0;
  std::size_t body_size_ = 0;
  bool in_body_ = false;
  bool direct_ = false;  ///< `room` was the body's, not the buffer's.
};

}  // namespace starling::transports
