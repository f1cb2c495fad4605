#include "messages/security/peer_registry.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

#include "tests/messages/security/peers.hpp"

using namespace starling::messages;
using outside::noon;
using outside::peer;
using outside::registered;

namespace {

registry_options open_options() {
  registry_options o;
  o.swarm = outside::swarm_name;
  o.danger_open = true;
  return o;
}

std::optional<registration_refusal> refusal_of(peer_registry& registry, const registration& r) {
  const auto admitted = registry.admit(r);
  if (admitted) return std::nullopt;
  return admitted.error().why;
}

registration with_joined(unsigned number, wall_time joined) {
  auto t = outside::terms();
  t.joined = joined;
  return make_registration(peer(number), t);
}

}  // namespace

TEST_CASE("only the allowed register, unless the registry is open") {
  registry_options o;
  o.swarm = outside::swarm_name;
  peer_registry closed(o);
  CHECK(refusal_of(closed, registered(1)) == registration_refusal::not_allowed);
  CHECK(closed.find(peer(1).id()) == nullptr);
  CHECK(closed.allow(peer(1).id()));
  CHECK_FALSE(refusal_of(closed, registered(1)).has_value());
  REQUIRE(closed.find(peer(1).id()) != nullptr);
  CHECK(*closed.find(peer(1).id()) == registered(1));
  closed.disallow(peer(2).id());
  CHECK(refusal_of(closed, registered(2)) == registration_refusal::not_allowed);

  peer_registry open(open_options());
  CHECK_FALSE(refusal_of(open, registered(2)).has_value());
}

TEST_CASE("an open registry still checks what it is told") {
  peer_registry open(open_options());
  auto forged = registered(1);
  forged.roles = role::coordinator;
  CHECK(refusal_of(open, forged) == registration_refusal::bad_signature);
  CHECK(open.size() == 0);
}

TEST_CASE("who is denied does not register, and one that is registered stays") {
  peer_registry registry(open_options());
  CHECK(registry.deny(peer(1).id()));
  CHECK(registry.allow(peer(1).id()));
  CHECK(refusal_of(registry, registered(1)) == registration_refusal::denied);
  registry.undeny(peer(1).id());
  CHECK_FALSE(refusal_of(registry, registered(1)).has_value());
  CHECK(registry.deny(peer(1).id()));
  CHECK(registry.find(peer(1).id()) != nullptr);
}

TEST_CASE("who is banned is refused until unbanned, registered or not") {
  peer_registry registry(open_options());
  CHECK(registry.ban(peer(1).id()));
  CHECK(refusal_of(registry, registered(1)) == registration_refusal::banned);
  registry.unban(peer(1).id());
  CHECK_FALSE(refusal_of(registry, registered(1)).has_value());
  CHECK(registry.ban(peer(1).id()));
  CHECK(registry.banned(peer(1).id()));
  CHECK_FALSE(registry.banned(peer(2).id()));
  CHECK(registry.find(peer(1).id()) != nullptr);
}

TEST_CASE("a later registration takes the place of an earlier one, never the other way") {
  using std::chrono::microseconds;
  peer_registry registry(open_options());
  const auto first = with_joined(1, noon);
  const auto second = with_joined(1, noon + microseconds(1));
  CHECK(*registry.admit(first) == admission::registered);
  CHECK(*registry.admit(first) == admission::unchanged);
  CHECK(*registry.admit(second) == admission::renewed);
  CHECK(refusal_of(registry, first) == registration_refusal::stale);
  CHECK(registry.find(peer(1).id())->joined == second.joined);
  auto other_terms = outside::terms();
  other_terms.joined = second.joined;
  other_terms.roles = role::coordinator;
  CHECK(refusal_of(registry, make_registration(peer(1), other_terms)) ==
        registration_refusal::stale);
  CHECK(registry.size() == 1);
}

TEST_CASE("a known id with another agreement key is refused, although its owner signed it") {
  peer_registry registry(open_options());
  CHECK_FALSE(refusal_of(registry, registered(1)).has_value());
  const identity twin(outside::counting<signing_seed>(1), outside::counting<agreement_seed>(7));
  REQUIRE(twin.id() == peer(1).id());
  auto t = outside::terms();
  t.joined = noon + std::chrono::hours(1);
  CHECK(refusal_of(registry, make_registration(twin, t)) == registration_refusal::changed_key);
  registry.remove(peer(1).id());
  CHECK_FALSE(refusal_of(registry, make_registration(twin, t)).has_value());
}

TEST_CASE("a full registry takes no other peer but renews those it has") {
  auto o = open_options();
  o.peers_max = 2;
  peer_registry registry(o);
  CHECK_FALSE(refusal_of(registry, registered(1)).has_value());
  CHECK_FALSE(refusal_of(registry, registered(2)).has_value());
  CHECK(refusal_of(registry, registered(3)) == registration_refusal::registry_full);
  CHECK_FALSE(refusal_of(registry, with_joined(2, noon + std::chrono::hours(1))).has_value());
  registry.remove(peer(1).id());
  CHECK_FALSE(refusal_of(registry, registered(3)).has_value());
}

TEST_CASE("the lists are bounded") {
  auto o = open_options();
  o.listed_max = 1;
  peer_registry registry(o);
  CHECK(registry.ban(peer(1).id()));
  CHECK(registry.ban(peer(1).id()));
  CHECK_FALSE(registry.ban(peer(2).id()));
  CHECK_FALSE(registry.banned(peer(2).id()));
  CHECK(registry.allow(peer(1).id()));
  CHECK_FALSE(registry.allow(peer(2).id()));
  CHECK(registry.deny(peer(1).id()));
  CHECK_FALSE(registry.deny(peer(2).id()));
}

TEST_CASE("the attestation hook has the last word and its reason is kept") {
  auto o = open_options();
  std::size_t asked = 0;
  o.attest = [&asked](const registration& r) -> std::optional<std::string> {
    ++asked;
    if (r.roles.contains(role::coordinator)) return "no coordinator from outside";
    return std::nullopt;
  };
  peer_registry registry(o);
  CHECK_FALSE(refusal_of(registry, registered(1)).has_value());
  auto t = outside::terms();
  t.roles = role::coordinator | role::observer;
  const auto refused = registry.admit(make_registration(peer(2), t));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().why == registration_refusal::not_attested);
  CHECK(refused.error().reason == "no coordinator from outside");
  CHECK(asked == 2);
  auto forged = registered(3);
  forged.by_owner = {};
  CHECK(refusal_of(registry, forged) == registration_refusal::bad_signature);
  CHECK(asked == 2);
}
