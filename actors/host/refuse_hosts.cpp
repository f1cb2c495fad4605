#include <cstddef>
#include <optional>
#include <utility>

#include "actors/host/bulk/packer.hpp"
#include "actors/host/host_settings.hpp"
#include "actors/host/wire/address.hpp"

namespace starling::actors {

namespace {

/// What is wrong with one host, if anything is; notes whether it is beyond this machine.
std::optional<std::string> refuse(const host_options& host, bool member, bool& remote) {
  if (!host.address.empty() || !member) {
    const auto at = parse_address(host.address);
    if (!at) return at.error();
    remote = remote || needs_tls(*at);
  }
  if (!messages::octets_from_hex<messages::peer_id>(host.peer)) {
    return "peer is not 64 hexadecimal digits, as `starling keygen` prints them";
  }
  if (member != !host.membership.empty()) {
    return "it has a membership address and others have none, or the other way round";
  }
  if (member) {
    if (const auto at = parse_datagram_address(host.membership); !at) return at.error();
  }
  return std::nullopt;
}

/// What is wrong with how hosts find each other; empty: nothing.
std::string refuse_membership(const hosts_options& hosts) {
  const bool member = !hosts.list.front().membership.empty();
  if (!member) {
    if (!hosts.beacon.empty()) return "a beacon needs hosts with a membership address";
    if (hosts.keep_majority) return "keep_majority needs hosts with a membership address";
    return {};
  }
  if (!hosts.beacon.empty()) {
    const auto at = parse_datagram_address(hosts.beacon);
    if (!at) return "beacon: " + at.error();
    if (at->port == 0) return "beacon: it needs a port that all share";
    return {};
  }
  for (const auto& host : hosts.list) {
    if (!dialable(*parse_datagram_address(host.membership))) {
      return host.name + ": without a beacon nobody finds " + host.membership;
    }
  }
  return {};
}

std::string refuse_twice(const std::vector<host_options>& list) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (list[k].name == list[i].name) return list[i].name + ": its name comes twice";
      if (list[k].peer == list[i].peer) return list[i].name + ": its peer comes twice";
    }
  }
  return {};
}

}  // namespace

std::string refuse_hosts(const hosts_options& hosts, const host_settings& settings,
                         std::size_t here) {
  bool remote = false;
  const bool member = !hosts.list.front().membership.empty();
  for (const auto& host : hosts.list) {
    if (auto why = refuse(host, member, remote)) return host.name + ": " + *why;
  }
  if (auto why = refuse_twice(hosts.list); !why.empty()) return why;
  if (auto why = refuse_membership(hosts); !why.empty()) return why;
  if (const auto how = parse_packing(hosts.compression, 1, false); !how) return how.error();
  const auto& own = hosts.list[here];
  if (settings.listen.empty() && own.address.empty()) {
    return own.name + ": it has no address, so --listen must say where it listens";
  }
  if (!settings.listen.empty()) {
    const auto at = parse_address(settings.listen);
    if (!at) return at.error();
    remote = remote || needs_tls(*at);
  }
  const bool all = settings.tls() && !settings.key.empty() && !settings.authority.empty();
  const bool none = !settings.tls() && settings.key.empty() && settings.authority.empty();
  if (!all && !none) {
    return "mutual TLS needs a certificate, its key and the authority that signed it";
  }
  if (remote && !all) {
    return "addresses outside this machine need mutual TLS: a certificate, its key and the "
           "authority that signed it";
  }
  if (hosts.silence_max < 2 * hosts.heartbeat) {
    return "silence_max is less than two heartbeats: healthy hosts would be given up";
  }
  if (own.peer != messages::to_hex(settings.self->registration.id.value)) {
    return own.name + ": its peer is not that of the key given: " +
           messages::to_hex(settings.self->registration.id.value);
  }
  return {};
}

}  // namespace starling::actors
