#include <algorithm>

#include <charconv>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "actors/jury/thread_workers_driver.hpp"
#include "aggregation/catalogue.hpp"
#include "deploy/cli/commands.hpp"
#include "deploy/cli/flags.hpp"
#include "deploy/config/swarm_file.hpp"
#include "deploy/report/npy.hpp"
#include "deploy/report/run_directory.hpp"
#include "optimizers/datasets/npy.hpp"

namespace starling::deploy {

namespace {

using messages::failure;
using messages::result;
using optimizers::data_error;
using optimizers::npy_array;

constexpr std::uint64_t rows_max = 1'000'000;

struct aggregate_arguments {
  std::string input;
  std::string rule;
  std::optional<std::string> byzantine;  ///< A number, or a ratio, which has a point.
  std::string before;
  override_flags overrides;
  std::optional<std::size_t> trusted;
  std::optional<std::string> origin;
  std::size_t threads = 1;
  std::optional<std::string> output;
  bool json = false;
};

/// What is to be done, read and found legal.
struct task {
  aggregation_options options;
  std::unique_ptr<aggregation::rule> rule;
  std::vector<messages::contribution> rows;
  aggregation::round_context context;
  std::size_t value_bytes = 0;
};

bool is_ratio(const std::string& f) {
  return f.find('.') != std::string::npos;
}

/// Not the key aggregation.byzantine, which some rules lack: pre-steps need f before any rule.
CLI::Validator count_or_ratio() {
  const auto check = [count = whole_number(0, rows_max)](const std::string& text) {
    return is_ratio(text) ? "" : count(text);
  };
  return CLI::Validator(check, "");
}

result<swarm_options, std::string> options_of(const aggregate_arguments& a) {
  auto overrides = collect_overrides(a.overrides);
  if (!overrides) return failure{to_string(overrides.error())};
  for (const auto& one : *overrides) {
    if (one.origin.starts_with("--set") && !one.key.starts_with("aggregation.")) {
      return failure{one.origin + ": only the keys of aggregation mean something here"};
    }
  }
  overrides->push_back({"aggregation.rule", a.rule, "--rule"});
  if (!a.before.empty()) {
    overrides->push_back({"aggregation.before", '[' + a.before + ']', "--before"});
  }
  if (a.byzantine && is_ratio(*a.byzantine)) {
    overrides->push_back({"aggregation.byzantine_ratio", *a.byzantine, "--f"});
  }
  const auto file = read_swarm_text("{}", "", ".", *overrides);
  if (!file) return failure{to_string(file.error())};
  return file->options;
}

result<npy_array, std::string> matrix(const std::string& path) {
  auto read = optimizers::read_npy(path, optimizers::npy_values::any);
  if (!read) return failure{to_string(read.error())};
  data_error wrong{.file = path, .offset = read->data_offset};
  if (read->shape.size() != 2) {
    wrong.expected = "a matrix: rows × parameters";
    wrong.found = std::to_string(read->shape.size()) + " dimensions";
    return failure{to_string(wrong)};
  }
  if (read->kind != 'f') {
    wrong.expected = "floating-point numbers: <f4 or <f8";
    wrong.found = '<' + std::string(1, read->kind) + std::to_string(read->value_bytes);
    return failure{to_string(wrong)};
  }
  if (read->shape[0] > rows_max) {
    wrong.expected = "at most " + std::to_string(rows_max) + " rows";
    wrong.found = std::to_string(read->shape[0]);
    return failure{to_string(wrong)};
  }
  return std::move(*read);
}

std::vector<messages::contribution> rows_of(const npy_array& all) {
  std::vector<messages::contribution> rows;
  const std::size_t d = all.shape[1];
  for (std::size_t i = 0; i < all.shape[0]; ++i) {
    rows.push_back({messages::node_id{static_cast<std::uint32_t>(i)},
                    messages::tensor(std::span(all.values).subspan(i * d, d)),
                    messages::sample_count{1}, 1, 0});
  }
  return rows;
}

result<messages::tensor, std::string> origin_of(const std::string& path, std::size_t d) {
  const auto read = optimizers::read_npy(path);
  if (!read) return failure{to_string(read.error())};
  if (read->values.size() == d) return messages::tensor(std::span(read->values));
  return failure{to_string(data_error{.file = path,
                                      .offset = read->data_offset,
                                      .expected = std::to_string(d) + " numbers, as in a row",
                                      .found = std::to_string(read->values.size())})};
}

/// Empty, or why (n, f) or the trusted row will not do.
std::string why_illegal(const task& t) {
  const std::size_t n = t.rows.size();
  if (const auto why = aggregation::refuse_illegal(*t.rule, n, t.context.byzantine)) return *why;
  if (t.context.trusted && t.context.trusted->value >= n) {
    return "--trusted: there is no row " + std::to_string(t.context.trusted->value) +
           " (accepted: 0 to " + std::to_string(n - 1) + ')';
  }
  if (t.rule->needs_trusted() && !t.context.trusted) {
    return std::string(t.rule->name()) + " measures against a trusted row: name it with --trusted";
  }
  return "";
}

result<task, std::string> prepare(const aggregate_arguments& a) {
  const auto options = options_of(a);
  if (!options) return failure{options.error()};
  task t;
  t.options = options->aggregation;
  auto made = aggregation::make_rule(t.options);
  if (!made) return failure{made.error()};
  t.rule = std::move(*made);
  const auto read = matrix(a.input);
  if (!read) return failure{read.error()};
  t.rows = rows_of(*read);
  t.value_bytes = read->value_bytes;
  t.context.byzantine = a.byzantine && !is_ratio(*a.byzantine)
                            ? std::stoull(*a.byzantine)
                            : aggregation::byzantine_max(t.options, t.rows.size());
  t.context.seed = options->seed;
  if (a.trusted) t.context.trusted = messages::node_id{static_cast<std::uint32_t>(*a.trusted)};
  if (a.origin) {
    auto origin = origin_of(*a.origin, read->shape[1]);
    if (!origin) return failure{"--origin: " + origin.error()};
    t.context.origin = *std::move(origin);
  }
  if (const auto why = why_illegal(t); !why.empty()) return failure{why};
  return t;
}

/// The rows that had some weight.
std::vector<std::size_t> chosen_rows(const task& t, const messages::combination& combined) {
  std::vector<bool> believed(t.rows.size(), true);
  for (const auto& j : combined.judgements) {
    if (j.why != messages::refusal::clipped) believed[j.peer.value] = false;
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < believed.size(); ++i) {
    if (believed[i]) chosen.push_back(i);
  }
  return chosen;
}

std::string to_json(const task& t, const messages::combination& combined, bool with_result) {
  nlohmann::ordered_json json{{"rule", t.rule->name()},
                              {"n", t.rows.size()},
                              {"d", combined.parameters.size()},
                              {"byzantine", t.context.byzantine},
                              {"computed_in", "float32"},
                              {"input", "float" + std::to_string(8 * t.value_bytes)},
                              {"chosen", chosen_rows(t, combined)},
                              {"refused", nlohmann::ordered_json::array()}};
  for (const auto& j : combined.judgements) {
    json["refused"].push_back({{"row", j.peer.value},
                               {"why", to_string(j.why)},
                               {"measured", j.measured},
                               {"limit", j.limit}});
  }
  if (with_result) json["result"] = combined.parameters.values();
  return json.dump() + '\n';
}

/// One number a line, with as many digits as it takes to read it back.
std::string to_lines(const messages::tensor& parameters) {
  std::string text;
  char digits[32];
  for (const float value : parameters.values()) {
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    text.append(digits, end);
    text += '\n';
  }
  return text;
}

void say_refused(const messages::combination& combined) {
  for (const auto& j : combined.judgements) {
    std::cerr << "row " << j.peer.value << ' ' << to_string(j.why);
    if (j.why != messages::refusal::non_finite) {
      std::cerr << ": " << j.measured << ", limit " << j.limit;
    }
    std::cerr << '\n';
  }
}

int refuse(const std::string& why) {
  std::cerr << "starling: " << why << '\n';
  return exit_usage;
}

int failed(const std::string& why) {
  std::cerr << "starling: " << why << '\n';
  return exit_failed;
}

int show(const aggregate_arguments& a, const task& t, const messages::combination& combined) {
  if (a.output) {
    const std::vector<std::size_t> shape{combined.parameters.size()};
    const auto written =
        write_whole(*a.output, to_npy(shape, combined.parameters.values(), t.value_bytes));
    if (!written) return failed(written.error());
  }
  if (!a.json) say_refused(combined);
  std::string text;
  if (a.json) text = to_json(t, combined, !a.output);
  if (!a.json && !a.output) text = to_lines(combined.parameters);
  std::cout << text << std::flush;
  return std::cout ? exit_success : failed("stdout cannot be written");
}

int aggregate(const aggregate_arguments& a) {
  if (a.output) {
    if (const auto why = unwritable_file(*a.output); !why.empty()) return refuse("-o: " + why);
  }
  auto t = prepare(a);
  if (!t) return refuse(t.error());
  const actors::thread_workers threads(a.threads);
  t->context.threads = &threads;
  const auto combined = t->rule->combine(t->rows, t->context);
  if (combined) return show(a, *t, *combined);
  // Legal for all rows: so it is those that are not finite which are missed.
  return refuse(a.input + ": " + std::string(t->rule->name()) + " cannot do without the rows that" +
                " are not finite: " + std::string(to_string(combined.error())));
}

}  // namespace

void add_aggregate(CLI::App& program, int& status) {
  auto* command = program.add_subcommand(
      "aggregate", "Apply a rule to the rows of a matrix; computed in 32-bit floats");
  auto a = std::make_shared<aggregate_arguments>();
  command->add_option("IN.npy", a->input, "n × d, float32 or float64; a row is a proposal")
      ->required()
      ->type_name("");
  command->add_option("--rule", a->rule, "A rule by its name in the swarm file")
      ->required()
      ->type_name("R");
  command
      ->add_option("--f", a->byzantine, "How many rows may lie; with a point, what share of them")
      ->type_name("F")
      ->check(count_or_ratio());
  command->add_option("--before", a->before, "Steps before it, as in nnm,clipping")
      ->type_name("STEPS");
  add_override_flags(*command, a->overrides);
  command->get_option("--set")->description(
      "A setting of the rule, as in --set aggregation.radius=10; may be repeated");
  command->get_option("--seed")->description("Of everything drawn");
  command->add_option("--trusted", a->trusted, "The row to believe, for rules that ask")
      ->type_name("ROW")
      ->check(whole_number(0, rows_max));
  command->add_option("--origin", a->origin, "d numbers that the rows are changes of; none: zero")
      ->type_name("O.npy");
  command->add_option("--threads", a->threads, "Threads that work")
      ->capture_default_str()
      ->type_name("T")
      ->check(whole_number(1, 1024));
  command->add_option("-o,--output", a->output, "Write the result here, in the type of the input")
      ->type_name("OUT.npy");
  command->add_flag("--json", a->json, "One JSON object: whom the rule believed, and the result");
  command->footer(
      "Without -o the result is printed, a number a line. Rows that hold a NaN, an infinity or\n"
      "what no 32-bit float can hold are set aside; each counts as one of the F.");
  command->callback([a, &status] { status = aggregate(*a); });
}

}  // namespace starling::deploy
