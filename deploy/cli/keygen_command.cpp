#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>

#include <sodium/core.h>
#include <sodium/randombytes.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "deploy/cli/commands.hpp"
#include "deploy/report/run_directory.hpp"
#include "deploy/state/key_file.hpp"
#include "deploy/cli/flags.hpp"
#include "deploy/state/key_file_driver.hpp"

namespace starling::deploy {

namespace {

/// Creates a file that only its owner reads; empty, or why not. It never replaces one.
std::string write_secret(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return path + ": " + std::strerror(errno);
  const auto size = static_cast<ssize_t>(text.size());
  const bool written = write(file, text.data(), text.size()) == size && fsync(file) == 0;
  const std::string why = written ? "" : path + ": " + std::strerror(errno);
  close(file);
  if (!written) unlink(path.c_str());
  return why;
}

int keygen(const std::string& path) {
  if (sodium_init() < 0) {
    std::cerr << "starling: this machine has no source of randomness\n";
    return exit_failed;
  }
  messages::signing_seed signing;
  messages::agreement_seed agreement;
  randombytes_buf(signing.mutate().data(), messages::signing_seed::size);
  randombytes_buf(agreement.mutate().data(), messages::agreement_seed::size);
  if (const auto why = write_secret(path, key_text(signing, agreement)); !why.empty()) {
    std::cerr << "starling: " << why << '\n';
    return exit_failed;
  }
  const messages::identity self(signing, agreement);
  std::cout << messages::to_hex(self.id().value) << '\n';
  return std::cout.flush() ? exit_success : exit_failed;
struct keygen_arguments {
  std::string output = "starling.key";
  bool force = false;
};

int make_keys(const keygen_arguments& a) {
  const auto fail = [](const std::string& why, int status) {
    std::cerr << "starling: " << why << '\n';
    return status;
  };
  if (const auto why = unwritable_file(a.output); !why.empty()) {
    return fail("-o: " + why, exit_usage);
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
      "keygen", "Make the key of a host and print its peer id, for the swarm file");
  auto path = std::make_shared<std::string>();
  command->add_option("FILE", *path, "Where the secret key goes; an existing file is kept")
      ->required()
      ->type_name("");
  command->footer(
      "The file is readable by its owner alone (0600). Whoever has it can speak as this host.");
  command->callback([path, &status] { status = keygen(*path); });
  auto* command = program.add_subcommand("keygen", "Make the keys of a new peer");
  auto a = std::make_shared<keygen_arguments>();
  command->add_option("-o,--output", a->output, "The secret file; the public one is FILE.pub")
      ->capture_default_str()
      ->type_name("FILE");
  command->add_flag("--force", a->force, "Replace keys that are there: that peer is lost");
  command->footer("Prints the peer's id. The file that its owner alone may read is the peer.");
  command->callback([a, &status] { status = make_keys(*a); });
}

}  // namespace starling::deploy
