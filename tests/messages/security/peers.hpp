#pragma once

#include <chrono>
#include <string>

#include "messages/security/keys.hpp"
#include "messages/security/registration.hpp"
#include "tests/messages/security/vectors.hpp"

// Peers with known keys, for tests.

namespace outside {

inline const std::string swarm_name = "digits";

/// 2027-01-15, as any other day.
inline constexpr starling::messages::wall_time noon{std::chrono::seconds(1'800'000'000)};

/// The peer of this number: always the same keys.
inline starling::messages::identity peer(unsigned number) {
  return {counting<starling::messages::signing_seed>(number),
          counting<starling::messages::agreement_seed>(number + 100)};
}

inline starling::messages::registration_terms terms() {
  return {starling::messages::role::contributor, {"zstd", "lz4"}, noon, swarm_name};
}

inline starling::messages::registration registered(unsigned number) {
  return make_registration(peer(number), terms());
}

}  // namespace outside
