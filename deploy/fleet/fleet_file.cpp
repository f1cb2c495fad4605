#include "deploy/fleet/fleet_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "deploy/config/document.hpp"
#include "deploy/config/swarm_file.hpp"
#include "deploy/config/value.hpp"
#include "deploy/report/run_directory.hpp"

namespace starling::deploy {
namespace {

using problem = std::optional<config_error>;

const std::string fleet_keys = "swarm, restarts_max, restart_after, silence_max, hosts";
constexpr std::size_t hosts_max = 1000;

bool plain_text(std::string_view text) {
  return std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Neither an option nor anything that a shell or SSH could take for more than a name.
bool sound_destination(std::string_view text) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:@-";
  return !text.starts_with('-') && text.find_first_not_of(allowed) == text.npos &&
         std::ranges::count(text, '@') <= 1;
}

/// SSH reads its own marks in the names of its files.
bool sound_ssh_path(const std::filesystem::path& path) {
  return path.string().find_first_of("\"\\$%") == std::string::npos;
}

/// What is wrong with a host on its own.
std::string why_unsound(const fleet_host& host) {
  for (const auto* text : {&host.name, &host.directory, &host.starling, &host.metrics}) {
    if (!plain_text(*text)) return "a name holds a control character";
  }
  if (host.name.find_first_of("/ ") != std::string::npos || host.name.starts_with('.')) {
    return "name: a folder is to be called like it: no slash, no blank, no dot in front";
  }
  if (host.metrics.ends_with(":0")) return "metrics: nobody could ask at a port that is picked";
  if (host.certificate.empty() != host.tls_key.empty() ||
      host.certificate.empty() != host.authority.empty()) {
    return "certificate, tls_key and ca go together";
  }
  if (host.here()) {
    const bool ssh = !host.identity.empty() || !host.known_hosts.empty();
    return ssh ? "identity and known_hosts are of SSH, which nothing here needs" : "";
  }
  if (!sound_destination(host.at)) return "at: neither `here` nor USER@ADDRESS";
  if (host.identity.empty()) return "identity is missing: SSH asks for no password";
  if (host.known_hosts.empty()) return "known_hosts is missing: no strange machine is trusted";
  for (const auto* path : {&host.identity, &host.known_hosts}) {
    if (!sound_ssh_path(*path)) return path->string() + R"(: SSH reads ", \, $ and % as marks)";
  }
  return "";
}

template <class T>
record_part<fleet_host> choice(std::string name, value<T> how, T fleet_host::*member) {
  auto made = part(std::move(name), std::move(how), member, "");
  made.required = false;
  return made;
}

value<fleet_host> host_value() {
  return record<fleet_host>({part("name", text(64, false), &fleet_host::name, ""),
                             part("at", text(255, false), &fleet_host::at, ""),
                             choice("port", whole<std::size_t>(1, 65'535), &fleet_host::port),
                             choice("identity", path(), &fleet_host::identity),
                             choice("known_hosts", path(), &fleet_host::known_hosts),
                             part("directory", text(4'096, false), &fleet_host::directory, ""),
                             choice("starling", text(4'096, false), &fleet_host::starling),
                             part("key", path(), &fleet_host::key, ""),
                             choice("certificate", path(), &fleet_host::certificate),
                             choice("tls_key", path(), &fleet_host::tls_key),
                             choice("ca", path(), &fleet_host::authority),
                             choice("metrics", text(255, false), &fleet_host::metrics)},
                            why_unsound);
}

class fleet_reader {
 public:
  explicit fleet_reader(const std::filesystem::path& path)
      : path_(path), folder_(std::filesystem::absolute(path).parent_path()) {}

  messages::result<fleet, config_error> read(const node& document) {
    problem wrong = read_keys(document);
    if (!wrong) wrong = read_swarm(document);
    if (!wrong) wrong = match_hosts();
    if (wrong) return messages::failure{*wrong};
    return std::move(into_);
  }

 private:
  [[nodiscard]] config_error error(const node& at, std::string key, std::string message,
                                   std::string accepted = "") const {
    return {path_.string(),     at.line, at.column, std::move(key), std::move(message),
            std::move(accepted)};
  }

  problem read_keys(const node& document) {
    if (document.what != node::kind::map) {
      return error(document, "", describe(document) + " is not a fleet file",
                   "a map with the keys " + fleet_keys);
    }
    for (const node& child : document.children) {
      if (auto wrong = read_key(child)) return wrong;
    }
    if (hosts_.what == node::kind::null) return error(document, "hosts", "missing", fleet_keys);
    return std::nullopt;
  }

  problem read_key(const node& given) {
    outcome wrong;
    if (given.key == "swarm") {
      wrong = path().read(given, folder_, into_.swarm_path);
    } else if (given.key == "restarts_max") {
      wrong = whole<std::size_t>(0, 1'000).read(given, folder_, into_.restarts_max);
    } else if (given.key == "restart_after") {
      wrong = duration(std::chrono::milliseconds(1)).read(given, folder_, into_.restart_after);
    } else if (given.key == "silence_max") {
      wrong = duration(std::chrono::seconds(2)).read(given, folder_, into_.silence_max);
    } else if (given.key == "hosts") {
      hosts_ = given;
      wrong = list(host_value(), 1, hosts_max).read(given, folder_, into_.hosts);
    } else {
      return config_error{path_.string(), given.key_line, given.key_column,
                          given.key,      "unknown key",  fleet_keys};
    }
    if (!wrong) return std::nullopt;
    return config_error{path_.string(),           wrong->line,    wrong->column,
                        given.key + wrong->below, wrong->message, wrong->accepted};
  }

  problem read_swarm(const node& document) {
    if (into_.swarm_path.empty()) {
      return error(document, "swarm", "missing", "the name of a swarm file");
    }
    auto file = read_swarm_file(into_.swarm_path);
    if (!file) return file.error();
    into_.swarm = std::move(file->options);
    auto whole_text = read_whole(into_.swarm_path);
    if (!whole_text) return error(document, "swarm", whole_text.error());
    into_.swarm_text = *std::move(whole_text);
    return std::nullopt;
  }

  /// One entry for each host of hosts.list, and no other.
  problem match_hosts() {
    const auto& listed_hosts = into_.swarm.hosts.list;
    std::vector<std::string> names;
    for (const auto& one : listed_hosts) names.push_back(one.name);
    for (std::size_t i = 0; i < into_.hosts.size(); ++i) {
      fleet_host& host = into_.hosts[i];
      const std::string key = "hosts[" + std::to_string(i) + "].name";
      if (std::ranges::find(names, host.name) == names.end()) {
        return error(hosts_.children[i], key,
                     "no host '" + host.name + "' in hosts.list of " + into_.swarm_path.string(),
                     listed(names));
      }
      const auto before = into_.hosts.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::ranges::find(into_.hosts.begin(), before, host.name, &fleet_host::name) != before) {
        return error(hosts_.children[i], key, '\'' + host.name + "' is given twice");
      }
      if (host.here()) host.directory = (folder_ / host.directory).lexically_normal().string();
      if (host.starling.empty() && !host.here()) host.starling = "starling";
    }
    for (const auto& name : names) {
      if (std::ranges::find(into_.hosts, name, &fleet_host::name) == into_.hosts.end()) {
        return error(hosts_, "hosts", '\'' + name + "' of hosts.list is missing");
      }
    }
    return std::nullopt;
  }

  std::filesystem::path path_;
  std::filesystem::path folder_;
  fleet into_;
  node hosts_;
};

}  // namespace

messages::result<fleet, config_error> read_fleet_text(std::string_view text,
                                                      const std::filesystem::path& path) {
  auto document = parse_document(text, path.string());
  if (!document) return messages::failure{document.error()};
  return fleet_reader(path).read(*document);
}

messages::result<fleet, config_error> read_fleet_file(const std::filesystem::path& path) {
  auto document = parse_document_file(path, "a fleet file");
  if (!document) return messages::failure{document.error()};
  return fleet_reader(path).read(*document);
}

}  // namespace starling::deploy
