#include "deploy/fleet/guard.hpp"

#include <chrono>
#include <utility>

#include "deploy/report/run_directory.hpp"

namespace starling::deploy {
namespace {

// `.alive` counts the words that came. A node that is not heard of for half of the silence twice is
// asked to leave, and killed ten seconds later. Nothing that stays behind holds a stream open.
constexpr std::string_view script = R"sh(umask 077
trap '' PIPE HUP
tell() { printf '%s\n' "$*"; }
fail() { printf 'guard: %s\n' "$*" >&2; exit 64; }
end() { kill -s TERM "$node"; sleep 10; kill -s KILL "$node"; }
set --
word=
while IFS= read -r line; do
  word=${line%% *} rest=${line#* }
  case $word in
    directory)
      mkdir -p -- "$rest" && cd -- "$rest" || fail "$rest cannot be used"
      [ -e .starling-fleet ] || [ -z "$(ls -A)" ] || fail "$rest holds what is not of a fleet"
      if [ -s node.pid ] && kill -0 "$(cat node.pid)" 2>/dev/null; then
        fail "a node runs in $rest: process $(cat node.pid)"
      fi
      : >.starling-fleet || fail "$rest cannot be written" ;;
    file)
      while IFS= read -r line && [ "$line" != . ]; do printf '%s\n' "${line#|}"; done >"$rest.part"
      [ "$line" = . ] && mv -f -- "$rest.part" "$rest" || fail "$rest cannot be written" ;;
    silence) half=$rest ;;
    word) set -- "$@" "$rest" ;;
    fresh) rm -rf report checkpoint ;;
    resume) [ -s checkpoint ] && set -- "$@" --resume checkpoint ;;
    start) break ;;
    *) fail "no word '$word'" ;;
  esac
done
[ "$word" = start ] || exit 64
exec 3<&0 </dev/null
: >.alive
"$@" 3<&- >&2 &
node=$!
tell "$node" >node.pid
tell started "$node"
(
  exec >/dev/null 2>&1
  count=0
  while IFS= read -r word <&3; do
    case $word in
      alive) count=$((count + 1)); tell "$count" >.alive ;;
      TERM | KILL) kill -s "$word" "$node" ;;
    esac
  done
  exec 3<&-
  end
) &
reader=$!
(
  exec >/dev/null 2>&1 3<&-
  last=
  while sleep "$half"; do
    now=$(cat .alive)
    [ "$now" != "$last" ] || break
    last=$now
  done
  end
) &
watchdog=$!
wait "$node"
status=$?
kill "$reader" "$watchdog" 2>/dev/null
rm -f node.pid .alive
tell exited "$status"
for file in report/*; do
  [ -f "$file" ] || continue
  size=$(wc -c <"$file")
  tell file "$((size))" "${file##*/}"
  cat -- "$file"
done
tell over
)sh";

constexpr std::size_t sent_bytes_max = std::size_t{1} << 20U;

std::string whole_seconds(std::chrono::microseconds time) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(time).count());
}

std::vector<std::string> ssh_options(const fleet& f, const fleet_host& host) {
  constexpr int asked_max = 3;
  std::vector<std::string> words{
      "ssh", "-T", "-F", "none", "-p", std::to_string(host.port), "-i", host.identity.string()};
  for (const auto& option :
       {std::string("BatchMode=yes"), std::string("IdentitiesOnly=yes"),
        std::string("PreferredAuthentications=publickey"), std::string("StrictHostKeyChecking=yes"),
        "UserKnownHostsFile=\"" + host.known_hosts.string() + '"',
        std::string("GlobalKnownHostsFile=/dev/null"), std::string("UpdateHostKeys=no"),
        std::string("LogLevel=ERROR"), std::string("ConnectTimeout=10"),
        "ServerAliveInterval=" + whole_seconds(f.silence_max / asked_max + std::chrono::seconds(1)),
        "ServerAliveCountMax=" + std::to_string(asked_max)}) {
    words.insert(words.end(), {"-o", option});
  }
  return words;
}

/// Lines with a bar in front, then a dot: nothing in a file is taken for its end.
messages::result<std::string, std::string> file_words(const std::string& name,
                                                      std::string_view content) {
  if (content.size() > sent_bytes_max) return messages::failure{name + ": larger than 1 MiB"};
  if (content.find('\0') != content.npos) return messages::failure{name + ": not text"};
  std::string words = "file " + name + '\n';
  while (!content.empty()) {
    const auto end = content.find('\n');
    words += '|' + std::string(content.substr(0, end)) + '\n';
    content.remove_prefix(end == content.npos ? content.size() : end + 1);
  }
  return words + ".\n";
}

}  // namespace

std::string_view guard_script() {
  return script;
}

std::string shell_quoted(std::string_view word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:@/=,+-";
  if (!word.empty() && word.find_first_not_of(plain) == word.npos) return std::string(word);
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
  return text + '\'';
}

std::string shell_line(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + shell_quoted(word);
  return text;
}

std::vector<std::string> guard_command(const fleet& f, const fleet_host& host) {
  const std::vector<std::string> guard{"sh", "-c", std::string(script), "starling-guard"};
  if (host.here()) return guard;
  auto words = ssh_options(f, host);
  words.insert(words.end(), {"--", host.at, "exec " + shell_line(guard)});
  return words;
}

std::vector<std::string> forward_command(const fleet& f, const fleet_host& host,
                                         const std::string& address) {
  auto words = ssh_options(f, host);
  words.insert(words.end(), {"-W", address, "--", host.at});
  return words;
}

std::vector<sent_file> sent_files(const fleet_host& host) {
  std::vector<sent_file> all{{"node.key", host.key}};
  if (!host.certificate.empty()) {
    all.push_back({"certificate.pem", host.certificate});
    all.push_back({"tls.key.pem", host.tls_key});
    all.push_back({"authority.pem", host.authority});
  }
  return all;
}

std::vector<std::string> node_command(const fleet& f, const fleet_host& host,
                                      const std::string& own_program) {
  std::vector<std::string> words{host.starling.empty() ? own_program : host.starling,
                                 "node",
                                 "swarm.yaml",
                                 "--as",
                                 host.name,
                                 "--key",
                                 "node.key",
                                 "--report",
                                 "report"};
  const auto add = [&words](std::initializer_list<std::string> more) {
    words.insert(words.end(), more);
  };
  if (!host.certificate.empty()) {
    add({"--certificate", "certificate.pem", "--tls-key", "tls.key.pem", "--ca", "authority.pem"});
  }
  if (!host.metrics.empty()) add({"--metrics", host.metrics});
  if (f.swarm.checkpoint.every > 0) add({"--set", "checkpoint.path=checkpoint"});
  return words;
}

messages::result<std::string, std::string> opening_words(const fleet& f, const fleet_host& host,
                                                         const std::string& own_program,
                                                         bool again) {
  std::string words = "directory " + host.directory + '\n';
  auto swarm = file_words("swarm.yaml", f.swarm_text);
  if (!swarm) return swarm;
  words += *swarm;
  for (const auto& one : sent_files(host)) {
    const auto content = read_whole(one.from);
    if (!content) return content;
    const auto file = file_words(one.name, *content);
    if (!file) return file;
    words += *file;
  }
  words += "silence " + whole_seconds(f.silence_max / 2) + '\n';
  words += again ? "" : "fresh\n";
  for (const auto& word : node_command(f, host, own_program)) words += "word " + word + '\n';
  if (again) words += "resume\n";
  return words + "start\n";
}

}  // namespace starling::deploy
