#include "deploy/report/run_directory.hpp"

#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "deploy/report/audit_lines.hpp"
#include "deploy/report/html_report.hpp"
#include "deploy/report/page/search/comparison.hpp"
#include "deploy/report/rounds_csv.hpp"
#include "deploy/report/run_json.hpp"
#include "deploy/report/safetensors.hpp"

namespace starling::deploy {

namespace {

namespace fs = std::filesystem;
using messages::failure;
using outcome = messages::result<fs::path, std::string>;

constexpr std::uintmax_t file_bytes_max = std::uintmax_t{4} << 30U;

std::string complaint(const fs::path& path, const char* what, const std::error_code& cause) {
  return path.string() + ": " + what + ": " + cause.message();
}

std::error_code last_error() {
  return {errno != 0 ? errno : EIO, std::generic_category()};
}

/// Empty where the file is missing and need not be there.
messages::result<std::string, std::string> read_file(const fs::path& path, bool required) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found && !required) return std::string();
  if (!fs::is_regular_file(status)) {
    if (!error) error = std::make_error_code(std::errc::invalid_argument);
    return failure{complaint(path, "cannot be read", error)};
  }
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return failure{complaint(path, "cannot be read", error)};
  if (size > file_bytes_max) return failure{path.string() + ": exceeds 4 GiB"};
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text(size, '\0');
  if (!in || !in.read(text.data(), static_cast<std::streamsize>(size))) {
    return failure{complaint(path, "cannot be read", last_error())};
  }
  return text;
}

/// What particles found stands in run.json; it is no model.
bool is_point(const run_result& result) {
  return result.model.precision() == messages::precision::float64;
}

std::string model_file(const report_input& input) {
  return to_safetensors(input.result.model.values(), input.layout,
                        {{"format", "starling"},
                         {"name", input.result.name},
                         {"model_hash", input.result.model_hash}});
}

/// Why `text`, read from `path`, does not fit; nothing where it is taken over.
std::optional<std::string> take_model(const fs::path& path, report_input& out) {
  auto text = read_file(path, false);
  if (!text) return text.error();
  if (text->empty()) return std::nullopt;
  auto model = from_safetensors(*text);
  if (!model) return path.string() + ": " + model.error();
  out.result.model = std::move(model->parameters);
  out.layout = std::move(model->layout);
  return std::nullopt;
}

std::optional<std::string> take_objective(const fs::path& path, report_input& out) {
  const auto text = read_file(path, false);
  if (!text) return text.error();
  if (text->empty()) return std::nullopt;
  auto objective = objective_from_json(*text);
  if (!objective) return path.string() + ": " + objective.error();
  out.objective = *std::move(objective);
  return std::nullopt;
}

}  // namespace

messages::result<std::string, std::string> read_whole(const fs::path& path) {
  return read_file(path, true);
}

outcome write_whole(const fs::path& path, std::string_view content) {
  fs::path partial = path;
  partial += ".partial";
  errno = 0;
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  if (!out) return failure{complaint(path, "cannot be written", last_error())};
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  std::error_code error;
  if (!out) {
    error = last_error();
    std::error_code ignored;
    fs::remove(partial, ignored);
    return failure{complaint(path, "cannot be written", error)};
  }
  fs::rename(partial, path, error);
  if (error) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    return failure{complaint(path, "cannot be replaced", error)};
  }
  return path;
}

outcome write_run_directory(const fs::path& directory, const report_input& input) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error && !fs::is_directory(directory, error) && !error) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (error) return failure{complaint(directory, "cannot be made a directory", error)};
  const auto write = [&](const char* name, const std::string& content) -> outcome {
    return write_whole(directory / name, content);
  };
  if (auto done = write("run.json", to_json(input.result)); !done) return done;
  if (auto done = write("rounds.csv", rounds_csv(input.result)); !done) return done;
  if (auto done = write("audit.jsonl", audit_lines(input.result)); !done) return done;
  if (!input.configuration.empty()) {
    if (auto done = write("swarm.yaml", input.configuration); !done) return done;
  }
  if (!input.topology.empty()) {
    if (auto done = write("topology.json", input.topology); !done) return done;
  }
  if (input.objective) {
    if (auto done = write("objective.json", to_json(*input.objective)); !done) return done;
  }
  if (!input.result.model.empty() && !is_point(input.result)) {
    if (auto done = write("model.safetensors", model_file(input)); !done) return done;
  }
  return write("report.html", html_report(input));
}

messages::result<report_input, std::string> read_run_directory(const fs::path& directory) {
  const auto run = read_file(directory / "run.json", true);
  if (!run) return failure{run.error()};
  auto result = from_json(*run);
  if (!result) return failure{(directory / "run.json").string() + ": " + result.error()};
  report_input out;
  out.result = std::move(*result);
  auto configuration = read_file(directory / "swarm.yaml", false);
  if (!configuration) return failure{configuration.error()};
  auto topology = read_file(directory / "topology.json", false);
  if (!topology) return failure{topology.error()};
  out.configuration = std::move(*configuration);
  out.topology = std::move(*topology);
  const auto audit = read_file(directory / "audit.jsonl", false);
  if (!audit) return failure{audit.error()};
  if (const auto read = read_audit_lines(*audit, out.result); !read) {
    return failure{(directory / "audit.jsonl").string() + ": " + read.error()};
  }
  if (auto why = take_objective(directory / "objective.json", out)) return failure{*why};
  if (auto why = take_model(directory / "model.safetensors", out)) return failure{*why};
  return out;
}

messages::result<std::vector<report_input>, std::string> read_compared(
    const std::vector<fs::path>& directories) {
  if (directories.size() >= compared_max) {
    return failure{"at most " + std::to_string(compared_max - 1) +
                   " run directories fit beside the first"};
  }
  std::vector<report_input> out;
  for (const fs::path& directory : directories) {
    auto run = read_run_directory(directory);
    if (!run) return failure{directory.string() + " is not a run directory: " + run.error()};
    out.push_back(*std::move(run));
  }
  return out;
}

outcome redraw_report(const fs::path& directory) {
  const auto input = read_run_directory(directory);
  if (!input) return failure{input.error()};
  return write_whole(directory / "report.html", html_report(*input));
}

}  // namespace starling::deploy
