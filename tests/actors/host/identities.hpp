#pragma once

#include <memory>
#include <string>

#include "actors/host/wire/sealed_line.hpp"

namespace identities {

inline const starling::messages::wall_time noon{std::chrono::hours(500'000)};

template <class Seed>
Seed seed(unsigned first) {
  Seed s;
  for (auto& b : s.mutate()) b = static_cast<std::byte>(first++);
  return s;
}

/// A host of its own for each `first`.
inline std::shared_ptr<const starling::actors::own_identity> who(
    unsigned first, const std::string& swarm = "swallows") {
  namespace messages = starling::messages;
  messages::identity keys(seed<messages::signing_seed>(first),
                          seed<messages::agreement_seed>(first + 1));
  messages::registration_terms terms;
  terms.roles = messages::role::contributor;
  terms.capabilities = {"xchacha20-poly1305"};
  terms.joined = noon;
  terms.swarm = swarm;
  auto said = messages::make_registration(keys, std::move(terms));
  return std::make_shared<const starling::actors::own_identity>(
      starling::actors::own_identity{std::move(keys), std::move(said)});
}

}  // namespace identities
