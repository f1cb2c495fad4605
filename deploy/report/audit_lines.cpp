#include "deploy/report/audit_lines.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "deploy/report/figures.hpp"

namespace starling::deploy {

namespace {

using nlohmann::json;
using ordered = nlohmann::ordered_json;
using kind = audit_record::kind;

constexpr std::size_t line_bytes_max = 4096;

ordered number(double x) {
  return std::isfinite(x) ? ordered(x) : ordered(nullptr);
}

ordered to_object(const audit_record& r) {
  ordered out = {{"what", std::string(to_string(r.what))}, {"round", r.round}};
  if (r.what != kind::rule_in_force) out["by"] = r.by.value;
  out["rule"] = printable(r.rule);
  if (r.what == kind::refused) {
    out["peer"] = r.peer.value;
    out["why"] = std::string(messages::to_string(r.why));
    out["measured"] = number(r.measured);
    out["limit"] = number(r.limit);
  } else {
    out["detail"] = printable(r.detail);
  }
  return out;
}

template <std::size_t N>
std::optional<std::size_t> index_of(const std::array<std::string_view, N>& names,
                                    const std::string& name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return i;
  }
  return std::nullopt;
}

/// Throws json::exception where a member is missing or of another type.
std::optional<audit_record> to_record(const json& line) {
  constexpr std::array<std::string_view, 3> kinds = {
      to_string(kind::rule_in_force), to_string(kind::refused), to_string(kind::round_failed)};
  const auto real = [&](const char* key) {
    return line.at(key).is_null() ? std::numeric_limits<double>::quiet_NaN()
                                  : line.at(key).get<double>();
  };
  const auto what = index_of(kinds, line.at("what").get<std::string>());
  if (!what) return std::nullopt;
  audit_record r;
  r.what = static_cast<kind>(*what);
  r.round = line.at("round").get<std::uint64_t>();
  r.rule = line.at("rule").get<std::string>();
  if (r.what != kind::rule_in_force) r.by.value = line.at("by").get<std::uint32_t>();
  if (r.what != kind::refused) {
    r.detail = line.at("detail").get<std::string>();
    return r;
  }
  const auto why = index_of(messages::refusal_names, line.at("why").get<std::string>());
  if (!why) return std::nullopt;
  r.peer.value = line.at("peer").get<std::uint32_t>();
  r.why = static_cast<messages::refusal>(*why);
  r.measured = real("measured");
  r.limit = real("limit");
  return r;
}

std::optional<std::string> take(std::string_view line, run_result& result) {
  if (line.size() > line_bytes_max) return "longer than 4 KiB";
  try {
    const json parsed = json::parse(line);
    if (parsed.is_object() && parsed.contains("left_out")) {
      result.audit_left_out = parsed.at("left_out").get<std::uint64_t>();
      return std::nullopt;
    }
    if (result.audit.size() == audit_records_max) return "more records than a run keeps";
    auto record = to_record(parsed);
    if (!record) return "an unknown kind of record or reason";
    result.audit.push_back(*std::move(record));
    return std::nullopt;
  } catch (const json::exception&) {
    return "not an audit record";
  }
}

}  // namespace

std::string audit_lines(const run_result& result) {
  std::string out;
  for (const audit_record& r : result.audit) out += to_object(r).dump() + '\n';
  if (result.audit_left_out > 0) {
    out += ordered{{"left_out", result.audit_left_out}}.dump() + '\n';
  }
  return out;
}

messages::result<bool, std::string> read_audit_lines(std::string_view text, run_result& result) {
  result.audit.clear();
  result.audit_left_out = 0;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    ++number;
    if (auto why = take(text.substr(0, end), result)) {
      return messages::failure{"line " + std::to_string(number) + ": " + *why};
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

}  // namespace starling::deploy
