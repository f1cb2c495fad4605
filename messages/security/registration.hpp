#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "messages/security/keys.hpp"
#include "messages/security/registration_refusal.hpp"
#include "messages/types/result.hpp"
#include "messages/types/time.hpp"

// What a peer says about itself and signs: its keys, what it may be asked to do, where it belongs.

namespace starling::messages {

enum class role : std::uint8_t {
  contributor = 1,   ///< Learns and proposes.
  aggregator = 2,    ///< Combines others' proposals.
  gateway = 4,       ///< Speaks for leaves that cannot do all this themselves.
  observer = 8,      ///< Listens only.
  coordinator = 16,  ///< Opens and closes rounds.
};

/// Any of the five roles.
struct role_set {
  std::uint8_t bits = 0;

  static constexpr std::uint8_t known = 31;
  constexpr role_set() = default;
  constexpr role_set(role one) : bits(static_cast<std::uint8_t>(one)) {}  // NOLINT(*-explicit-*)
  [[nodiscard]] constexpr bool contains(role one) const {
    return (bits & static_cast<std::uint8_t>(one)) != 0;
  }
  friend constexpr role_set operator|(role_set a, role_set b) {
    role_set both;
    both.bits = static_cast<std::uint8_t>(a.bits | b.bits);
    return both;
  }
  constexpr bool operator==(const role_set&) const = default;
};
constexpr role_set operator|(role a, role b) {
  return role_set(a) | role_set(b);
}

inline constexpr std::size_t capability_max = 32;      ///< Bytes of one.
inline constexpr std::size_t capabilities_max = 16;    ///< In number.
inline constexpr std::size_t registration_max = 1024;  ///< Bytes of an encoded registration.

struct registration {
  peer_id id;
  verification_key verification;
  agreement_key agreement;
  role_set roles;
  std::vector<std::string> capabilities;  ///< In rising order, each once: "aes-256-gcm", "zstd".
  wall_time joined;                       ///< The later registration of a peer holds.
  std::string swarm;
  signature by_owner;  ///< Over all fields above.

  bool operator==(const registration&) const = default;
};

/// What a peer chooses about its registration.
struct registration_terms {
  role_set roles;
  std::vector<std::string> capabilities;  ///< Put into order and made unique.
  wall_time joined;
  std::string swarm;
};

/// Whether a swarm may have this name: 1 … `swarm_name_max` bytes.
bool valid_swarm_name(std::string_view name);

/// Signed by `self`. What the terms get wrong, `check` names.
registration make_registration(const identity& self, registration_terms terms);

/// All fields, each after its length, and the signature over the bytes before it.
///
/// Shape: "starling/registration/1", then per field a length in four bytes, little endian, and so
///        many bytes; then 64 bytes of signature.
std::vector<std::byte> encode(const registration& r);

/// Reads what `encode` wrote, and only that; says nothing yet about whether it holds.
result<registration, registration_refusal> decode_registration(std::span<const std::byte> bytes);

/// Why these fields are no registration for this swarm; none where they are one. Cost: two curve
/// operations, after all that is cheap.
std::optional<registration_refusal> check(const registration& r, std::string_view swarm);

}  // namespace starling::messages
