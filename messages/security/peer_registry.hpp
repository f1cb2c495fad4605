#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "messages/security/keys.hpp"
#include "messages/security/registration.hpp"
#include "messages/security/registration_refusal.hpp"
#include "messages/types/result.hpp"

namespace starling::messages {

/// Why an attestation hook will not have this peer; none where it will.
using attestation = std::function<std::optional<std::string>(const registration&)>;

struct registry_options {
  std::string swarm{};
  std::size_t peers_max = 10'000;   ///< Registered at a time.
  std::size_t listed_max = 10'000;  ///< On each of the lists: allowed, denied, banned.
  attestation attest{};             ///< Asked last; none: nobody is vetoed.
  /// Registers whoever signs a registration of its own and is on no list: for tests and examples.
  bool danger_open = false;
};

/// How a peer came to be in the registry, or why it is not.
enum class admission : std::uint8_t { registered, renewed, unchanged };

struct registration_refused {
  registration_refusal why = registration_refusal::malformed;
  std::string reason{};  ///< Of the attestation hook.
};

/// Who is known, with which keys. Only those on the list of the allowed get in, unless it is open.
///
/// Not safe across threads. Bounded: `peers_max`, `listed_max`. Pointers to registrations hold
/// until the next call that is not const.
class peer_registry {
 public:
  explicit peer_registry(registry_options options) : options_(std::move(options)) {}

  /// Lets a peer register; of those who are denied or banned too, the latter holds.
  /// Errors: false where the list is full.
  bool allow(const peer_id& id) { return put(allowed_, id); }
  void disallow(const peer_id& id) { allowed_.erase(id); }
  /// Keeps a peer from registering; one that is registered stays.
  bool deny(const peer_id& id) { return put(denied_, id); }
  void undeny(const peer_id& id) { denied_.erase(id); }
  /// From now on nothing from this peer is accepted; whether it is registered or not.
  bool ban(const peer_id& id) { return put(banned_, id); }
  void unban(const peer_id& id) { banned_.erase(id); }
  [[nodiscard]] bool banned(const peer_id& id) const { return banned_.contains(id); }

  /// Checks all of it and keeps it, in the place of an earlier one of the same peer.
  result<admission, registration_refused> admit(const registration& r);
  void remove(const peer_id& id) { peers_.erase(id); }

  /// Null for one that is not registered; the banned are found all the same.
  [[nodiscard]] const registration* find(const peer_id& id) const;
  [[nodiscard]] std::size_t size() const { return peers_.size(); }
  [[nodiscard]] const std::string& swarm() const { return options_.swarm; }

 private:
  using id_set = std::unordered_set<peer_id>;

  bool put(id_set& list, const peer_id& id) const;
  /// What can be known without looking at keys: cheap, so that a flood costs little.
  [[nodiscard]] std::optional<registration_refusal> unwelcome(const peer_id& id) const;

  registry_options options_;
  std::unordered_map<peer_id, registration> peers_;
  id_set allowed_;
  id_set denied_;
  id_set banned_;
};

}  // namespace starling::messages
