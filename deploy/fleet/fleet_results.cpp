#include "deploy/fleet/fleet_results.hpp"

#include <cmath>
#include <cstddef>

#include <nlohmann/json.hpp>

#include "deploy/fleet/text_table.hpp"
#include "deploy/report/figures.hpp"
#include "deploy/report/run_directory.hpp"

namespace starling::deploy {

std::vector<fleet_result> read_results(const fleet& f, const std::vector<host_outcome>& outcomes,
                                       const std::filesystem::path& output) {
  std::vector<fleet_result> all;
  for (std::size_t i = 0; i < f.hosts.size(); ++i) {
    const auto& host = f.hosts[i];
    all.push_back({host.name, host.at, outcomes[i]});
    std::error_code error;
    const auto folder = output / host.name;
    if (!outcomes[i].status || !std::filesystem::exists(folder / "run.json", error)) continue;
    auto input = read_run_directory(folder);
    if (input) {
      all.back().found = std::move(input->result);
    } else if (all.back().outcome.why.empty()) {
      all.back().outcome.why = input.error();
    }
  }
  return all;
}

std::string results_table(const std::vector<fleet_result>& results) {
  constexpr std::size_t hash_shown = 12;
  const std::string none = "–";
  std::vector<std::vector<std::string>> rows{
      {"host", "at", "state", "rounds", "accuracy", "loss", "model", "exit", "restarts", "why"}};
  for (const auto& r : results) {
    const auto& it = r.outcome;
    const auto found = [&](auto figure) { return r.found ? figure(*r.found) : none; };
    std::string why = it.why;
    if (why.empty() && r.found) why = r.found->detail;
    rows.push_back(
        {r.host, r.at, std::string(to_string(it.now)),
         found([](const run_result& x) { return std::to_string(x.rounds); }),
         found([](const run_result& x) { return describe(measure::fraction, x.accuracy); }),
         found([](const run_result& x) { return describe(measure::real, x.loss); }),
         found([&](const run_result& x) {
           return x.model_hash.empty() ? none : x.model_hash.substr(0, hash_shown);
         }),
         it.status ? std::to_string(*it.status) : none, std::to_string(it.restarts), why});
  }
  return text_table(rows);
}

std::string results_json(const std::vector<fleet_result>& results) {
  using json = nlohmann::ordered_json;
  const auto number = [](double x) { return std::isfinite(x) ? json(x) : json(nullptr); };
  json hosts = json::array();
  for (const auto& r : results) {
    json one = {{"host", r.host},
                {"at", r.at},
                {"state", to_string(r.outcome.now)},
                {"status", r.outcome.status ? json(*r.outcome.status) : json(nullptr)},
                {"restarts", r.outcome.restarts},
                {"why", printable(r.outcome.why)}};
    if (r.found) {
      one["rounds"] = r.found->rounds;
      one["accuracy"] = number(r.found->accuracy);
      one["loss"] = number(r.found->loss);
      one["model_hash"] = r.found->model_hash;
    }
    hosts.push_back(std::move(one));
  }
  return json{{"hosts", std::move(hosts)}}.dump(2) + '\n';
}

}  // namespace starling::deploy
