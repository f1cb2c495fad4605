#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace starling::messages {

/// Why a peer was not registered. A refusal is a value: counted, reported, never fatal.
enum class registration_refusal : std::uint8_t {
  malformed,              ///< The bytes are no registration, or something follows it.
  wrong_version,          ///< It does not begin with the tag of the version that is spoken here.
  wrong_swarm,            ///< It names another swarm, or none.
  id_not_of_key,          ///< The id is not the hash of the verification key.
  missing_agreement_key,  ///< The agreement key is zero.
  weak_agreement_key,     ///< The agreement key is of small order: every secret would be zero.
  no_roles,               ///< It asks for no role.
  unknown_role,           ///< It asks for a role that does not exist.
  no_capabilities,        ///< The list of capabilities is empty.
  too_many_capabilities,  ///< More than `capabilities_max`.
  bad_capability,  ///< One is empty, too long, or not in small letters, digits, '-', '.', '_'.
  unsorted_capabilities,  ///< They are not in rising order, each once.
  zero_time,              ///< It says no time of joining.
  bad_signature,          ///< The owner of the verification key did not sign these very fields.
  changed_key,            ///< The id is known with another agreement key.
  stale,                  ///< A later registration of this peer is known.
  banned,                 ///< The peer was banned.
  denied,                 ///< The peer is on the list of those who are denied.
  not_allowed,            ///< The peer is not on the list of those who are allowed.
  not_attested,           ///< The attestation hook vetoed it.
  registry_full,          ///< As many peers are registered as there is room for.
};

inline constexpr std::size_t registration_refusal_kinds = 21;

inline constexpr std::array<std::string_view, registration_refusal_kinds>
    registration_refusal_names = {"malformed",
                                  "wrong_version",
                                  "wrong_swarm",
                                  "id_not_of_key",
                                  "missing_agreement_key",
                                  "weak_agreement_key",
                                  "no_roles",
                                  "unknown_role",
                                  "no_capabilities",
                                  "too_many_capabilities",
                                  "bad_capability",
                                  "unsorted_capabilities",
                                  "zero_time",
                                  "bad_signature",
                                  "changed_key",
                                  "stale",
                                  "banned",
                                  "denied",
                                  "not_allowed",
                                  "not_attested",
                                  "registry_full"};

constexpr std::string_view to_string(registration_refusal r) {
  return registration_refusal_names[static_cast<std::size_t>(r)];
}

}  // namespace starling::messages
