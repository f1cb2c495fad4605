#include <doctest/doctest.h>

#include <cstddef>
#include <fstream>
#include <map>
#include <string>

#include "messages/types/random.hpp"
#include "tests/messages/security/envelope/mail.hpp"

// The envelope against bytes that were made by other code from its page, and against changed bytes.

using namespace starling::messages;
using namespace outside;

namespace {

std::map<std::string, std::string> golden() {
  std::ifstream in(STARLING_SOURCE_DIR "/tests/messages/security/golden/envelopes.hex");
  std::map<std::string, std::string> all;
  for (std::string name, digits; in >> name >> digits;) all[name] = digits;
  REQUIRE(all.size() == 4);
  return all;
}

std::string text_of(const fresh_envelope& opened) {
  return {reinterpret_cast<const char*>(opened.payload().data()), opened.payload().size()};
}

/// Peers 1 and 2, who seal with AES if they can.
struct pair_with_aes {
  peer_registry registry = acquainted(0);
  identity one = peer(1);
  identity two = peer(2);
  registration of(const identity& self) {
    auto t = terms();
    t.capabilities = {"aes-256-gcm"};
    const auto r = make_registration(self, t);
    REQUIRE(registry.admit(r));
    return r;
  }
  envelope_endpoint sender{one, of(one), registry, usual()};
  envelope_endpoint receiver{two, of(two), registry, usual()};
};

/// All envelopes are small, so that every bit of many can be changed.
bytes random_envelope(random_source& random, member& sender, const peer_id& to) {
  const std::string text(random.below(24), 'x');
  if (random.below(4) == 0) return sender.publish("rounds", text);
  return sender.seal(to, text, random.below(2) == 0 ? chatter : update);
}

}  // namespace

TEST_CASE("envelopes are made to the byte as other code makes them from the page") {
  auto expected = golden();
  const auto registry = acquainted(2);
  member a(1, registry);
  CHECK(to_hex(a.seal(peer(2).id(), "hello")) == expected["signed"]);
  CHECK(to_hex(a.publish("rounds", "")) == expected["topic"]);
  const bytes zeros(300);
  outgoing message{message_kind{300}, zeros};
  message.deadline = noon + std::chrono::seconds(2);
  message.correlation = correlation_id{7};
  message.compression = compression_id{3};
  bytes buffer(1000);
  const auto vouched = a.endpoint.seal(peer(2).id(), message, noon, buffer);
  REQUIRE(vouched);
  CHECK(to_hex(*vouched) == expected["vouched"]);
  if (!machine_has(aead_suite::aes_256_gcm)) return;
  pair_with_aes aes;
  const auto hello = plain("hello");
  const auto sealed = aes.sender.seal(aes.two.id(), {update, hello}, noon, buffer);
  REQUIRE(sealed);
  CHECK(to_hex(*sealed) == expected["aes"]);
}

TEST_CASE("envelopes that other code made from the page are opened") {
  auto made = golden();
  const auto registry = acquainted(2);
  member b(2, registry);
  CHECK(b.open(hex(made["signed"])) == "'hello'");
  CHECK(b.open(hex(made["vouched"])) == "'" + std::string(300, '\0') + "'");
  CHECK(b.open(hex(made["topic"])) == "''");
  if (!machine_has(aead_suite::aes_256_gcm)) return;
  pair_with_aes aes;
  auto frame = hex(made["aes"]);
  const auto opened = aes.receiver.open({frame}, noon);
  REQUIRE(opened);
  CHECK(text_of(*opened) == "hello");
  CHECK(opened->proof().has_value());
}

TEST_CASE(
    "of a thousand envelopes no changed bit and no cut is accepted, and none blocks the rest") {
  const auto registry = acquainted(2);
  member a(1, registry);
  member b(2, registry);
  random_source random(21);
  std::size_t accepted = 0;
  std::size_t lost = 0;
  std::size_t changes = 0;
  bytes changed;
  const auto refused = [&](std::span<std::byte> frame) {
    accepted += b.endpoint.open({frame}, noon) ? 1 : 0;
    ++changes;
  };
  for (std::size_t i = 0; i < 1000; ++i) {
    const auto frame = random_envelope(random, a, b.self.id());
    for (std::size_t bit = 0; bit < 8 * frame.size(); ++bit) {
      changed = frame;
      changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
      refused(changed);
    }
    for (std::size_t size = 0; size < frame.size(); ++size) {
      changed.assign(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
      refused(changed);
    }
    changed = frame;
    changed.push_back(std::byte{0});
    refused(changed);
    changed = frame;
    lost += b.endpoint.open({changed}, noon) ? 0 : 1;
  }
  CHECK(accepted == 0);
  CHECK(lost == 0);
  CHECK(changes > 1'000'000);
}

TEST_CASE("with AES, too, no changed bit is accepted") {
  if (!machine_has(aead_suite::aes_256_gcm)) {
    MESSAGE("skipped: this processor has no AES instructions");
    return;
  }
  pair_with_aes aes;
  bytes buffer(1000);
  const auto payload = plain("some twenty letters.");
  const auto sealed = aes.sender.seal(aes.two.id(), {update, payload}, noon, buffer);
  REQUIRE(sealed);
  const bytes frame(sealed->begin(), sealed->end());
  for (std::size_t bit = 0; bit < 8 * frame.size(); ++bit) {
    auto changed = frame;
    changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    REQUIRE_FALSE(aes.receiver.open({changed}, noon));
  }
  auto whole = frame;
  CHECK(aes.receiver.open({whole}, noon));
}

TEST_CASE("ten thousand envelopes in any order are each opened once") {
  const auto registry = acquainted(2);
  member a(1, registry);
  member b(2, registry);
  random_source random(22);
  std::size_t opened = 0;
  for (int batch = 0; batch < 10; ++batch) {
    std::vector<bytes> frames;
    for (int i = 0; i < 1000; ++i) frames.push_back(a.seal(b.self.id(), "x"));
    // The first introduces the sender; the others come in any order, each twice.
    for (auto copy : {frames.front(), frames.front()}) {
      opened += b.endpoint.open({copy}, noon) ? 1 : 0;
    }
    frames.erase(frames.begin());
    for (std::size_t i = frames.size(); i > 0; --i) frames.push_back(frames[i - 1]);
    random.shuffle(std::span(frames));
    for (auto& frame : frames) opened += b.endpoint.open({frame}, noon) ? 1 : 0;
  }
  CHECK(opened == 10'000);
}

TEST_CASE("random bytes are refused") {
  const auto registry = acquainted(2);
  member b(2, registry);
  random_source random(23);
  for (int i = 0; i < 100'000; ++i) {
    bytes frame(random.below(400));
    for (auto& byte : frame) byte = static_cast<std::byte>(random.below(256));
    if (frame.size() > 2) {
      frame[0] = std::byte{0x9d};
      frame[1] = std::byte{1};
    }
    REQUIRE_FALSE(b.endpoint.open({frame}, noon));
  }
}
