#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "transports/datagram/datagram_format.hpp"
#include "transports/fallback/fallback_session.hpp"

using namespace starling::transports;
using starling::messages::time_point;

namespace {

constexpr time_point start = time_point{} + std::chrono::hours(1);

void require(bool fine) {
  if (!fine) std::abort();
}

/// One side, and what the other makes of the bytes of an input on up to four routes.
class talk {
 public:
  explicit talk(std::span<const std::byte> script) : session_({}, start), script_(script) {}

  void run() {
    while (!script_.empty() && !session_.closed()) step();
    for (int i = 0; !session_.closed(); ++i) {
      const auto due = session_.next_deadline();
      require(due && *due > now_ && i < 10'000);
      now_ = *due;
      feed(time_passed{});
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
  void step() {
    const auto what = byte();
    const std::uint32_t route = what % 4;
    if (what < 24) return open(route);
    if (what < 40) return close(route);
    if (what < 180) return hear(route);
    if (what < 190) return feed(taking_paused{});
    if (what < 200) return feed(taking_resumed{});
    if (what < 202) return feed(ending_wanted{});
    if (what < 224 && session_.wants_frame()) {
      return feed(send_wanted{std::vector<std::byte>(byte())});
    }
    now_ += std::chrono::milliseconds(byte() * 4);
    if (const auto due = session_.next_deadline(); due && *due <= now_) feed(time_passed{});
  }
  void open(std::uint32_t route) {
    if (open_[route]) return;
    open_[route] = true;
    feed(
        route_opened{{route}, route, {{1U << 20U}, true, true, std::chrono::milliseconds(1), 1e8}});
  }
  void close(std::uint32_t route) {
    if (open_[route]) feed(route_closed{{route}});
    open_[route] = false;
  }
  /// A kind, a number, and now and then something behind them.
  void hear(std::uint32_t route) {
    const auto count = byte() % 32U;
    const auto rest = script_.first(std::min<std::size_t>(count, script_.size()));
    script_ = script_.subspan(rest.size());
    std::vector<std::byte> bytes = {std::byte(byte() % 8)};
    encode_number(byte(), 8, bytes);
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    heard_ += bytes.size();
    feed(route_heard{{route}, bytes});
  }
  void feed(fallback_event event) {
    fallback_effects out;
    session_.step(std::move(event), now_, out);
    for (const auto& frame : out.received) received_ += frame.size() + fallback_head_size;
    require(received_ <= heard_);
    for (const auto& s : out.sent) require(open_[s.route.value]);
    require(out.closed.has_value() == session_.closed());
  }

  fallback_session session_;
  std::span<const std::byte> script_;
  std::array<bool, 4> open_{};
  time_point now_ = start;
  std::uint64_t heard_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace

/// Whatever the other side says, on routes that come and go: no frame is handed on twice, nothing
/// is said on a route that is not there, and left alone it closes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  talk(std::as_bytes(std::span(data, size))).run();
  return 0;
}
