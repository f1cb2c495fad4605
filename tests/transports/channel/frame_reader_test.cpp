#include "transports/channel/frame_reader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "messages/types/random.hpp"

using starling::messages::byte_count;
using starling::messages::random_source;
using starling::transports::encode_frame_header;
using starling::transports::frame_goodbye;
using starling::transports::frame_reader;

namespace {

using bytes = std::vector<std::byte>;

void append(bytes& stream, std::uint32_t header, const bytes& body) {
  const auto h = encode_frame_header(header);
  stream.insert(stream.end(), h.begin(), h.end());
  stream.insert(stream.end(), body.begin(), body.end());
}

struct outcome {
  std::vector<bytes> frames;
  frame_reader::found end = frame_reader::found::nothing;
};

/// Feeds the stream in pieces of random length.
outcome read_all(const bytes& stream, std::uint64_t frame_max, random_source& random) {
  frame_reader reader(byte_count{frame_max});
  outcome out;
  for (std::size_t at = 0; at < stream.size();) {
    const auto room = reader.room();
    REQUIRE(!room.empty());
    const auto count =
        std::min({room.size(), stream.size() - at, std::size_t{1} + random.below(70'000)});
    std::memcpy(room.data(), stream.data() + at, count);
    reader.filled(count);
    at += count;
    for (bytes frame;;) {
      out.end = reader.next(frame);
      if (out.end != frame_reader::found::frame) break;
      out.frames.push_back(frame);
    }
    if (out.end != frame_reader::found::nothing) return out;
  }
  return out;
}

bytes random_bytes(std::size_t size, random_source& random) {
  bytes out(size);
  for (auto& b : out) b = static_cast<std::byte>(random());
  return out;
}

}  // namespace

TEST_CASE("frames come out as they went in, however the stream is cut") {
  random_source random(3);
  for (int round = 0; round < 20; ++round) {
    std::vector<bytes> frames;
    bytes stream;
    for (int i = 0; i < 20; ++i) {
      frames.push_back(random_bytes(random.below(i % 5 == 0 ? 600'000 : 300), random));
      append(stream, static_cast<std::uint32_t>(frames.back().size()), frames.back());
    }
    append(stream, frame_goodbye, {});
    const auto out = read_all(stream, 600'000, random);
    CHECK(out.frames == frames);
    CHECK(out.end == frame_reader::found::goodbye);
  }
}

TEST_CASE("the largest frame is read and one byte more is too long") {
  random_source random(4);
  bytes stream;
  append(stream, 1000, bytes(1000));
  append(stream, 1001, bytes(1001));
  const auto out = read_all(stream, 1000, random);
  CHECK(out.frames.size() == 1);
  CHECK(out.end == frame_reader::found::too_long);
}

TEST_CASE("a frame without bytes is a frame") {
  random_source random(5);
  bytes stream;
  append(stream, 0, {});
  append(stream, 0, {});
  CHECK(read_all(stream, 10, random).frames == std::vector<bytes>(2));
}

TEST_CASE("any bytes give frames within the limit or an end") {
  random_source random(6);
  for (int round = 0; round < 2000; ++round) {
    auto stream = random_bytes(random.below(400), random);
    for (std::size_t i = 1; i < stream.size(); ++i) {
      if (random.below(2) == 0) stream[i] = std::byte{0};
    }
    for (const auto& frame : read_all(stream, 64, random).frames) CHECK(frame.size() <= 64);
  }
}
