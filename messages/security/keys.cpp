#include "messages/security/keys.hpp"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_scalarmult_curve25519.h>
#include <sodium/crypto_sign_ed25519.h>

namespace starling::messages {

peer_id peer_id_of(const verification_key& key) {
  peer_id id;
  crypto_hash_sha256(sodium_output(std::span(id.value)), sodium_bytes(key.bytes()), key.size);
  return id;
}

bool verify(const verification_key& key, std::span<const std::byte> message, const signature& by) {
  return crypto_sign_ed25519_verify_detached(sodium_bytes(by.bytes()), sodium_bytes(message),
                                             message.size(), sodium_bytes(key.bytes())) == 0;
}

signing_pair::signing_pair(const signing_seed& seed) {
  crypto_sign_ed25519_seed_keypair(sodium_output(std::span(public_key_.value)),
                                   sodium_output(expanded_.mutate()), sodium_bytes(seed.bytes()));
}

signature signing_pair::sign(std::span<const std::byte> message) const {
  signature out;
  crypto_sign_ed25519_detached(sodium_output(std::span(out.value)), nullptr, sodium_bytes(message),
                               message.size(), sodium_bytes(expanded_.bytes()));
  return out;
}

agreement_pair::agreement_pair(const agreement_seed& seed) : scalar_(seed.copy()) {
  crypto_scalarmult_curve25519_base(sodium_output(std::span(public_key_.value)),
                                    sodium_bytes(scalar_.bytes()));
}

std::optional<shared_secret> agreement_pair::agree(const agreement_key& other) const {
  shared_secret out;
  if (crypto_scalarmult_curve25519(sodium_output(out.mutate()), sodium_bytes(scalar_.bytes()),
                                   sodium_bytes(other.bytes())) != 0) {
    return std::nullopt;
  }
  return out;
}

bool usable(const agreement_key& key) {
  // Any scalar will do: clamping makes each a multiple of the cofactor.
  const agreement_seed any;
  return agreement_pair(any).agree(key).has_value();
}

identity::identity(const signing_seed& signing, const agreement_seed& agreement)
    : signing_(signing), agreement_(agreement), id_(peer_id_of(signing_.public_key())) {}

}  // namespace starling::messages
