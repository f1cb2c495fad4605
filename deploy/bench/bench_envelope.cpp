#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "deploy/bench/bench.hpp"
#include "messages/security/envelope/envelope_endpoint.hpp"

namespace starling::deploy {

namespace {

using messages::aead_suite;

constexpr messages::wall_time start{std::chrono::seconds(1'800'000'000)};
constexpr messages::message_kind kind{1};

template <class Secret>
Secret seed_of(unsigned number) {
  Secret out;
  out.mutate()[0] = static_cast<std::byte>(number);
  return out;
}

/// Two peers who know each other, in one swarm; both can do `suite`.
struct two_peers {
  explicit two_peers(aead_suite suite) {
    messages::registry_options o;
    o.swarm = "bench";
    o.danger_open = true;
    registry = messages::peer_registry(std::move(o));
    messages::registration_terms terms;
    terms.roles = messages::role::contributor;
    terms.capabilities = {suite == aead_suite::aes_256_gcm ? "aes-256-gcm" : "xchacha20-poly1305"};
    terms.joined = start;
    terms.swarm = "bench";
    own_a = make_registration(a, terms);
    own_b = make_registration(b, terms);
    static_cast<void>(registry.admit(own_a));
    static_cast<void>(registry.admit(own_b));
  }
  messages::identity a{seed_of<messages::signing_seed>(1), seed_of<messages::agreement_seed>(2)};
  messages::identity b{seed_of<messages::signing_seed>(3), seed_of<messages::agreement_seed>(4)};
  messages::registration own_a;
  messages::registration own_b;
  messages::peer_registry registry{messages::registry_options{}};
};

/// Seals and opens; returns microseconds of CPU time per envelope, or below zero when one failed.
double with_envelopes(messages::envelope_endpoint& from, messages::envelope_endpoint& to,
                      const messages::peer_id& receiver, bool always_signed, std::size_t count,
                      std::span<const std::byte> payload) {
  std::vector<std::byte> room(payload.size() + messages::envelope_overhead_max);
  messages::outgoing message{kind, payload};
  message.always_signed = always_signed;
  const double before = thread_cpu_seconds();
  for (std::size_t i = 0; i < count; ++i) {
    const auto sealed = from.seal(receiver, message, start, room);
    if (!sealed || !to.open({*sealed}, start)) return -1;
  }
  return (thread_cpu_seconds() - before) * 1e6 / static_cast<double>(count);
}

/// The same primitives with nothing around them: of a signed one hash, sign, encrypt, decrypt, hash
/// and verify; encrypt and decrypt of the others.
double with_libsodium(aead_suite suite, bool is_signed, std::size_t count, std::size_t size) {
  const std::vector<std::byte> header(120);
  const messages::signing_pair pair(seed_of<messages::signing_seed>(1));
  const messages::aead_key key;
  std::vector<std::byte> body(size + messages::aead_tag_size);
  const auto payload = std::span(body).first(size);
  messages::aead_nonce nonce;
  messages::signature by;
  bool held = true;
  const double before = thread_cpu_seconds();
  for (std::size_t i = 0; i < count; ++i) {
    nonce.value[0] = static_cast<std::byte>(i);
    if (is_signed) by = sign_envelope(pair, header, messages::hash_payload(payload));
    held = held && seal_in_place(suite, key, nonce, header, body) &&
           open_in_place(suite, key, nonce, header, body);
    if (is_signed) {
      held =
          held && verify_envelope(pair.public_key(), header, messages::hash_payload(payload), by);
    }
  }
  const double used = thread_cpu_seconds() - before;
  return held ? used * 1e6 / static_cast<double>(count) : -1;
}

measurement measure(const envelope_case& c, aead_suite suite, bool is_signed) {
  two_peers peers(suite);
  messages::envelope_endpoint from(peers.a, peers.own_a, peers.registry, {});
  messages::envelope_endpoint to(peers.b, peers.own_b, peers.registry, {});
  const std::vector<std::byte> payload(c.bytes);
  measurement m;
  m.bench = "envelope";
  m.unit = "CPU us to make and open one";
  m.limit_what = is_signed ? "libsodium alone: hash, sign, encrypt, decrypt, hash, verify"
                           : "libsodium alone: encrypt, decrypt";
  m.parameters = {
      {"bytes", std::to_string(c.bytes)},
      {"suite", suite == aead_suite::aes_256_gcm ? "\"aes_256_gcm\"" : "\"xchacha20_poly1305\""},
      {"by", is_signed ? "\"signature\"" : "\"session\""}};
  std::vector<double> alone;
  for (std::size_t i = 0; i < c.repetitions; ++i) {  // in turn, so that both meet the same noise
    alone.push_back(with_libsodium(suite, is_signed, c.envelopes, c.bytes));
    m.values.push_back(with_envelopes(from, to, peers.b.id(), is_signed, c.envelopes, payload));
  }
  m.limit_value = median(alone);
  return m;
}

}  // namespace

std::vector<measurement> bench_envelope(const envelope_case& c) {
  std::vector<aead_suite> suites{aead_suite::xchacha20_poly1305};
  if (messages::machine_has(aead_suite::aes_256_gcm)) suites.push_back(aead_suite::aes_256_gcm);
  std::vector<measurement> all;
  for (const auto suite : suites) {
    for (const bool is_signed : {true, false}) all.push_back(measure(c, suite, is_signed));
  }
  return all;
}

}  // namespace starling::deploy
