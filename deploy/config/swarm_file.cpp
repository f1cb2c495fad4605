#include "deploy/config/swarm_file.hpp"

#include <utility>

#include "deploy/config/key.hpp"

namespace starling::deploy {
namespace {

using problem = std::optional<config_error>;

/// One key, given a value by someone.
struct setting {
  const key* what;
  node given;
  std::string file;  ///< Or the override.
  int rank;          ///< 0: the file; then override_value::rank.
  std::filesystem::path folder;
};

config_error error_of(const setting& s, const complaint& wrong) {
  return {s.file,        wrong.line,    wrong.column, s.what->path + wrong.below,
          wrong.message, wrong.accepted};
}

config_error unknown_key(const std::string& file, const node& at, const std::string& path) {
  const std::size_t dot = path.rfind('.');
  const std::string parent = dot == std::string::npos ? "" : path.substr(0, dot);
  const std::string near = nearest_key(path);
  const bool known_parent = parent.empty() || find_section(parent) != nullptr;
  return {file,
          at.key_line,
          at.key_column,
          path,
          "unknown key" + (near.empty() ? std::string() : "; did you mean " + near + '?'),
          listed(names_below(known_parent ? parent : "", nullptr))};
}

/// Turns a document into settings; knows the file's names, not its values.
class collector {
 public:
  collector(swarm_file& into, std::filesystem::path folder, std::vector<setting>& all)
      : into_(into), folder_(std::move(folder)), all_(all) {}

  problem walk(node& map, const std::string& path) {
    if (map.what == node::kind::null && !path.empty()) return std::nullopt;
    if (map.what != node::kind::map) {
      return config_error{into_.name,
                          map.line,
                          map.column,
                          path,
                          describe(map) + (path.empty() ? " is not a swarm file"
                                                        : " stands where a section is expected"),
                          (path.empty() ? "a map with the sections " : "a map with the keys ") +
                              listed(names_below(path, nullptr))};
    }
    for (node& child : map.children) {
      if (auto wrong = take(child, path.empty() ? child.key : path + '.' + child.key)) return wrong;
    }
    return std::nullopt;
  }

 private:
  problem take(node& child, const std::string& path) {
    into_.positions[path] = {into_.name, child.key_line, child.key_column};
    if (find_section(path) != nullptr) return walk(child, path);
    const key* known = find_key(path);
    if (known == nullptr) return unknown_key(into_.name, child, path);
    into_.positions[path] = {into_.name, child.line, child.column};
    all_.push_back({known, std::move(child), into_.name, 0, folder_});
    return std::nullopt;
  }

  swarm_file& into_;
  std::filesystem::path folder_;
  std::vector<setting>& all_;
};

problem foreign(const setting& s, const swarm_options& options) {
  const key* chooser = find_key(s.what->chooser);
  std::string kinds;
  for (const auto& one : s.what->defaults) kinds += (kinds.empty() ? "" : ", ") + one.kind;
  return config_error{s.file,
                      s.given.key_line,
                      s.given.key_column,
                      s.what->path,
                      "belongs to " + chooser->path + ' ' + kinds + ", not to " +
                          chooser->write(options).value_or(""),
                      listed(names_below(s.what->section, &options))};
}

/// Settings in rising rank to options: first the kinds, then what belongs to them.
class applier {
 public:
  explicit applier(swarm_options& options) : options_(options) {}

  problem apply(const std::vector<setting>& all) {
    for (const setting& s : all) {
      if (!s.what->chooses()) continue;
      if (auto wrong = s.what->read(s.given, s.folder, options_)) return error_of(s, *wrong);
      chosen_[s.what->path] = &s;
    }
    for (const setting& s : all) {
      if (s.what->chooses()) continue;
      if (auto wrong = apply_value(s)) return wrong;
    }
    return std::nullopt;
  }

  /// A kind may need keys that have no default.
  [[nodiscard]] problem missing(const std::string& file) const {
    for (const key& one : keys()) {
      if (!one.required || given_.contains(one.path) || !one.belongs(options_)) continue;
      const std::string kind = find_key(one.chooser)->write(options_).value_or("");
      config_error error{
          file, 0, 0, one.path, "missing: " + one.chooser + ' ' + kind + " needs it", one.accepted};
      if (const auto by = chosen_.find(one.chooser); by != chosen_.end()) {
        error.file = by->second->file;
        error.line = by->second->given.line;
        error.column = by->second->given.column;
      }
      return error;
    }
    return std::nullopt;
  }

 private:
  problem apply_value(const setting& s) {
    if (!s.what->belongs(options_)) {
      const auto by = chosen_.find(s.what->chooser);
      const bool overridden = by != chosen_.end() && by->second->rank > s.rank;
      return overridden ? std::nullopt : foreign(s, options_);
    }
    if (auto wrong = s.what->read(s.given, s.folder, options_)) return error_of(s, *wrong);
    given_[s.what->path] = true;
    return std::nullopt;
  }

  swarm_options& options_;
  std::map<std::string, const setting*, std::less<>> chosen_;
  std::map<std::string, bool, std::less<>> given_;
};

/// An override as a setting: its text is YAML where the key holds a list, else taken as it is.
messages::result<setting, config_error> setting_of(const override_value& one) {
  const key* known = find_key(one.key);
  if (known == nullptr) {
    config_error error = unknown_key(one.origin, {}, one.key);
    error.line = error.column = 0;
    if (find_section(one.key) != nullptr) {
      error.message = "a section; one key of it takes a value";
      error.accepted = listed(names_below(one.key, nullptr));
    }
    return messages::failure{error};
  }
  setting made{known, {}, one.origin, static_cast<int>(one.from), "."};
  made.given.what = node::kind::scalar;
  made.given.text = one.value;
  if (!known->is_list) return made;
  auto parsed = parse_document(one.value, one.origin);
  if (!parsed) {
    return messages::failure{config_error{one.origin, 0, 0, one.key,
                                          describe(made.given) + ": " + parsed.error().message,
                                          known->accepted}};
  }
  made.given = std::move(*parsed);
  return made;
}

problem apply_overrides(std::vector<setting>& all, std::span<const override_value> overrides,
                        swarm_file& file) {
  using rank = override_value::rank;
  for (const rank now : {rank::environment, rank::flag}) {
    for (const auto& one : overrides) {
      if (one.from != now) continue;
      auto made = setting_of(one);
      if (!made) return made.error();
      file.positions[one.key] = {one.origin, 0, 0};
      all.push_back(std::move(*made));
    }
  }
  file.options = {};
  applier again(file.options);
  problem wrong = again.apply(all);
  if (!wrong) wrong = again.missing(file.name);
  // A place inside an override's own text would mislead.
  if (wrong && wrong->file != file.name) wrong->line = wrong->column = 0;
  return wrong;
}

}  // namespace

messages::result<swarm_file, config_error> read_swarm_document(
    node document, const std::string& name, const std::filesystem::path& folder,
    std::span<const override_value> overrides) {
  swarm_file file;
  file.name = name;
  std::vector<setting> all;
  if (auto wrong = collector(file, folder.empty() ? "." : folder, all).walk(document, "")) {
    return messages::failure{*wrong};
  }
  applier alone(file.options);
  problem wrong = alone.apply(all);
  if (!wrong && overrides.empty()) wrong = alone.missing(name);
  if (!wrong && !overrides.empty()) wrong = apply_overrides(all, overrides, file);
  if (wrong) return messages::failure{*wrong};
  return file;
}

messages::result<swarm_file, config_error> read_swarm_text(
    std::string_view text, const std::string& name, const std::filesystem::path& folder,
    std::span<const override_value> overrides) {
  auto document = parse_document(text, name);
  if (!document) return messages::failure{document.error()};
  return read_swarm_document(*std::move(document), name, folder, overrides);
}

messages::result<swarm_file, config_error> read_swarm_file(
    const std::filesystem::path& path, std::span<const override_value> overrides) {
  auto document = parse_document_file(path, "a swarm file");
  if (!document) return messages::failure{document.error()};
  return read_swarm_document(*std::move(document), path.string(), path.parent_path(), overrides);
}

std::string to_yaml(const swarm_options& options) {
  std::string text;
  const auto depth = [](std::string_view path) {
    std::size_t dots = 0;
    for (const char c : path) dots += c == '.' ? 1 : 0;
    return dots;
  };
  std::string open;
  for (const key& one : keys()) {
    const auto value = one.write(options);
    if (!value) continue;
    if (one.section != open) {
      // A section inside one that only holds sections begins with its parent's line.
      const std::string parent = one.section.substr(0, one.section.find('.'));
      if (parent != open && parent != one.section && !open.starts_with(parent)) {
        text += parent + ":\n";
      }
      text += std::string(2 * depth(one.section), ' ') +
              one.section.substr(one.section.rfind('.') + 1) + ":\n";
      open = one.section;
    }
    text += std::string(2 * depth(one.path), ' ') + one.name + ": " + *value + '\n';
  }
  return text;
}

origin locate(const swarm_file& file, std::string_view key) {
  for (std::string path(key); !path.empty();) {
    if (const auto found = file.positions.find(path); found != file.positions.end()) {
      return found->second;
    }
    const std::size_t dot = path.rfind('.');
    path.resize(dot == std::string::npos ? 0 : dot);
  }
  return {file.name, 0, 0};
}

config_error error_at(const swarm_file& file, std::string key, std::string message,
                      std::string accepted) {
  const origin at = locate(file, key);
  return {at.file, at.line, at.column, std::move(key), std::move(message), std::move(accepted)};
}

}  // namespace starling::deploy
