#include <iostream>
#include <memory>
#include <string>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "deploy/cli/commands.hpp"
#include "deploy/cli/flags.hpp"
#include "deploy/state/key_file_driver.hpp"

namespace starling::deploy {

namespace {

struct keygen_arguments {
  std::string output = "starling.key";
  bool force = false;
  bool checkpoint = false;
};

int make_keys(const keygen_arguments& a) {
  const auto fail = [](const std::string& why, int status) {
    std::cerr << "starling: " << why << '\n';
    return status;
  };
  if (const auto why = unwritable_file(a.output); !why.empty()) {
    return fail("-o: " + why, exit_usage);
  }
  if (a.checkpoint) {
    const auto why = write_file_key(a.output, fresh_file_key(), a.force);
    return why.empty() ? exit_success : fail(why, exit_failed);
  }
  const auto seeds = fresh_seeds();
  const auto why = write_key_files(a.output, seeds, a.force);
  if (!why.empty()) return fail(why, exit_failed);
  const messages::identity self(seeds.signing, seeds.agreement);
  std::cout << messages::to_hex(self.id().bytes()) << '\n';
  return exit_success;
}

}  // namespace

void add_keygen(CLI::App& program, int& status) {
  auto* command = program.add_subcommand(
      "keygen", "Make the keys of a new peer, or one that seals checkpoints");
  auto a = std::make_shared<keygen_arguments>();
  command->add_option("-o,--output", a->output, "The secret file; the public one is FILE.pub")
      ->capture_default_str()
      ->type_name("FILE");
  command->add_flag("--force", a->force, "Replace keys that are there: that peer is lost");
  command->add_flag("--checkpoint", a->checkpoint,
                    "Make a key that seals checkpoints instead; nothing is printed");
  command->footer("Prints the peer's id. The file that its owner alone may read is the peer.");
  command->callback([a, &status] { status = make_keys(*a); });
}

}  // namespace starling::deploy
