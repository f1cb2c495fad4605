#include "deploy/cli/own_host.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "actors/host/host_counters.hpp"
#include "deploy/report/run_directory.hpp"
#include "deploy/state/key_file_driver.hpp"

namespace starling::deploy {

namespace {

namespace fs = std::filesystem;

using outcome = messages::result<std::shared_ptr<const actors::host_settings>, host_error>;

messages::failure<host_error> flag(const char* name, std::string why) {
  return {{name, {}, std::move(why)}};
}
messages::failure<host_error> key(const char* name, std::string why) {
  return {{{}, name, std::move(why)}};
}

std::string names(const std::vector<host_options>& hosts) {
  std::string all;
  for (const auto& host : hosts) all += (all.empty() ? "" : ", ") + host.name;
  return all;
}

messages::registration introduction(const messages::identity& self, const std::string& swarm) {
  messages::registration_terms terms;
  terms.roles = messages::role::contributor | messages::role::aggregator;
  terms.capabilities = {"xchacha20-poly1305"};
  if (messages::machine_has(messages::aead_suite::aes_256_gcm)) {
    terms.capabilities.emplace_back(messages::aes_capability);
  }
  terms.joined =
      std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  terms.swarm = swarm;
  return messages::make_registration(self, std::move(terms));
}

/// Its members seal under the name and "/members".
constexpr std::size_t member_swarm_name_max = 56;

/// Until a host has noticed that others are gone, only the quorum keeps it from going on alone.
std::string refuse_majority(const swarm_options& o) {
  if (!o.hosts.keep_majority) return {};
  if (o.rounds.mode == round_mode::asynchronous) return "asynchronous rounds never wait";
  return o.rounds.quorum > 0.5 ? "" : "it needs a rounds.quorum above 0.5";
}

}  // namespace

outcome own_host(const host_flags& flags, actors::plan& run) {
  const auto& hosts = run.options.hosts;
  if (hosts.list.empty()) return key("hosts.list", "there are no hosts: starling run takes it all");
  const auto mine = std::ranges::find(hosts.list, flags.name, &host_options::name);
  if (mine == hosts.list.end()) {
    return flag("--as", "no host '" + flags.name + "' (accepted: " + names(hosts.list) + ")");
  }
  if (run.eavesdropper) {
    return key("adversaries.attack",
               std::string(run.eavesdropper->name()) +
                   " needs to see what all nodes propose: it works in one process only");
  }
  const auto seeds = read_key_file(flags.key);
  if (!seeds) return flag("--key", seeds.error());
  messages::identity self(seeds->signing, seeds->agreement);
  auto introduced = introduction(self, run.options.name);
  auto settings = std::make_shared<actors::host_settings>();
  settings->self = std::make_shared<const actors::own_identity>(
      actors::own_identity{std::move(self), std::move(introduced)});
  settings->listen = flags.listen;
  settings->certificate = flags.certificate;
  settings->key = flags.tls_key;
  settings->authority = flags.authority;
  for (const auto& [name, path] : {std::pair{"--certificate", &settings->certificate},
                                   {"--tls-key", &settings->key},
                                   {"--ca", &settings->authority}}) {
    if (path->empty()) continue;
    if (const auto there = read_whole(*path); !there) return flag(name, there.error());
  }
  const auto here = static_cast<std::size_t>(mine - hosts.list.begin());
  try {
    run.home = std::make_shared<const actors::residence>(hosts.list, here, run.graph->nodes());
  } catch (const std::invalid_argument& e) {
    return key("hosts.list", e.what());
  }
  if (auto why = actors::refuse_hosts(hosts, *settings, here); !why.empty()) {
    return key("hosts.list", std::move(why));
  }
  run.between_hosts = std::make_shared<actors::host_counters>();
  if (auto why = refuse_majority(run.options); !why.empty()) {
    return key("hosts.keep_majority", std::move(why));
  }
  if (!hosts.list.front().membership.empty()) {
    if (run.options.name.size() > member_swarm_name_max || run.options.name.ends_with("/members")) {
      return key("name",
                 "too long for hosts with a membership, at most 56 bytes, or it ends with "
                 "\"/members\"");
    }
    run.presence = std::make_shared<actors::host_presence>(hosts.list.size());
    settings->on_standing = [](std::string_view host, std::string_view standing) {
      std::fprintf(stderr, "host %s: %s\n", std::string(host).c_str(),
                   std::string(standing).c_str());
    };
  }
  return std::shared_ptr<const actors::host_settings>(std::move(settings));
}

}  // namespace starling::deploy
