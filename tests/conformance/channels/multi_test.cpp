#include <chrono>
#include <cstring>
#include <string>

#include "tests/conformance/channels/probe.hpp"
#include "tests/conformance/channels/relay.hpp"

using namespace starling::conformance;
using starling::transports::channel;
using starling::transports::parse_endpoint;
using starling::transports::send_status;
using namespace std::chrono_literals;

namespace {

frame numbered(std::uint32_t number) {
  frame f(1000 + number % 3000, std::byte(number % 251));
  std::memcpy(f.data(), &number, sizeof number);
  return f;
}

void send_numbers(channel& link, std::uint32_t from, std::uint32_t to) {
  for (auto i = from; i < to; ++i) REQUIRE(link.send(numbered(i)) == send_status::accepted);
}

void check_numbers(probe& seen, std::uint32_t count) {
  seen.wait_frames(count);
  const auto got = seen.frames();
  REQUIRE(got.size() == count);
  std::size_t wrong = 0;
  for (std::uint32_t i = 0; i < count; ++i) wrong += got[i] == numbered(i) ? 0U : 1U;
  CHECK(wrong == 0);
}

/// Two sides with two ways between them, of which the preferred one leads through a relay.
struct two_ways {
  two_ways()
      : at("tcp://127.0.0.1:0,udp://127.0.0.1:0"),
        first(parse_endpoint(at.address())->parts[0].port),
        from("tcp://127.0.0.1:" + std::to_string(first.port) + "," +
             to_string(parse_endpoint(at.address())->parts[1])) {
    from.seen.wait_opened();
  }
  channel& there() { return *from.link; }
  channel& back() { return at.accepted(); }
  /// Sends, one by one, until the preferred way carries; answers how many.
  std::uint32_t use_first(std::uint32_t sent) {
    for (const auto before = first.carried(); first.carried() < before + 20'000;) {
      REQUIRE(sent < 10'000);
      send_numbers(there(), sent, sent + 1);
      at.seen.wait_frames(++sent);
    }
    return sent;
  }

  host at;
  relay first;
  guest from;
};

}  // namespace

TEST_CASE("several channels are left within a second of a failure, and no frame is lost") {
  for (const bool breaks : {false, true}) {
    CAPTURE(breaks);
    two_ways w;
    const auto begun = w.use_first(0);
    constexpr std::uint32_t under_way = 300;
    w.first.fall_silent();
    const auto failed = std::chrono::steady_clock::now();
    send_numbers(w.there(), begun, begun + under_way);  // into a way that leads nowhere any more
    send_numbers(w.back(), 0, under_way);
    if (breaks) w.first.break_off();
    w.at.seen.wait_frames(begun + under_way);
    w.from.seen.wait_frames(under_way);
    CHECK(std::chrono::steady_clock::now() - failed < 1s);
    send_numbers(w.there(), begun + under_way, begun + 2 * under_way);
    send_numbers(w.back(), under_way, 2 * under_way);
    check_numbers(w.at.seen, begun + 2 * under_way);
    check_numbers(w.from.seen, 2 * under_way);
    CHECK(w.from.link->statistics().retransmitted > 0);
    CHECK_FALSE(w.from.seen.closed());
  }
}

TEST_CASE("the preferred channel is taken again when it answers again") {
  two_ways w;
  const auto begun = w.use_first(0);
  w.first.fall_silent();
  send_numbers(w.there(), begun, begun + 10);
  w.at.seen.wait_frames(begun + 10);
  w.first.speak_again();
  const auto all = w.use_first(begun + 10);
  check_numbers(w.at.seen, all);
}

TEST_CASE("a peer is gone when its last channel is, and not before") {
  starling::transports::channel_options options;
  options.silence_max = 500ms;
  host at("tcp://127.0.0.1:0,tcp://127.0.0.1:0", options);
  const auto real = parse_endpoint(at.address()).value();
  relay first(real.parts[0].port);
  relay second(real.parts[1].port);
  guest from("tcp://127.0.0.1:" + std::to_string(first.port) +
                 ",tcp://127.0.0.1:" + std::to_string(second.port),
             options);
  CHECK(from.link->send(numbered(0)) == send_status::accepted);
  at.seen.wait_frames(1);
  first.break_off();
  CHECK(from.link->send(numbered(1)) == send_status::accepted);
  at.seen.wait_frames(2);
  CHECK_FALSE(at.seen.closed());
  second.break_off();
  CHECK(at.seen.wait_closed() != "");
  CHECK(from.seen.wait_closed() != "");
}
