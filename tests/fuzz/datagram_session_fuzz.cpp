#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "transports/datagram/datagram_session.hpp"

using namespace starling::transports;
using starling::messages::time_point;

namespace {

constexpr std::uint64_t frame_max = 20'000;
constexpr std::uint64_t token = 0;  ///< Also of a client that has not asked yet.
constexpr time_point start = time_point{} + std::chrono::hours(1);

void require(bool fine) {
  if (!fine) std::abort();
}

datagram_limits limits() {
  datagram_limits l;
  l.reassembly.frame_max = frame_max;
  l.reassembly.open_messages_max = 8;
  l.reassembly.bytes_max = 3 * frame_max;
  return l;
}

/// A session, and what its peer makes of the bytes of an input.
class talk {
 public:
  talk(datagram_session session, std::span<const std::byte> script)
      : session_(std::move(session)), script_(script) {}

  void run() {
    while (!script_.empty() && !session_.closed()) step();
    // Read from and left alone it closes, and never asks for a deadline that has passed.
    feed(reading_resumed{});
    for (int i = 0; !session_.closed(); ++i) {
      const auto due = session_.next_deadline();
      require(due && *due > now_ && i < 10'000);
      now_ = *due;
      feed(deadline_passed{});
    }
    require(!session_.next_deadline());
  }

 private:
  std::uint8_t byte() {
    if (script_.empty()) return 0;
    const auto b = std::to_integer<std::uint8_t>(script_.front());
    script_ = script_.subspan(1);
    return b;
  }
  std::span<const std::byte> some(std::size_t count) {
    const auto taken = script_.first(std::min(count, script_.size()));
    script_ = script_.subspan(taken.size());
    return taken;
  }

  void step() {
    const auto what = byte();
    if (what < 16) return hear(some(byte()));
    if (what < 96) return hear_of(static_cast<datagram_kind>(1 + what % 9));
    if (what < 192) return hear_fragment();
    if (what < 200) return feed(reading_paused{});
    if (what < 208) return feed(reading_resumed{});
    if (what < 212) return feed(close_wanted{});
    if (what < 232 && session_.wants_frame()) {
      return feed(frame_offered{std::vector<std::byte>(std::size_t{byte()} * 64)});
    }
    now_ += std::chrono::milliseconds(byte());
    if (const auto due = session_.next_deadline(); due && *due <= now_) feed(deadline_passed{});
  }
  void hear_of(datagram_kind kind) {
    const auto payload = some(byte() % 40);
    std::vector<std::byte> bytes;
    encode(datagram_head{kind, false, kind == datagram_kind::challenge ? 1 : token, byte(), byte()},
           payload, bytes);
    hear(bytes);
  }
  void hear_fragment() {
    fragment f;
    f.sequence = byte();
    f.message = byte() % 16;
    f.size = byte() * 100U;
    f.offset = byte() % 24 * static_cast<std::uint32_t>(fragment_max);
    f.ack_at_once = byte() % 2 == 0;
    if (f.offset >= f.size) f.offset = 0;
    const std::vector<std::byte> payload(std::min<std::size_t>(fragment_max, f.size - f.offset));
    f.payload = payload;
    std::vector<std::byte> bytes;
    encode(datagram_head{datagram_kind::data, false, token, byte(), 0}, f, bytes);
    hear(bytes);
  }
  void hear(std::span<const std::byte> bytes) {
    heard_ += bytes.size();
    feed(datagram_heard{bytes});
  }
  void feed(datagram_event event) {
    if (session_.closed()) return;
    datagram_effects out;
    session_.step(std::move(event), now_, out);
    for (const auto& frame : out.received) {
      require(frame.size() <= frame_max);
      received_ += frame.size();
    }
    require(received_ <= heard_);
    std::size_t begin = 0;
    for (const auto end : out.ends) {
      require(decode_datagram(std::span(out.bytes).subspan(begin, end - begin)).has_value());
      begin = end;
    }
    require(begin == out.bytes.size());
    require(out.closed.has_value() == session_.closed());
  }

  datagram_session session_;
  std::span<const std::byte> script_;
  time_point now_ = start;
  std::uint64_t heard_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace

/// Whatever a peer sends, a session says well-formed datagrams, hands on no more than came, and
/// closes once when it is left alone.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  talk(datagram_session::server(limits(), token, start), bytes).run();
  talk(datagram_session::client(limits(), 1, start), bytes).run();
  return 0;
}
