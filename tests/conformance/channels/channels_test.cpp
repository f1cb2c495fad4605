#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <set>
#include <string>
#include <thread>

#include "messages/types/random.hpp"
#include "tests/conformance/channels/certificates.hpp"
#include "tests/conformance/channels/probe.hpp"
#include "tests/conformance/channels/stranger.hpp"

using namespace starling::conformance;
using starling::messages::byte_count;
using starling::messages::random_source;
using starling::transports::channel;
using starling::transports::channel_options;
using starling::transports::channel_statistics;
using starling::transports::send_status;

namespace {

struct kind {
  const char* name;
  std::string at;  ///< Where to listen.
  channel_options options{};
};

std::vector<kind> make_kinds() {
  channel_options tls;
  tls.tls = make_certificates("mutual-" + std::to_string(getpid()));
  return {
      {"tcp", "tcp://127.0.0.1:0"},
      {"udp", "udp://127.0.0.1:0"},
      {"shm", "shm:///conformance-" + std::to_string(getpid())},
      {"ws", "ws://127.0.0.1:0/swarm"},
      {"wss", "wss://127.0.0.1:0/swarm", tls},
      {"multi", "tcp://127.0.0.1:0,udp://127.0.0.1:0"},
  };
}

const std::vector<kind>& kinds() {
  static const std::vector<kind> all = make_kinds();
  return all;
}

frame numbered_frame(std::uint32_t number, std::size_t size, std::uint64_t seed) {
  frame f(std::max(size, sizeof number));
  random_source random(seed + number);
  for (auto& b : f) b = static_cast<std::byte>(random());
  std::memcpy(f.data(), &number, sizeof number);
  return f;
}

std::uint32_t number_of(const frame& f) {
  std::uint32_t number = 0;
  std::memcpy(&number, f.data(), sizeof number);
  return number;
}

/// Sends again what did not fit, once there is room.
void send_all(channel& link, probe& seen, std::uint32_t count, std::uint64_t seed) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto f = numbered_frame(i, 10 + i % 90, seed);
    auto status = link.send(f);
    for (int tries = 0; status == send_status::full && tries < 1'000'000; ++tries) {
      std::this_thread::yield();
      status = link.send(f);
    }
    REQUIRE(status == send_status::accepted);
    REQUIRE_FALSE(seen.closed());
  }
}

void check_all(std::vector<frame> got, std::uint32_t count, std::uint64_t seed, bool ordered) {
  REQUIRE(got.size() == count);
  if (!ordered) {
    std::sort(got.begin(), got.end(),
              [](const frame& a, const frame& b) { return number_of(a) < number_of(b); });
  }
  std::size_t wrong = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    wrong += got[i] == numbered_frame(i, 10 + i % 90, seed) ? 0U : 1U;
  }
  CHECK(wrong == 0);
}

/// A process that echoes.
class echo_process {
 public:
  echo_process(std::string to, channel_options options) {
    std::string program = STARLING_CHANNEL_PEER;
    auto& tls = options.tls;
    char* words[] = {program.data(),         to.data(),      tls.authority.data(),
                     tls.certificate.data(), tls.key.data(), nullptr};
    REQUIRE(posix_spawn(&id_, program.c_str(), nullptr, nullptr, words, environ) == 0);
  }
  ~echo_process() { end(); }
  void end() {
    if (id_ > 0) kill(id_, SIGKILL);
    if (id_ > 0) waitpid(id_, nullptr, 0);
    id_ = 0;
  }

 private:
  pid_t id_ = 0;
};

}  // namespace

TEST_CASE("frames arrive whole and once, in order where the traits say so") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    constexpr std::uint32_t count = 10'000;
    host at(k.at, k.options);
    guest from(at.address(), k.options);
    auto& other = at.accepted();
    std::thread back([&] { send_all(other, at.seen, count, 2); });
    send_all(*from.link, from.seen, count, 1);
    back.join();
    at.seen.wait_frames(count);
    from.seen.wait_frames(count);
    check_all(at.seen.frames(), count, 1, other.traits().ordered);
    check_all(from.seen.frames(), count, 2, from.link->traits().ordered);
    const auto said = from.link->statistics();
    CHECK(said.frames_sent == count);
    CHECK(said.frames_received == count);
    CHECK(said.bytes_sent == other.statistics().bytes_received);
  }
}

TEST_CASE("the largest frame arrives, and one byte more is refused by name") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    channel_options options = k.options;
    options.frame_max = byte_count{1'000'000};
    host at(k.at, options);
    guest from(at.address(), options);
    from.seen.wait_opened();
    const auto frame_max = static_cast<std::size_t>(from.link->traits().frame_max.value);
    CHECK(frame_max > 0);
    CHECK(frame_max <= 1'000'000);
    const auto largest = numbered_frame(7, frame_max, 3);
    CHECK(from.link->send(frame(frame_max + 1)) == send_status::too_long);
    CHECK(from.link->send(largest) == send_status::accepted);
    at.seen.wait_frames(1);
    CHECK(at.seen.frames() == std::vector<frame>{largest});
  }
}

TEST_CASE("an empty frame is a frame, also before the channel has opened") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    host at(k.at, k.options);
    guest from(at.address(), k.options);
    CHECK(from.link->send(frame{}) == send_status::accepted);
    at.seen.wait_frames(1);
    CHECK(at.seen.frames()[0].empty());
    CHECK(at.accepted().send(frame{}) == send_status::accepted);
    from.seen.wait_frames(1);
  }
}

TEST_CASE("a receiver that stops reading costs the sender a bounded queue") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    channel_options options = k.options;
    options.queue_max = byte_count{1'000'000};
    host at(k.at, options);
    guest from(at.address(), options);
    auto& other = at.accepted();
    other.pause();
    std::size_t taken = 0;
    const auto heard_before = at.seen.frames().size();
    bool full = false;
    // What the system buffers on the way comes on top of the queue: fill until it stays full.
    for (int rounds = 0; rounds < 2000 && !full; ++rounds) {
      auto status = send_status::accepted;
      while (status == send_status::accepted && taken < 2000) {
        status = from.link->send(frame(50'000));
        taken += status == send_status::accepted ? 1U : 0U;
      }
      REQUIRE(taken < 2000);
      std::this_thread::yield();
      full = status == send_status::full && rounds > 500;
    }
    CHECK(full);
    CHECK(at.seen.frames().size() <= heard_before + 1);
    other.resume();
    from.seen.wait_writable();
    at.seen.wait_frames(taken);
    CHECK(at.seen.frames().size() == taken);
  }
}

TEST_CASE("a close delivers what was queued and is seen by the other side") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    host at(k.at, k.options);
    guest from(at.address(), k.options);
    for (int i = 0; i < 100; ++i) CHECK(from.link->send(frame(1000)) == send_status::accepted);
    from.link->close();
    CHECK(at.seen.wait_closed() == "");
    CHECK(from.seen.wait_closed() == "");
    CHECK(at.seen.frames().size() == 100);
    CHECK(from.link->send(frame(1)) == send_status::closed);
    CHECK(at.accepted().send(frame(1)) == send_status::closed);
  }
}

TEST_CASE("a channel that is destroyed closes, and says nothing more") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    host at(k.at, k.options);
    guest from(at.address(), k.options);
    CHECK(from.link->send(frame(10)) == send_status::accepted);
    at.seen.wait_frames(1);
    from.link.reset();
    at.seen.wait_closed();
    CHECK_FALSE(from.seen.closed());
  }
}

TEST_CASE("a peer that is killed is noticed") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    host at(k.at, k.options);
    echo_process peer(at.address(), k.options);
    CHECK(at.accepted().send(numbered_frame(1, 100, 1)) == send_status::accepted);
    at.seen.wait_frames(1);
    CHECK_FALSE(at.seen.closed());
    peer.end();
    CHECK(at.seen.wait_closed() != "");
    CHECK(at.accepted().send(frame(1)) == send_status::closed);
  }
}

TEST_CASE("nobody listening is said, not thrown") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    auto gone = std::make_unique<host>(k.at, k.options);
    const auto address = gone->address();
    gone.reset();
    channel_options options = k.options;
    options.connect_max = std::chrono::milliseconds(500);
    guest from(address, options);
    CHECK(from.seen.wait_closed() != "");
  }
}

TEST_CASE("garbage from a stranger does no harm") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    host at(k.at, k.options);
    guest from(at.address(), k.options);
    CHECK(from.link->send(numbered_frame(1, 50, 1)) == send_status::accepted);
    at.seen.wait_frames(1);
    for (std::uint64_t seed = 1; seed <= 30; ++seed) throw_garbage_at(at.address(), seed);
    CHECK(from.link->send(numbered_frame(2, 50, 1)) == send_status::accepted);
    at.seen.wait_frames(2);
    CHECK(at.seen.frames().size() == 2);
    guest late(at.address(), k.options);
    late.seen.wait_opened();
  }
}

TEST_CASE("two threads may send at once") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    host at(k.at, k.options);
    guest from(at.address(), k.options);
    const auto send_from = [&](std::uint32_t first) {
      for (std::uint32_t i = 0; i < 1000; ++i) {
        CHECK(from.link->send(numbered_frame(first + i, 64, 5)) == send_status::accepted);
      }
    };
    std::thread one([&] { send_from(0); });
    send_from(1000);
    one.join();
    at.seen.wait_frames(2000);
    std::set<std::uint32_t> different;
    for (const auto& f : at.seen.frames()) different.insert(number_of(f));
    CHECK(different.size() == 2000);
  }
}

TEST_CASE("a channel answers from inside its own event") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    host at(k.at, k.options);
    std::atomic<channel*> link = nullptr;
    std::atomic<int> turns = 0;
    guest from(at.address(), k.options, [&](const frame& f) {
      if (++turns < 50 && link != nullptr) CHECK(link.load()->send(f) == send_status::accepted);
    });
    link = from.link.get();
    auto& other = at.accepted();
    for (std::size_t i = 1; i <= 50; ++i) {
      CHECK(other.send(frame(i)) == send_status::accepted);
      from.seen.wait_frames(i);
    }
    at.seen.wait_frames(49);
  }
}

TEST_CASE("a listener turns away more channels than it may have") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    channel_options options = k.options;
    options.channels_max = 2;
    host at(k.at, options);
    guest one(at.address(), options);
    guest two(at.address(), options);
    one.seen.wait_opened();
    two.seen.wait_opened();
    channel_options hasty = k.options;
    hasty.connect_max = std::chrono::milliseconds(500);
    guest three(at.address(), hasty);
    CHECK(three.seen.wait_closed() != "");
    CHECK(at.listening->refused() > 0);
  }
}

TEST_CASE("plain TCP to another host is refused with the reason") {
  using namespace starling::transports;
  const auto far = parse_endpoint("tcp://192.0.2.1:7600").value();
  const auto made = open_channel(far, {});
  REQUIRE_FALSE(made);
  CHECK(made.error().find("loopback only") != std::string::npos);
  const auto heard = listen(parse_endpoint("tcp://0.0.0.0:0").value(), {});
  REQUIRE_FALSE(heard);
  CHECK(heard.error().find("loopback only") != std::string::npos);
}

TEST_CASE("an address in use is an error, not a crash") {
  for (const auto& k : kinds()) {
    CAPTURE(k.name);
    host at(k.at, k.options);
    const auto again = starling::transports::listen(
        starling::transports::parse_endpoint(at.address()).value(), {}, k.options);
    REQUIRE_FALSE(again);
    CHECK(again.error().find("in use") != std::string::npos);
  }
}

TEST_CASE("a certificate of another authority is refused on both sides") {
  channel_options ours;
  ours.tls = make_certificates("ours-" + std::to_string(getpid()));
  channel_options theirs;
  theirs.tls = make_certificates("theirs-" + std::to_string(getpid()));
  host at("wss://127.0.0.1:0/swarm", ours);
  guest distrusts(at.address(), theirs);
  CHECK(distrusts.seen.wait_closed().find("certificate verify failed") != std::string::npos);
  auto believes = theirs;
  believes.tls.authority = ours.tls.authority;
  guest distrusted(at.address(), believes);
  CHECK(distrusted.seen.wait_closed() != "");
  auto nobody = ours;
  nobody.tls.certificate = nobody.tls.key = "";
  guest anonymous(at.address(), nobody);
  CHECK(anonymous.seen.wait_closed() != "");
  guest one_of_us(at.address(), ours);
  one_of_us.seen.wait_opened();
}

TEST_CASE("wss without its files is refused with the reason") {
  using namespace starling::transports;
  const auto to = parse_endpoint("wss://127.0.0.1:1/").value();
  CHECK(open_channel(to, {}).error().find("an authority is needed") != std::string::npos);
  channel_options options;
  options.tls.authority = "/nowhere.pem";
  CHECK(open_channel(to, {}, options).error().find("/nowhere.pem") != std::string::npos);
  options.tls.mutual = false;
  CHECK(listen(to, {}, options).error().find("needs a certificate") != std::string::npos);
}

TEST_CASE("a path that is not served is refused") {
  host at("ws://127.0.0.1:0/swarm");
  auto elsewhere = at.address();
  elsewhere += "/else";
  guest from(elsewhere);
  CHECK(from.seen.wait_closed() != "");
  CHECK(at.listening->refused() == 1);
}
