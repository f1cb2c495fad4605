#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "messages/security/envelope/envelope_header.hpp"
#include "messages/security/keys.hpp"

namespace starling::messages {

/// BLAKE2b-256 of a payload as it was sealed.
using payload_hash = octets<struct payload_hash_tag, 32>;

payload_hash hash_payload(std::span<const std::byte> payload);

/// Signs what an envelope says: "starling/envelope/1", the header's bytes, the payload's hash.
signature sign_envelope(const signing_pair& by, std::span<const std::byte> header,
                        const payload_hash& payload);
/// Errors: false also for a header longer than `envelope_header_max`.
[[nodiscard]] bool verify_envelope(const verification_key& key, std::span<const std::byte> header,
                                   const payload_hash& payload, const signature& by);

/// That a peer said something: convinces whoever knows the peer's verification key, and needs
/// neither the session's key nor, until it is disputed, the payload.
struct evidence {
  std::vector<std::byte> header;
  payload_hash payload;
  signature by;
};

/// What the owner of `key` has said, with views into `e`; none where it did not say this.
std::optional<envelope_header> proven(const evidence& e, const verification_key& key);

}  // namespace starling::messages
