#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "deploy/fleet/fleet_file.hpp"
#include "messages/types/result.hpp"

// A guard is a shell script that runs one node where the node is to run, and ends it when nobody
// speaks to it any more. It reads words on stdin, tells on stdout (see `guard_talk`), and hands on
// what the node says on stderr.

namespace starling::deploy {

/// POSIX sh; no name, no secret and no setting is in it.
std::string_view guard_script();

/// One word of a shell's command line, whatever is in it.
std::string shell_quoted(std::string_view word);
/// Several, with blanks between.
std::string shell_line(const std::vector<std::string>& words);

/// What starts a guard, here or over SSH.
std::vector<std::string> guard_command(const fleet& f, const fleet_host& host);
/// What makes SSH carry bytes to an address there, and nothing else.
std::vector<std::string> forward_command(const fleet& f, const fleet_host& host,
                                         const std::string& address);

/// A file that is sent to the node, with mode 0600.
struct sent_file {
  std::string name;  ///< There.
  std::filesystem::path from;
};
/// The keys and certificates of a host; its swarm file is sent too.
std::vector<sent_file> sent_files(const fleet_host& host);

/// The node's own command line. `own_program`: what runs here where the file names nothing.
std::vector<std::string> node_command(const fleet& f, const fleet_host& host,
                                      const std::string& own_program);

/// What a guard hears first: its directory, the files, the command. `again`: the node goes on from
/// its checkpoint, and what it wrote before stays.
///
/// Errors: one sentence where a file cannot be read, or is not text.
messages::result<std::string, std::string> opening_words(const fleet& f, const fleet_host& host,
                                                         const std::string& own_program,
                                                         bool again);

}  // namespace starling::deploy
