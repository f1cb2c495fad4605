#include "deploy/report/page/round_buckets.hpp"

namespace starling::deploy {

std::vector<bucket> buckets(const run_result& result, std::size_t points_max) {
  const std::size_t rounds = result.per_round.size();
  const std::size_t each = std::max<std::size_t>(1, (rounds + points_max - 1) / points_max);
  std::vector<bucket> out;
  for (std::size_t i = 0; i < rounds; i += each) out.push_back({i, std::min(i + each, rounds)});
  return out;
}

abscissa along_rounds(const run_result& result, const std::vector<bucket>& parts) {
  abscissa out;
  for (const bucket& b : parts) {
    const std::uint64_t from = result.per_round[b.first].round;
    const std::uint64_t to = result.per_round[b.last - 1].round;
    out.at.push_back((static_cast<double>(from) + static_cast<double>(to)) / 2);
    out.names.push_back(from == to ? "round " + std::to_string(from)
                                   : "rounds " + std::to_string(from) + "–" + std::to_string(to));
  }
  if (!parts.empty()) out.step = static_cast<double>(parts[0].last - parts[0].first);
  return out;
}

abscissa along_evaluations(const run_result& result, const std::vector<bucket>& parts) {
  abscissa out = along_rounds(result, parts);
  std::uint64_t all = 0;
  std::vector<double> at;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::size_t k = parts[i].first; k < parts[i].last; ++k) {
      all += result.per_round[k].evaluations;
    }
    at.push_back(static_cast<double>(all));
    out.names[i] += ", " + grouped(all) + " evaluations";
  }
  if (all == 0) return along_rounds(result, parts);
  out.at = std::move(at);
  out.step = static_cast<double>(all) / static_cast<double>(parts.size());
  out.title = "evaluations";
  out.unit = measure::count;
  out.regular = false;
  return out;
}

std::string shared(const char* mark, const std::vector<bucket>& parts, const char* how) {
  const std::size_t rounds = parts.empty() ? 1 : parts[0].last - parts[0].first;
  if (rounds == 1) return "";
  return " Each " + std::string(mark) + " is " + how + " of " + std::to_string(rounds) + " rounds.";
}

}  // namespace starling::deploy
