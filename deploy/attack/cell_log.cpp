#include "deploy/attack/cell_log.hpp"

#include <cerrno>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "deploy/report/figures.hpp"

namespace starling::deploy {
namespace {

namespace fs = std::filesystem;
using ordered = nlohmann::ordered_json;

std::string last_error() {
  return std::generic_category().message(errno != 0 ? errno : EIO);
}

std::string head_of(const grid& g, std::string_view kernel) {
  return ordered{{"grid", content_hash_of(g)}, {"name", g.name}, {"kernel", std::string(kernel)}}
      .dump();
}

/// Why a log with the head `found` does not go on with `wanted`.
std::string difference(const std::string& found, const std::string& wanted) {
  const auto parsed = nlohmann::json::parse(found, nullptr, false);
  const auto ours = nlohmann::json::parse(wanted);
  const auto text = [](const nlohmann::json& of, const char* key) {
    const auto at = of.is_object() ? of.find(key) : of.end();
    return at != of.end() && at->is_string() ? printable(at->get<std::string>()) : std::string();
  };
  if (text(parsed, "grid").empty()) return "is no log of an attack grid";
  if (text(parsed, "grid") != text(ours, "grid")) {
    return "holds results of another grid, '" + text(parsed, "name") + "' " +
           text(parsed, "grid").substr(0, 8) + "; this one is '" + text(ours, "name") + "' " +
           text(ours, "grid").substr(0, 8);
  }
  if (text(parsed, "kernel") != text(ours, "kernel")) {
    return "was computed with the BLAS kernel " + text(parsed, "kernel") + ", not " +
           text(ours, "kernel") + ", which gives other bits";
  }
  return "";
}

}  // namespace

fs::path cell_log_path(const fs::path& directory) {
  return directory / "cells.jsonl";
}

std::string cell_log::read(const grid& g, const std::string& text, const std::string& head) {
  std::size_t number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    const std::string line = text.substr(start, end - start);
    start = end + 1;
    if (++number == 1) {
      if (auto why = difference(line, head); !why.empty()) return path_.string() + ' ' + why;
      continue;
    }
    auto result = from_line(g, line);
    if (!result) return path_.string() + ':' + std::to_string(number) + ": " + result.error();
    const std::size_t cell = result->cell;
    results_[cell] = *std::move(result);
  }
  return "";
}

messages::result<cell_log, std::string> cell_log::open(const fs::path& directory, const grid& g,
                                                       std::string_view kernel) {
  cell_log log;
  log.path_ = cell_log_path(directory);
  log.results_.resize(g.size());
  const std::string head = head_of(g, kernel);
  std::string text;
  std::error_code error;
  if (fs::exists(log.path_, error)) {
    errno = 0;
    std::ifstream in(log.path_, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(in), {});
    if (!in || in.bad()) return messages::failure{log.path_.string() + ": " + last_error()};
    const std::size_t whole = text.rfind('\n') + 1;  // npos + 1 is 0
    text.resize(whole);
    if (auto why = log.read(g, text, head); !why.empty()) return messages::failure{why};
    fs::resize_file(log.path_, whole, error);
    if (error) return messages::failure{log.path_.string() + ": " + error.message()};
  }
  errno = 0;
  log.out_.open(log.path_, std::ios::binary | std::ios::app);
  if (text.empty()) log.out_ << head << '\n' << std::flush;
  if (!log.out_) return messages::failure{log.path_.string() + ": " + last_error()};
  return log;
}

std::string cell_log::append(const grid& g, const cell_result& result) {
  errno = 0;
  out_ << to_line(g, result) << '\n' << std::flush;
  return out_ ? "" : path_.string() + ": " + last_error();
}

}  // namespace starling::deploy
