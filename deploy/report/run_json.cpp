#include "deploy/report/run_json.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "deploy/report/figures.hpp"

namespace starling::deploy {

namespace {

using json = nlohmann::json;
using ordered = nlohmann::ordered_json;  // inserts in linear time: for small objects only
using messages::failure;
using messages::node_id;
using messages::refusal_kinds;
using messages::refusal_names;

constexpr std::size_t text_bytes_max = 256U << 20U;

ordered number(double value) {
  return std::isfinite(value) ? ordered(value) : ordered(nullptr);
}

ordered to_object(const refusal_counts& counts, bool with_zeros) {
  ordered object = ordered::object();
  for (std::size_t i = 0; i < refusal_kinds; ++i) {
    if (with_zeros || counts[i] > 0) object[std::string(refusal_names[i])] = counts[i];
  }
  return object;
}

std::uint64_t total(const refusal_counts& counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts) sum += count;
  return sum;
}

ordered to_object(const round_report& r) {
  ordered out = {{"round", r.round},
                 {"loss", number(r.loss)},
                 {"accuracy", number(r.accuracy)},
                 {"loss_min", number(r.loss_min)},
                 {"loss_max", number(r.loss_max)},
                 {"accuracy_min", number(r.accuracy_min)},
                 {"accuracy_max", number(r.accuracy_max)},
                 {"train_loss", number(r.train_loss)},
                 {"accepted", r.accepted},
                 {"refused", total(r.refused)},
                 {"refused_by_reason", to_object(r.refused, false)},
                 {"failed", r.failed},
                 {"live_nodes", r.live_nodes},
                 {"seconds", number(r.seconds)},
                 {"bytes", r.bytes}};
  if (!std::isnan(r.loss_median)) out["loss_median"] = number(r.loss_median);
  if (!std::isnan(r.diversity)) out["diversity"] = number(r.diversity);
  if (r.evaluations > 0) out["evaluations"] = r.evaluations;
  if (!r.positions.empty()) out["positions"] = r.positions;
  return out;
}

refusal_counts refused_in_all(const run_result& result) {
  refusal_counts sum{};
  for (const round_report& r : result.per_round) {
    for (std::size_t i = 0; i < refusal_kinds; ++i) sum[i] += r.refused[i];
  }
  return sum;
}

ordered head(const run_result& result) {
  ordered out = {{"name", printable(result.name)},
                 {"seed", result.seed},
                 {"nodes", result.nodes},
                 {"rounds", result.rounds},
                 {"stopped_by", std::string(to_string(result.stopped_by))},
                 {"detail", printable(result.detail)},
                 {"loss", number(result.loss)},
                 {"accuracy", number(result.accuracy)},
                 {"accuracy_min", number(result.accuracy_min)},
                 {"samples", result.samples},
                 {"seconds", number(result.seconds)}};
  if (!std::isnan(result.backdoor_success)) out["backdoor_success"] = result.backdoor_success;
  if (result.virtual_seconds > 0) out["virtual_seconds"] = number(result.virtual_seconds);
  out["samples_per_second"] = number(result.samples_per_second);
  out["bytes_sent"] = result.bytes_sent;
  out["restarts"] = result.restarts;
  out["peak_rss_bytes"] = result.peak_rss_bytes;
  out["model_hash"] = printable(result.model_hash);
  if (!result.trace_hash.empty()) out["trace_hash"] = printable(result.trace_hash);
  if (result.model.precision() == messages::precision::float64) {
    const auto point = result.model.doubles();
    out["best_point"] = std::vector<double>(point.begin(), point.end());
    out["claims_checked"] = result.claims_checked;
  }
  out["refused"] = to_object(refused_in_all(result), true);
  if (!result.between_hosts.empty()) out["between_hosts"] = result.between_hosts;
  return out;
}

/// Appends `items` to an array or object that `open` and `close` delimit, one to a line.
template <class Items, class Write>
void append_lines(std::string& text, const char* open, const Items& items, const char* close,
                  const Write& write) {
  text += open;
  const char* separator = "\n    ";
  for (const auto& item : items) {
    text += separator;
    write(item);
    separator = ",\n    ";
  }
  text += (std::empty(items) ? "" : "\n  ") + std::string(close);
}

/// Reads members of one object; keeps the first complaint and goes on with defaults after it.
class object_reader {
 public:
  object_reader(const json& object, std::string where, std::optional<std::string>& complaint)
      : object_(object), where_(std::move(where)), complaint_(complaint) {
    if (!object.is_object()) complain("", "an object");
  }

  void read(const char* key, std::uint64_t& out) {
    const json* member = find(key);
    if (member == nullptr) return;
    if (!member->is_number_unsigned()) return complain(key, "a number without sign or fraction");
    out = member->get<std::uint64_t>();
  }
  void read(const char* key, double& out) {
    const json* member = find(key);
    if (member == nullptr) return;
    if (member->is_null()) {
      out = std::numeric_limits<double>::quiet_NaN();
    } else if (member->is_number()) {
      out = member->get<double>();
    } else {
      complain(key, "a number or null");
    }
  }
  void read(const char* key, std::string& out) {
    const json* member = find(key);
    if (member == nullptr) return;
    if (!member->is_string()) return complain(key, "a string");
    out = member->get<std::string>();
  }
  void read(const char* key, std::vector<double>& out) {
    const json* member = find(key);
    if (member == nullptr) return;
    if (!member->is_array()) return complain(key, "an array of numbers");
    for (const json& number : *member) {
      if (!number.is_number()) return complain(key, "an array of numbers");
      out.push_back(number.get<double>());
    }
  }
  void read(const char* key, refusal_counts& out) {
    const json* member = find(key);
    if (member == nullptr) return;
    object_reader counts(*member, where_ + key + ".", complaint_);
    for (std::size_t i = 0; i < refusal_kinds; ++i) {
      counts.read(std::string(refusal_names[i]).c_str(), out[i]);
    }
  }
  const json* array(const char* key) {
    const json* member = find(key);
    if (member == nullptr || member->is_array()) return member;
    complain(key, "an array");
    return nullptr;
  }
  const json* find(const char* key) const {
    if (!object_.is_object()) return nullptr;
    const auto member = object_.find(key);
    return member == object_.end() ? nullptr : &*member;
  }
  void require(const char* key) {
    if (find(key) == nullptr) complain(key, "present");
  }
  void complain(const std::string& key, const std::string& expected) {
    if (complaint_) return;
    const std::string place = where_ + key;
    complaint_ = (place.empty() ? "the text" : "\"" + place + "\"") + " must be " + expected;
  }

 private:
  const json& object_;
  std::string where_;
  std::optional<std::string>& complaint_;
};

round_report to_round(const json& object, std::size_t index,
                      std::optional<std::string>& complaint) {
  round_report r;
  object_reader in(object, "per_round[" + std::to_string(index) + "].", complaint);
  in.require("round");
  in.read("round", r.round);
  in.read("loss", r.loss);
  in.read("accuracy", r.accuracy);
  in.read("loss_min", r.loss_min);
  in.read("loss_max", r.loss_max);
  in.read("accuracy_min", r.accuracy_min);
  in.read("accuracy_max", r.accuracy_max);
  in.read("train_loss", r.train_loss);
  in.read("accepted", r.accepted);
  in.read("refused_by_reason", r.refused);
  in.read("failed", r.failed);
  in.read("live_nodes", r.live_nodes);
  in.read("seconds", r.seconds);
  in.read("bytes", r.bytes);
  in.read("loss_median", r.loss_median);
  in.read("diversity", r.diversity);
  in.read("evaluations", r.evaluations);
  std::vector<double> positions;
  in.read("positions", positions);
  r.positions.assign(positions.begin(), positions.end());
  return r;
}

void read_stop_reason(object_reader& in, stop_reason& out) {
  std::string name;
  in.require("stopped_by");
  in.read("stopped_by", name);
  for (unsigned char i = 0; i <= static_cast<unsigned char>(stop_reason::node_failed); ++i) {
    if (name != to_string(static_cast<stop_reason>(i))) continue;
    out = static_cast<stop_reason>(i);
    return;
  }
  in.complain("stopped_by",
              "one of rounds_done, loss_reached, interrupted, quorum_lost, node_failed");
}

void read_adversaries(object_reader& in, std::vector<node_id>& out) {
  const json* adversaries = in.array("adversaries");
  if (adversaries == nullptr) return;
  for (const json& adversary : *adversaries) {
    if (!adversary.is_number_unsigned() ||
        adversary.get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max()) {
      return in.complain("adversaries", "an array of node numbers");
    }
    out.push_back(node_id{adversary.get<std::uint32_t>()});
  }
}

std::optional<node_id> to_node(const std::string& text) {
  if (text.empty() || text.size() > 10 ||
      text.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  const unsigned long long number = std::stoull(text);
  if (number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return node_id{static_cast<std::uint32_t>(number)};
}

void read_peers(object_reader& in, std::map<node_id, refusal_counts>& out) {
  const json* peers = in.find("refused_by_peer");
  if (peers == nullptr) return;
  if (!peers->is_object()) return in.complain("refused_by_peer", "an object");
  for (const auto& [key, counts] : peers->items()) {
    const std::optional<node_id> peer = to_node(key);
    if (!peer) return in.complain("refused_by_peer", "an object keyed by node numbers");
    std::optional<std::string> complaint;
    object_reader reader(counts, "", complaint);
    for (std::size_t i = 0; i < refusal_kinds; ++i) {
      reader.read(std::string(refusal_names[i]).c_str(), out[*peer][i]);
    }
    if (complaint) return in.complain("refused_by_peer." + key, "an object of counts by reason");
  }
}

void read_reputation(object_reader& in, std::map<node_id, double>& out) {
  const json* peers = in.find("reputation");
  if (peers == nullptr) return;
  if (!peers->is_object()) return in.complain("reputation", "an object");
  for (const auto& [key, value] : peers->items()) {
    const std::optional<node_id> peer = to_node(key);
    if (!peer || !value.is_number()) {
      return in.complain("reputation", "an object of numbers, keyed by node numbers");
    }
    out[*peer] = value.get<double>();
  }
}

void read_head(object_reader& in, run_result& out) {
  in.require("name");
  in.read("name", out.name);
  in.read("seed", out.seed);
  in.read("nodes", out.nodes);
  in.read("rounds", out.rounds);
  read_stop_reason(in, out.stopped_by);
  in.read("detail", out.detail);
  in.read("loss", out.loss);
  in.read("accuracy", out.accuracy);
  in.read("accuracy_min", out.accuracy_min);
  in.read("backdoor_success", out.backdoor_success);
  in.read("samples", out.samples);
  in.read("seconds", out.seconds);
  in.read("virtual_seconds", out.virtual_seconds);
  in.read("samples_per_second", out.samples_per_second);
  in.read("bytes_sent", out.bytes_sent);
  in.read("restarts", out.restarts);
  in.read("peak_rss_bytes", out.peak_rss_bytes);
  in.read("model_hash", out.model_hash);
  in.read("trace_hash", out.trace_hash);
  in.read("claims_checked", out.claims_checked);
  std::vector<double> best;
  in.read("best_point", best);
  if (!best.empty()) out.model = messages::tensor(std::span<const double>(best));
}

}  // namespace

std::string to_json(const run_result& result) {
  std::string text = head(result).dump(2);
  text.erase(text.size() - 2);  // "\n}"
  append_lines(text, ",\n  \"refused_by_peer\": {", result.refused_by_peer, "}",
               [&](const auto& entry) {
                 text += '"' + std::to_string(entry.first.value) +
                         "\": " + to_object(entry.second, false).dump();
               });
  if (!result.reputation.empty()) {
    append_lines(text, ",\n  \"reputation\": {", result.reputation, "}", [&](const auto& entry) {
      text += '"' + std::to_string(entry.first.value) + "\": " + number(entry.second).dump();
    });
  }
  text += ",\n  \"adversaries\": [";
  for (const node_id adversary : result.adversaries) {
    if (text.back() != '[') text += ", ";
    text += std::to_string(adversary.value);
  }
  append_lines(text, "],\n  \"per_round\": [", result.per_round, "]",
               [&](const round_report& r) { text += to_object(r).dump(); });
  return text + "\n}\n";
}

messages::result<run_result, std::string> from_json(std::string_view text) {
  if (text.size() > text_bytes_max) return failure{std::string("the text exceeds 256 MiB")};
  const json root = json::parse(text, nullptr, false);
  if (root.is_discarded()) return failure{std::string("the text is not JSON")};
  run_result out;
  std::optional<std::string> complaint;
  object_reader in(root, "", complaint);
  read_head(in, out);
  read_peers(in, out.refused_by_peer);
  read_reputation(in, out.reputation);
  read_adversaries(in, out.adversaries);
  if (const json* rounds = in.array("per_round"); rounds != nullptr) {
    out.per_round.reserve(rounds->size());
    for (const json& r : *rounds) {
      out.per_round.push_back(to_round(r, out.per_round.size(), complaint));
      if (complaint) break;
    }
  }
  if (complaint) return failure{*complaint};
  return out;
}

}  // namespace starling::deploy
