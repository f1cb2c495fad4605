#include "messages/security/peer_registry.hpp"

#include <utility>

namespace starling::messages {

bool peer_registry::put(id_set& list, const peer_id& id) const {
  if (list.size() >= options_.listed_max && !list.contains(id)) return false;
  list.insert(id);
  return true;
}

std::optional<registration_refusal> peer_registry::unwelcome(const peer_id& id) const {
  if (banned_.contains(id)) return registration_refusal::banned;
  if (denied_.contains(id)) return registration_refusal::denied;
  if (!options_.danger_open && !allowed_.contains(id)) return registration_refusal::not_allowed;
  if (peers_.size() >= options_.peers_max && !peers_.contains(id)) {
    return registration_refusal::registry_full;
  }
  return std::nullopt;
}

result<admission, registration_refused> peer_registry::admit(const registration& r) {
  if (const auto why = unwelcome(r.id)) return failure{registration_refused{*why}};
  const auto known = peers_.find(r.id);
  if (known != peers_.end() && known->second == r) return admission::unchanged;
  if (const auto why = check(r, options_.swarm)) return failure{registration_refused{*why}};
  if (known != peers_.end()) {
    if (known->second.agreement != r.agreement) {
      return failure{registration_refused{registration_refusal::changed_key}};
    }
    if (known->second.joined >= r.joined) {
      return failure{registration_refused{registration_refusal::stale}};
    }
  }
  if (options_.attest) {
    if (auto veto = options_.attest(r)) {
      return failure{registration_refused{registration_refusal::not_attested, std::move(*veto)}};
    }
  }
  const bool renewed = known != peers_.end();
  peers_.insert_or_assign(r.id, r);
  return renewed ? admission::renewed : admission::registered;
}

const registration* peer_registry::find(const peer_id& id) const {
  const auto found = peers_.find(id);
  return found == peers_.end() ? nullptr : &found->second;
}

}  // namespace starling::messages
