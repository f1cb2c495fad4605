#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "messages/security/aead.hpp"
#include "messages/security/envelope/envelope_header.hpp"
#include "messages/security/hkdf.hpp"
#include "messages/security/keys.hpp"
#include "messages/types/time.hpp"

// From what two peers, or all of a swarm, share to the key of one hour of one direction.

namespace starling::messages {

/// What one side of a session seals and opens with; what is outgoing here is incoming there.
struct session_roots {
  session_tag tag;
  key_material outgoing;
  key_material incoming;
};

/// Whom a session is with, as the registry knows it.
struct session_peer {
  peer_id id;
  agreement_key agreement;
  aead_suite suite = aead_suite::xchacha20_poly1305;  ///< As `choose_suite` says.
};

/// The session that the registered keys make: always there, no message needed. Whoever later learns
/// one of the two secret keys can read it.
///
/// Errors: none where the peer's key is of small order.
std::optional<session_roots> registered_session(const identity& self, const session_peer& peer,
                                                std::string_view swarm);

/// A session that also needs a key pair which each side makes for it and throws away after: what
/// was sealed cannot be read later, even with the registered secret keys.
///
/// The four agreements of X25519 are ss, ee, se, es in the order of the peers' ids, as in Noise KK.
std::optional<session_roots> ephemeral_session(const identity& self, const agreement_pair& own,
                                               const session_peer& peer,
                                               const agreement_key& theirs, std::string_view swarm);

/// What all of a swarm share, to talk to many at once.
using swarm_key = secret<struct swarm_key_tag, 32>;

/// What `sender` seals with for topics; each sender has another, so that no two use one nonce.
key_material topic_root(const swarm_key& key, const peer_id& sender, std::string_view swarm);

inline constexpr std::uint32_t turns_max = 256;                    ///< Keys in an hour.
inline constexpr std::uint64_t envelopes_per_key_max = 1U << 20U;  ///< Sealed with one of them.

/// The first key of the hour; none before 1970 or 1,900 years after it.
std::optional<epoch_number> first_epoch(wall_time now);
/// Whether the hour of `epoch` is the one of `now`, the one before or the one after.
bool near(epoch_number epoch, wall_time now);

/// The key of one epoch.
aead_key epoch_key(const key_material& root, epoch_number epoch);

/// Never twice under one key: the number of the envelope in its stream, then its time.
aead_nonce envelope_nonce(sequence_number number, wall_time time);

}  // namespace starling::messages
