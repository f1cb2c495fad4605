#include "transports/channel/frame_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace starling::transports {

frame_header encode_frame_header(std::uint32_t length) {
  frame_header header{};
  for (unsigned i = 0; i < header.size(); ++i) {
    header[i] = static_cast<std::byte>(length >> (8 * i));
  }
  return header;
}

std::span<std::byte> frame_reader::room() {
  direct_ = in_body_ && begin_ == end_ && body_size_ - body_filled_ >= buffer_size / 4;
  if (direct_) {
    body_.resize(std::min(body_size_, body_filled_ + growth));
    return std::span(body_).subspan(body_filled_);
  }
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return std::span(buffer_).subspan(end_);
}

void frame_reader::filled(std::size_t count) {
  (direct_ ? body_filled_ : end_) += count;
}

frame_reader::found frame_reader::next(std::vector<std::byte>& frame) {
  if (!in_body_) {
    if (end_ - begin_ < frame_header_size) return found::nothing;
    std::uint32_t length = 0;
    for (unsigned i = 0; i < frame_header_size; ++i) {
      length |= std::to_integer<std::uint32_t>(buffer_[begin_ + i]) << (8 * i);
    }
    if (length == frame_goodbye) return found::goodbye;
    if (length > frame_max_) return found::too_long;
    begin_ += frame_header_size;
    in_body_ = true;
    body_size_ = length;
    body_filled_ = 0;
    body_.clear();
    body_.reserve(length);
  }
  const std::size_t count = std::min(end_ - begin_, body_size_ - body_filled_);
  if (count > 0) {
    body_.resize(std::max(body_.size(), body_filled_ + count));
    std::memcpy(body_.data() + body_filled_, buffer_.data() + begin_, count);
    begin_ += count;
    body_filled_ += count;
  }
  if (body_filled_ < body_size_) return found::nothing;
  in_body_ = false;
  frame = std::exchange(body_, {});
  return found::frame;
}

}  // namespace starling::transports
