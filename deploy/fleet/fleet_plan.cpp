#include "deploy/fleet/fleet_plan.hpp"

#include <algorithm>

#include "deploy/fleet/guard.hpp"
#include "deploy/report/run_directory.hpp"
#include "deploy/state/key_file_driver.hpp"

namespace starling::deploy {
namespace {

std::string host_plan(const fleet& f, const fleet_host& host, const std::string& own_program,
                      const std::filesystem::path& output) {
  auto guard = guard_command(f, host);
  // The script is the same everywhere and is shown once.
  if (host.here()) {
    guard[2] = "GUARD";
  } else {
    guard.back() = "exec sh -c GUARD starling-guard";
  }
  std::string text =
      host.name + ", " + (host.here() ? std::string("here") : "at " + host.at) + '\n';
  text += "  runs     " + shell_line(guard) + '\n';
  text += "  in       " + host.directory + '\n';
  text += "  deletes  report and checkpoint of an earlier fleet there\n";
  text += "  sends    " + f.swarm_path.string() + " as swarm.yaml\n";
  for (const auto& file : sent_files(host)) {
    text += "           " + file.from.string() + " as " + file.name + '\n';
  }
  text += "  starts   " + shell_line(node_command(f, host, own_program)) + '\n';
  text += "  brings   report/* to " + (output / host.name).string() + '\n';
  return text;
}

std::string why_impossible(const fleet& f, const fleet_host& host) {
  const auto seeds = read_key_file(host.key);
  if (!seeds) return seeds.error();
  const auto entry = std::ranges::find(f.swarm.hosts.list, host.name, &host_options::name);
  const messages::identity self(seeds->signing, seeds->agreement);
  const std::string peer = messages::to_hex(self.id().bytes());
  if (!entry->peer.empty() && entry->peer != peer) {
    return host.key.string() + ": the key of peer " + peer + ", where hosts.list says " +
           entry->peer;
  }
  std::vector<std::filesystem::path> read;
  for (const auto& file : sent_files(host)) read.push_back(file.from);
  if (!host.here()) read.insert(read.end(), {host.identity, host.known_hosts});
  for (const auto& path : read) {
    if (const auto there = read_whole(path); !there) return there.error();
  }
  return {};
}

}  // namespace

std::string plan_text(const fleet& f, const std::string& own_program,
                      const std::filesystem::path& output) {
  std::string text;
  for (const auto& host : f.hosts) text += host_plan(f, host, own_program, output) + '\n';
  return text + "GUARD is\n\n" + std::string(guard_script());
}

std::string why_impossible(const fleet& f) {
  for (const auto& host : f.hosts) {
    if (auto why = why_impossible(f, host); !why.empty()) return host.name + ": " + why;
  }
  return {};
}

}  // namespace starling::deploy
