#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "transports/channel/frame_reader.hpp"

using starling::transports::frame_goodbye;
using starling::transports::frame_reader;

namespace {

constexpr std::size_t frame_max = 70'000;

struct cut {
  std::vector<std::vector<std::byte>> frames;
  frame_reader::found last = frame_reader::found::nothing;

  bool operator==(const cut&) const = default;
};

void require(bool fine) {
  if (!fine) std::abort();
}

/// The definition: the whole stream at once.
cut cut_at_once(std::span<const std::byte> bytes) {
  cut c;
  while (bytes.size() >= 4) {
    std::uint32_t length = 0;
    for (unsigned i = 0; i < 4; ++i) length |= std::to_integer<std::uint32_t>(bytes[i]) << 8 * i;
    c.last = frame_reader::found::goodbye;
    if (length == frame_goodbye) return c;
    c.last = frame_reader::found::too_long;
    if (length > frame_max) return c;
    c.last = frame_reader::found::nothing;
    if (bytes.size() - 4 < length) return c;
    const auto body = bytes.subspan(4, length);
    c.frames.emplace_back(body.begin(), body.end());
    bytes = bytes.subspan(4 + length);
  }
  return c;
}

cut cut_in_pieces(std::span<const std::byte> bytes, std::size_t piece) {
  cut c;
  frame_reader reader({frame_max});
  while (!bytes.empty()) {
    const auto room = reader.room();
    require(!room.empty());
    const auto count = std::min({room.size(), bytes.size(), piece});
    std::memcpy(room.data(), bytes.data(), count);
    reader.filled(count);
    bytes = bytes.subspan(count);
    for (std::vector<std::byte> frame;;) {
      c.last = reader.next(frame);
      if (c.last == frame_reader::found::nothing) break;
      if (c.last != frame_reader::found::frame) return c;
      c.frames.push_back(std::move(frame));
    }
  }
  return c;
}

}  // namespace

/// A stream gives the same frames, however it is cut on its way.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto expected = cut_at_once(bytes);
  for (const std::size_t piece : {1, 3, 1000, 1'000'000}) {
    require(cut_in_pieces(bytes, piece) == expected);
  }
  return 0;
}
