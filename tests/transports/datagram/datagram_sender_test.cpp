#include "transports/datagram/datagram_sender.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

using namespace std::chrono_literals;
using namespace starling::transports;
using starling::messages::time_point;

namespace {

using bytes = std::vector<std::byte>;

constexpr time_point start = time_point{} + 1h;

std::vector<fragment> sent_by(datagram_sender& sender, time_point now) {
  std::vector<fragment> out;
  sender.send(now, out);
  return out;
}

acknowledgement all_before(std::uint32_t next, std::span<const std::byte> bitmap = {}) {
  return {next, next + 1000, bitmap};
}

}  // namespace

TEST_CASE("a frame is cut into fragments that cover it once") {
  datagram_sender sender;
  bytes frame(3 * fragment_max + 5);
  for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = static_cast<std::byte>(i * 7);
  const auto copy = frame;
  sender.offer(std::move(frame));
  bytes joined;
  for (const auto& f : sent_by(sender, start)) {
    CHECK(f.offset == joined.size());
    CHECK(f.size == copy.size());
    joined.insert(joined.end(), f.payload.begin(), f.payload.end());
  }
  CHECK(joined == copy);
  CHECK_FALSE(sender.idle());
  CHECK(sender.acknowledged(all_before(4), start));
  CHECK(sender.idle());
}

TEST_CASE("an empty frame is one fragment") {
  datagram_sender sender;
  sender.offer({});
  CHECK(sent_by(sender, start).size() == 1);
  CHECK(sender.acknowledged(all_before(1), start));
  CHECK(sender.idle());
}

TEST_CASE("no more than the window is under way, and the window grows with what is acknowledged") {
  datagram_sender sender;
  sender.offer(bytes(1000 * fragment_max));
  CHECK(sent_by(sender, start).size() == 10);
  CHECK(sent_by(sender, start).empty());
  CHECK(sender.acknowledged(all_before(10), start));
  CHECK(sent_by(sender, start).size() == 20);  // slow start: doubled
  CHECK(sender.under_way() == 20);
}

TEST_CASE("what the other side has no room for is not sent") {
  datagram_sender sender;
  sender.offer(bytes(1000 * fragment_max));
  CHECK(sent_by(sender, start).size() == 10);
  CHECK(sender.acknowledged({10, 70, {}}, start));
  std::uint32_t highest = 0;
  for (std::uint32_t next = 10; next <= 70; ++next) {
    for (const auto& f : sent_by(sender, start)) highest = std::max(highest, f.sequence);
    CHECK(sender.acknowledged({std::min(next, highest + 1), 70, {}}, start));
  }
  CHECK(highest == 69);
}

TEST_CASE("a fragment is sent again when one of three transmissions later is acknowledged") {
  datagram_sender sender;
  sender.offer(bytes(10 * fragment_max));
  CHECK(sent_by(sender, start).size() == 10);
  const bytes two_later = {std::byte{0b10}};
  CHECK(sender.acknowledged(all_before(0, two_later), start));
  CHECK(sent_by(sender, start).empty());
  const bytes three_later = {std::byte{0b110}};
  CHECK(sender.acknowledged(all_before(0, three_later), start));
  const auto again = sent_by(sender, start);
  REQUIRE(again.size() == 1);
  CHECK(again[0].sequence == 0);
  CHECK(sender.retransmitted() == 1);
  CHECK(sender.window() < 10);
}

TEST_CASE("losses of one window shrink it once") {
  datagram_sender sender;
  sender.offer(bytes(10 * fragment_max));
  CHECK(sent_by(sender, start).size() == 10);
  const bytes last = {std::byte{0}, std::byte{1}};
  CHECK(sender.acknowledged(all_before(0, last), start));  // 7 of 10 lost
  CHECK(sender.window() == doctest::Approx(0.7 * 11).epsilon(0.2));
}

TEST_CASE("when nothing comes back everything is sent again, each time after twice as long") {
  datagram_sender sender;
  sender.offer(bytes(2 * fragment_max));
  CHECK(sent_by(sender, start).size() == 2);
  REQUIRE(sender.next_deadline());
  CHECK(*sender.next_deadline() == start + 1s);
  sender.timed_out(start + 1s);
  CHECK(sent_by(sender, start + 1s).size() == 2);
  CHECK(*sender.next_deadline() == start + 3s);
  CHECK(sender.window() == datagram_sender::window_min);
  CHECK(*sender.waiting_since() == start);
}

TEST_CASE("an acknowledgement of what was never sent is refused") {
  datagram_sender sender;
  sender.offer(bytes(10));
  CHECK(sent_by(sender, start).size() == 1);
  CHECK_FALSE(sender.acknowledged(all_before(2), start));
  CHECK_FALSE(sender.acknowledged(all_before(0xfffffff0U), start));
  CHECK_FALSE(sender.idle());
}

TEST_CASE("an acknowledgement that comes twice or late changes nothing") {
  datagram_sender sender;
  sender.offer(bytes(5 * fragment_max));
  CHECK(sent_by(sender, start).size() == 5);
  CHECK(sender.acknowledged(all_before(3), start));
  const auto window = sender.window();
  CHECK(sender.acknowledged(all_before(3), start));
  CHECK(sender.acknowledged(all_before(3, bytes(200, std::byte{0})), start));
  CHECK(sender.window() == window);
  CHECK(sender.under_way() == 2);
}

TEST_CASE("a sender wants no more frames while it holds enough") {
  datagram_sender sender;
  CHECK(sender.wants_frame());
  sender.offer(bytes(datagram_sender::outstanding_max));
  CHECK_FALSE(sender.wants_frame());
}
