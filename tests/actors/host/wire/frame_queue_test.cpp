#include "actors/host/wire/frame_queue.hpp"

#include <doctest/doctest.h>

#include "messages/types/random.hpp"

namespace {

using namespace starling;
using actors::frame_assembly;
using actors::frame_limits;
using actors::frame_queue;
using actors::parcel_refusal;
using messages::byte_count;
using messages::parcel;
using messages::parcel_max;

using frame = std::vector<std::uint8_t>;

frame bytes(std::size_t size, std::uint8_t first = 0) {
  frame f(size);
  for (std::size_t i = 0; i < size; ++i) f[i] = static_cast<std::uint8_t>(first + i * 7);
  return f;
}

TEST_CASE("frames of any size come out as they went in, in order") {
  const frame_limits limits;
  frame_queue out(limits);
  frame_assembly in(limits);
  const std::vector<std::size_t> sizes = {
      1, parcel_max - 1, parcel_max, 3, parcel_max + 1, 3 * parcel_max, parcel_max * 2 + 17, 2};
  for (const auto size : sizes) CHECK(out.push(bytes(size)) == 0);
  std::vector<frame> arrived;
  while (const auto piece = out.next()) {
    CHECK(piece->bytes.size() <= parcel_max);
    out.give_credit(byte_count{piece->bytes.size()});
    auto whole = in.add(*piece);
    REQUIRE(whole);
    if (*whole) arrived.push_back(**std::move(whole));
  }
  CHECK(out.empty());
  CHECK(out.waiting() == 0);
  REQUIRE(arrived.size() == sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) CHECK(arrived[i] == bytes(sizes[i]));
}

TEST_CASE("no more is under way than the receiver has room for") {
  frame_queue out({.credit = 2 * parcel_max});
  out.push(bytes(5 * parcel_max));
  CHECK(out.next());
  CHECK(out.next());
  CHECK_FALSE(out.next());
  out.give_credit(byte_count{parcel_max});
  CHECK(out.next());
  CHECK_FALSE(out.next());
  out.give_credit(byte_count{~std::uint64_t{0}});  // a liar gives no more than there was
  CHECK(out.next());
  CHECK(out.next());
  CHECK_FALSE(out.next());
  CHECK(out.empty());
}

TEST_CASE("the oldest that has not begun makes room, and what is too long never goes") {
  frame_queue out({.frame_max = 60, .queue_max = 100, .credit = parcel_max});
  CHECK(out.push(bytes(61)) == 1);
  CHECK(out.push({}) == 1);
  CHECK(out.push(bytes(40, 1)) == 0);
  CHECK(out.push(bytes(40, 2)) == 0);
  CHECK(out.push(bytes(40, 3)) == 1);
  CHECK(out.next()->bytes == bytes(40, 2));
  CHECK(out.push(bytes(60, 4)) == 0);
  CHECK(out.push(bytes(60, 5)) == 2);
  CHECK(out.next()->bytes == bytes(60, 5));
  CHECK_FALSE(out.next());
}

TEST_CASE("a frame that was cut off begins anew on the next connection") {
  const frame_limits limits;
  frame_queue out(limits);
  frame_assembly in(limits);
  out.push(bytes(2 * parcel_max));
  CHECK_FALSE(*in.add(*out.next()));
  out.restart();
  in.restart();
  CHECK_FALSE(*in.add(*out.next()));
  CHECK(**in.add(*out.next()) == bytes(2 * parcel_max));
}

TEST_CASE("parcels that cannot be are refused by name, and leave nothing behind") {
  frame_assembly in({.frame_max = 4 * parcel_max});
  const auto refused = [&in](std::uint32_t size, std::uint32_t offset, std::size_t length) {
    return in.add({size, offset, frame(length)}).error();
  };
  CHECK(refused(10, 0, 0) == parcel_refusal::empty_parcel);
  CHECK(refused(4 * parcel_max, 0, parcel_max + 1) == parcel_refusal::parcel_too_long);
  CHECK(refused(4 * parcel_max + 1, 0, 1) == parcel_refusal::frame_too_long);
  CHECK(refused(10, 1, 5) == parcel_refusal::parcel_misplaced);
  CHECK(refused(10, 0, 11) == parcel_refusal::parcel_misplaced);
  REQUIRE(in.add({10, 0, frame(5)}));
  CHECK(refused(11, 5, 5) == parcel_refusal::parcel_misplaced);
  REQUIRE(in.add({10, 0, frame(5)}));
  CHECK(refused(10, 5, 6) == parcel_refusal::parcel_misplaced);
  CHECK(**in.add({2, 0, bytes(2)}) == bytes(2));
}

TEST_CASE("whatever parcels come, memory stays within a frame and whole frames still arrive") {
  messages::random_source random(5);
  frame_assembly in({.frame_max = 1000});
  for (int i = 0; i < 20'000; ++i) {
    static_cast<void>(
        in.add({static_cast<std::uint32_t>(random.below(1200)),
                static_cast<std::uint32_t>(random.below(50)), frame(random.below(40))}));
  }
  in.restart();
  CHECK(**in.add({4, 0, bytes(4)}) == bytes(4));
}

}  // namespace
