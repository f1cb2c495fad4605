#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "messages/security/octets.hpp"
#include "messages/security/peer_id.hpp"

// Who a peer is: two key pairs, made from two seeds. Entropy comes in as seeds; nothing here draws
// any.

namespace starling::messages {

/// The public half of a signing pair.
using verification_key = octets<struct verification_key_tag, 32>;
/// The public half of an agreement pair.
using agreement_key = octets<struct agreement_key_tag, 32>;
using signature = octets<struct signature_tag, 64>;

using signing_seed = secret<struct signing_seed_tag, 32>;
using agreement_seed = secret<struct agreement_seed_tag, 32>;
using shared_secret = secret<struct shared_secret_tag, 32>;

peer_id peer_id_of(const verification_key& key);

/// Whether the owner of `key` signed `message`; strict, so that a signature has one form.
///
/// Errors: false also for an R or a key of small order, for either in a form that is not the
///         canonical one, and for S ≥ L.
/// RFC:    8032, Ed25519, without cofactor.
[[nodiscard]] bool verify(const verification_key& key, std::span<const std::byte> message,
                          const signature& by);

/// Signs for one peer.
///
/// RFC: 8032, Ed25519; the same message always gets the same signature.
class signing_pair {
 public:
  explicit signing_pair(const signing_seed& seed);
  [[nodiscard]] const verification_key& public_key() const { return public_key_; }
  [[nodiscard]] signature sign(std::span<const std::byte> message) const;

 private:
  verification_key public_key_;
  secret<struct expanded_signing_key_tag, 64> expanded_;
};

/// Agrees with others on secrets that only the two of them can compute.
///
/// RFC: 7748, X25519; the seed is the scalar before clamping.
class agreement_pair {
 public:
  explicit agreement_pair(const agreement_seed& seed);
  [[nodiscard]] const agreement_key& public_key() const { return public_key_; }
  /// None where `other` is of small order, so that the secret would be zero for everybody.
  [[nodiscard]] std::optional<shared_secret> agree(const agreement_key& other) const;

 private:
  agreement_key public_key_;
  agreement_seed scalar_;
};

/// Whether anybody can agree on a secret with the owner of this key: it is not of small order.
[[nodiscard]] bool usable(const agreement_key& key);

/// A peer as it knows itself.
class identity {
 public:
  identity(const signing_seed& signing, const agreement_seed& agreement);
  [[nodiscard]] const peer_id& id() const { return id_; }
  [[nodiscard]] const signing_pair& signing() const { return signing_; }
  [[nodiscard]] const agreement_pair& agreement() const { return agreement_; }

 private:
  signing_pair signing_;
  agreement_pair agreement_;
  peer_id id_;
};

}  // namespace starling::messages
