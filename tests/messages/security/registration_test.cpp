#include "messages/security/registration.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "messages/types/random.hpp"
#include "tests/messages/security/peers.hpp"

using namespace starling::messages;
using outside::peer;
using outside::registered;
using outside::swarm_name;
using outside::terms;

namespace {

using change = std::function<void(registration_terms&)>;

std::optional<registration_refusal> checked_with(const change& how) {
  auto t = terms();
  how(t);
  return check(make_registration(peer(1), t), swarm_name);
}

}  // namespace

TEST_CASE("a registration that its owner signed holds, and its capabilities are in order") {
  const auto r = registered(1);
  CHECK_FALSE(check(r, swarm_name).has_value());
  CHECK(r.capabilities == std::vector<std::string>{"lz4", "zstd"});
  CHECK(r.id == peer_id_of(r.verification));
}

TEST_CASE("a registration is encoded byte for byte as its page says") {
  auto t = terms();
  t.roles = role::contributor | role::gateway;
  t.capabilities = {"zstd"};
  const auto r = make_registration(peer(1), t);
  const auto field = [](std::string length, std::span<const std::byte> bytes) {
    return std::move(length) + "000000" + to_hex(bytes);
  };
  CHECK(to_hex(encode(r)) == to_hex(outside::plain("starling/registration/1")) +
                                 field("20", r.id.bytes()) + field("20", r.verification.bytes()) +
                                 field("20", r.agreement.bytes()) + "01000000" + "05" + "01000000" +
                                 "01" + field("04", outside::plain("zstd")) + "08000000" +
                                 "0080982817650600" + field("06", outside::plain("digits")) +
                                 to_hex(r.by_owner.bytes()));
}

TEST_CASE("a registration goes there and back") {
  const auto r = registered(3);
  const auto read = decode_registration(encode(r));
  REQUIRE(read);
  CHECK(*read == r);
}

TEST_CASE("what its owner signed but should not have is refused by name") {
  using enum registration_refusal;
  CHECK(checked_with([](auto& t) { t.swarm = "letters"; }) == wrong_swarm);
  CHECK(checked_with([](auto& t) { t.swarm = ""; }) == wrong_swarm);
  CHECK(checked_with([](auto& t) { t.roles = {}; }) == no_roles);
  CHECK(checked_with([](auto& t) { t.roles.bits = 33; }) == unknown_role);
  CHECK(checked_with([](auto& t) { t.capabilities = {}; }) == no_capabilities);
  CHECK(checked_with([](auto& t) { t.capabilities = {""}; }) == bad_capability);
  CHECK(checked_with([](auto& t) { t.capabilities = {"Zstd"}; }) == bad_capability);
  CHECK(checked_with([](auto& t) { t.capabilities = {std::string(33, 'a')}; }) == bad_capability);
  CHECK_FALSE(checked_with([](auto& t) { t.capabilities = {std::string(32, 'a')}; }).has_value());
  CHECK(checked_with([](auto& t) { t.joined = {}; }) == zero_time);
  CHECK(checked_with([](auto& t) { t.joined = -t.joined.time_since_epoch() + wall_time{}; }) ==
        zero_time);
  CHECK(checked_with([](auto& t) {
          for (char c = 'a'; c < 'a' + 17; ++c) t.capabilities.push_back(std::string(1, c));
        }) == too_many_capabilities);
}

TEST_CASE("an empty swarm name does not match an empty swarm") {
  auto t = terms();
  t.swarm = "";
  CHECK(check(make_registration(peer(1), t), "") == registration_refusal::wrong_swarm);
  t.swarm = std::string(65, 'a');
  CHECK(check(make_registration(peer(1), t), t.swarm) == registration_refusal::wrong_swarm);
}

TEST_CASE("capabilities out of order or twice are refused") {
  auto r = registered(1);
  std::swap(r.capabilities[0], r.capabilities[1]);
  CHECK(check(r, swarm_name) == registration_refusal::unsorted_capabilities);
  r.capabilities[1] = r.capabilities[0];
  CHECK(check(r, swarm_name) == registration_refusal::unsorted_capabilities);
}

TEST_CASE("a missing agreement key is refused, and one of small order") {
  auto r = registered(1);
  r.agreement = {};
  CHECK(check(r, swarm_name) == registration_refusal::missing_agreement_key);
  // Signed by its owner all the same, as its owner may be the liar.
  const auto self = peer(1);
  const auto resigned = [&self](registration changed) {
    const auto bytes = encode(changed);
    changed.by_owner = self.signing().sign(std::span(bytes).first(bytes.size() - signature::size));
    return changed;
  };
  r.agreement.value[0] = std::byte{1};
  CHECK(check(r, swarm_name) == registration_refusal::bad_signature);
  CHECK(check(resigned(r), swarm_name) == registration_refusal::weak_agreement_key);
}

TEST_CASE("an id that is not the hash of the key is refused") {
  auto r = registered(1);
  r.id = peer(2).id();
  CHECK(check(r, swarm_name) == registration_refusal::id_not_of_key);
  r = registered(1);
  r.verification = peer(2).signing().public_key();
  CHECK(check(r, swarm_name) == registration_refusal::id_not_of_key);
}

TEST_CASE("the signature covers every field") {
  using enum registration_refusal;
  const std::vector<std::function<void(registration&)>> changes = {
      [](registration& r) { r.agreement = peer(2).agreement().public_key(); },
      [](registration& r) { r.roles = r.roles | role::coordinator; },
      [](registration& r) { r.capabilities.pop_back(); },
      [](registration& r) { r.capabilities.back() += 'x'; },
      [](registration& r) { r.joined += std::chrono::microseconds(1); },
      [](registration& r) { r.by_owner.value[0] ^= std::byte{1}; },
      [](registration& r) { r.by_owner = peer(2).signing().sign(encode(r)); }};
  for (const auto& apply : changes) {
    auto r = registered(1);
    apply(r);
    CHECK(check(r, swarm_name) == bad_signature);
  }
  auto r = registered(1);
  r.swarm = "letters";
  CHECK(check(r, "letters") == bad_signature);
}

TEST_CASE("no two registrations have the same signed bytes: boundaries count") {
  auto a = registered(1);
  a.capabilities = {"ab", "c"};
  auto b = a;
  b.capabilities = {"a", "bc"};
  CHECK(encode(a) != encode(b));
  b.capabilities = {"abc"};
  CHECK(encode(a) != encode(b));
}

TEST_CASE(
    "every bit counts: a changed registration is refused, or it is another and does not hold") {
  const auto good = encode(registered(1));
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    auto bytes = good;
    bytes[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    const auto read = decode_registration(bytes);
    CHECK((!read || check(*read, swarm_name).has_value()));
  }
}

TEST_CASE("a cut or continued registration is refused") {
  using enum registration_refusal;
  const auto good = encode(registered(1));
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto read = decode_registration(std::span(good).first(size));
    REQUIRE_FALSE(read);
    CHECK(read.error() == (size < 23 ? wrong_version : malformed));
  }
  auto longer = good;
  longer.push_back(std::byte{0});
  CHECK(decode_registration(longer).error() == malformed);
  CHECK(decode_registration(outside::bytes(registration_max + 1)).error() == malformed);
}

TEST_CASE("any bytes give a registration or a refusal") {
  random_source random(5);
  const auto good = encode(registered(1));
  for (int i = 0; i < 20'000; ++i) {
    auto bytes = good;
    for (int k = 0; k < 4; ++k) {
      bytes[23 + random.below(bytes.size() - 23)] = static_cast<std::byte>(random.below(256));
    }
    bytes.resize(random.below(bytes.size() + 1));
    const auto read = decode_registration(bytes);
    if (read) CHECK(encode(*read) == bytes);
  }
}

TEST_CASE("the largest registration fits its limit") {
  auto t = terms();
  t.swarm = std::string(swarm_name_max, 's');
  t.capabilities.clear();
  for (char c = 'a'; c < 'a' + 16; ++c) t.capabilities.push_back(std::string(capability_max, c));
  const auto r = make_registration(peer(1), t);
  CHECK_FALSE(check(r, t.swarm).has_value());
  CHECK(encode(r).size() <= registration_max);
  CHECK(decode_registration(encode(r)));
}
