#include "transports/channel/send_queue.hpp"

#include <doctest/doctest.h>

#include <vector>

using starling::messages::byte_count;
using starling::transports::send_queue;
using starling::transports::send_status;

namespace {

using frame = std::vector<std::byte>;

}  // namespace

TEST_CASE("a queue takes frames until its bytes are used up") {
  send_queue queue(byte_count{100}, byte_count{3 * (10 + send_queue::frame_overhead)});
  for (int i = 0; i < 3; ++i) CHECK(queue.offer(frame(10)) == send_status::accepted);
  frame kept(10);
  CHECK(queue.offer(std::move(kept)) == send_status::full);
  CHECK(kept.size() == 10);  // NOLINT(bugprone-use-after-move): a refused frame stays
  CHECK(queue.accepted() == 3);
  CHECK(queue.accepted_bytes().value == 30);
}

TEST_CASE("empty frames are bounded as well") {
  send_queue queue(byte_count{100}, byte_count{1000});
  int taken = 0;
  while (queue.offer(frame{}) == send_status::accepted) ++taken;
  CHECK(taken == 15);
}

TEST_CASE("a frame of the largest size is taken and one byte more is too long") {
  send_queue queue(byte_count{100}, byte_count{1});
  CHECK(queue.offer(frame(101)) == send_status::too_long);
  CHECK(queue.offer(frame(100)) == send_status::accepted);
  CHECK(queue.offer(frame(1)) == send_status::full);
}

TEST_CASE("writable is said once after full when half is free") {
  send_queue queue(byte_count{100}, byte_count{4 * send_queue::frame_overhead});
  for (int i = 0; i < 4; ++i) CHECK(queue.offer(frame{}) == send_status::accepted);
  CHECK_FALSE(queue.take_writable());
  CHECK(queue.offer(frame{}) == send_status::full);
  queue.pop();
  CHECK_FALSE(queue.take_writable());
  queue.pop();
  CHECK(queue.take_writable());
  CHECK_FALSE(queue.take_writable());
}

TEST_CASE("frames leave in the order in which they came") {
  send_queue queue(byte_count{100}, byte_count{10'000});
  for (std::size_t i = 1; i <= 5; ++i) CHECK(queue.offer(frame(i)) == send_status::accepted);
  for (std::size_t i = 1; i <= 5; ++i) CHECK(queue.pop().size() == i);
  CHECK(queue.empty());
}

TEST_CASE("a closed queue refuses by name and says what it dropped") {
  send_queue queue(byte_count{100}, byte_count{10'000});
  CHECK(queue.offer(frame(1)) == send_status::accepted);
  CHECK(queue.close() == 1);
  CHECK(queue.offer(frame(1)) == send_status::closed);
  CHECK_FALSE(queue.take_writable());
}
