#include "deploy/cli/flags.hpp"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <system_error>

#include <unistd.h>

#include "deploy/cli/commands.hpp"

namespace starling::deploy {

namespace fs = std::filesystem;

namespace {

/// Empty, or why the folder takes no new file.
std::string unwritable_folder(const fs::path& folder) {
  std::error_code error;
  const auto status = fs::status(folder, error);
  if (!fs::exists(status)) return "there is no folder " + folder.string();
  if (!fs::is_directory(status)) return folder.string() + " is not a folder";
  if (access(folder.c_str(), W_OK | X_OK) == 0) return "";
  return folder.string() + ": " + std::generic_category().message(errno);
}

}  // namespace

void add_override_flags(CLI::App& command, override_flags& into) {
  // One value each time: what follows is not taken for another.
  command
      .add_option("--set", into.sets,
                  "Override one key of the file, as in --set rounds.max=20; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command.add_option("--seed", into.seed, "Override swarm.seed")->type_name("N");
}

messages::result<std::vector<override_value>, config_error> collect_overrides(
    const override_flags& flags) {
  auto all = environment_overrides(environ);
  if (!all) return all;
  for (const auto& text : flags.sets) {
    auto one = parse_set(text);
    if (!one) return messages::failure{one.error()};
    all->push_back(*std::move(one));
  }
  if (flags.seed) all->push_back({"swarm.seed", *flags.seed, "--seed"});
  return all;
}

CLI::Validator whole_number(std::uint64_t min, std::uint64_t max) {
  const auto check = [min, max](const std::string& text) -> std::string {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, wrong] = std::from_chars(text.data(), end, value);
    if (wrong == std::errc() && stop == end && value >= min && value <= max) return "";
    return text + " is not a whole number from " + std::to_string(min) + " to " +
           std::to_string(max);
  };
  return CLI::Validator(check, "");
}

int refuse(const config_error& error) {
  std::cerr << "starling: " << to_string(error) << '\n';
  return exit_usage;
}

std::string unwritable_file(const std::string& path) {
  if (path.empty()) return "names no file";
  std::error_code error;
  if (fs::is_directory(path, error)) return path + " is a folder, not a file";
  const fs::path folder = fs::path(path).parent_path();
  return unwritable_folder(folder.empty() ? "." : folder);
}

std::string output_directory::claim(const std::string& path) {
  if (path.empty()) return "names no folder";
  std::error_code error;
  if (fs::create_directories(path, error)) made_ = path;
  if (error) return path + ": cannot be made a folder: " + error.message();
  return unwritable_folder(path);
}

void output_directory::release() const {
  std::error_code ignored;
  if (!made_.empty()) fs::remove(made_, ignored);  // only while it is empty
}

}  // namespace starling::deploy
