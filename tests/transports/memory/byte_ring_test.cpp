#include "transports/memory/byte_ring.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "messages/types/random.hpp"

using starling::messages::random_source;
using starling::transports::ring_positions;
using starling::transports::ring_reader;
using starling::transports::ring_writer;

namespace {

using bytes = std::vector<std::byte>;

std::byte at(std::uint64_t i) {
  return static_cast<std::byte>(i * 131 >> 3U);
}

}  // namespace

TEST_CASE("bytes come out in the order in which they went in, whatever the pieces") {
  ring_positions positions;
  bytes data(256);
  ring_writer writer(positions, data);
  ring_reader reader(positions, data);
  random_source random(1);
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  for (int i = 0; i < 20'000; ++i) {
    bytes piece(random.below(300));
    for (std::size_t k = 0; k < piece.size(); ++k) piece[k] = at(in + k);
    const auto room = writer.room();
    const auto count = writer.write(piece);
    CHECK(count == std::min(room, piece.size()));
    writer.publish();
    in += count;
    bytes taken(random.below(300));
    const auto got = reader.read(taken);
    std::size_t wrong = 0;
    for (std::size_t k = 0; k < got; ++k) wrong += taken[k] == at(out + k) ? 0U : 1U;
    CHECK(wrong == 0);
    out += got;
    CHECK(reader.readable() == in - out);
  }
  CHECK(in > 1'000'000);
}

TEST_CASE("what is written is seen once it is published") {
  ring_positions positions;
  bytes data(64);
  ring_writer writer(positions, data);
  ring_reader reader(positions, data);
  CHECK(writer.write(bytes(10)) == 10);
  CHECK(reader.readable() == 0);
  writer.publish();
  CHECK(reader.readable() == 10);
}

TEST_CASE("an impossible position of the other side is noticed and nothing moves") {
  ring_positions positions;
  bytes data(64);
  ring_writer writer(positions, data);
  ring_reader reader(positions, data);
  positions.written = 65;
  CHECK(reader.readable() == 0);
  CHECK(reader.broken());
  positions.read = 1;
  CHECK(writer.room() == 0);
  CHECK(writer.broken());
  CHECK(writer.write(bytes(1)) == 0);
}

TEST_CASE("two threads pass a million bytes without losing one") {
  ring_positions positions;
  bytes data(1024);
  constexpr std::uint64_t total = 1'000'000;
  std::thread other([&] {
    ring_writer writer(positions, data);
    for (std::uint64_t sent = 0; sent < total;) {
      bytes piece(std::min<std::uint64_t>(100, total - sent));
      for (std::size_t k = 0; k < piece.size(); ++k) piece[k] = at(sent + k);
      const auto count = writer.write(piece);
      writer.publish();
      sent += count;
      if (count == 0) std::this_thread::yield();
    }
  });
  ring_reader reader(positions, data);
  std::uint64_t got = 0;
  std::uint64_t wrong = 0;
  bytes piece(333);
  while (got < total) {
    const auto count = reader.read(piece);
    for (std::size_t k = 0; k < count; ++k) wrong += piece[k] == at(got + k) ? 0U : 1U;
    got += count;
    if (count == 0) std::this_thread::yield();
  }
  other.join();
  CHECK(wrong == 0);
}
