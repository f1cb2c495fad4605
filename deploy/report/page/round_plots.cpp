#include "deploy/report/page/round_plots.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/plots.hpp"

namespace starling::deploy {

namespace {

constexpr std::size_t line_points_max = 300;
constexpr std::size_t bars_max = 90;
constexpr std::size_t peers_max = 20;

/// Neighbouring rounds that share a point: indices [first, last).
struct bucket {
  std::size_t first;
  std::size_t last;
};

std::vector<bucket> buckets(const run_result& result, std::size_t points_max) {
  const std::size_t rounds = result.per_round.size();
  const std::size_t each = std::max<std::size_t>(1, (rounds + points_max - 1) / points_max);
  std::vector<bucket> out;
  for (std::size_t i = 0; i < rounds; i += each) out.push_back({i, std::min(i + each, rounds)});
  return out;
}

abscissa along(const run_result& result, const std::vector<bucket>& parts) {
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

enum class merged : unsigned char { mean, least, greatest };

/// One figure per bucket, over those of its rounds that have one.
template <class Figure>
std::vector<double> figures(const run_result& result, const std::vector<bucket>& parts, merged how,
                            const Figure& figure) {
  std::vector<double> out;
  for (const bucket& b : parts) {
    double sum = 0;
    double least = std::numeric_limits<double>::infinity();
    double greatest = -least;
    double count = 0;
    for (std::size_t i = b.first; i < b.last; ++i) {
      const double value = static_cast<double>(figure(result.per_round[i]));
      if (!std::isfinite(value)) continue;
      least = std::min(least, value);
      greatest = std::max(greatest, value);
      sum += value;
      count += 1;
    }
    const double chosen = how == merged::least      ? least
                          : how == merged::greatest ? greatest
                                                    : sum / count;
    out.push_back(count > 0 ? chosen : std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

std::string figure(const std::string& title, const std::string& sentence, const std::string& legend,
                   const std::string& svg) {
  return "<figure><figcaption><h2>" + escaped(title) + "</h2><p>" + escaped(sentence) +
         "</p></figcaption>" + (svg.starts_with("<svg") ? legend : "") + svg + "</figure>\n";
}

std::string shared(const char* mark, const std::vector<bucket>& parts) {
  const std::size_t rounds = parts.empty() ? 1 : parts[0].last - parts[0].first;
  if (rounds == 1) return "";
  return " Each " + std::string(mark) + " is the mean of " + std::to_string(rounds) + " rounds.";
}

std::string accuracy_figure(const run_result& r) {
  const auto parts = buckets(r, line_points_max);
  line_plot plot;
  plot.name = "Accuracy over rounds";
  plot.x = along(r, parts);
  plot.y = {.unit = measure::fraction};
  plot.lines = {{"mean model", "accent",
                 figures(r, parts, merged::mean, [](const auto& x) { return x.accuracy; })}};
  plot.band_low =
      series{"worst node", "accent",
             figures(r, parts, merged::least, [](const auto& x) { return x.accuracy_min; })};
  plot.band_high =
      series{"best node", "accent",
             figures(r, parts, merged::greatest, [](const auto& x) { return x.accuracy_max; })};
  return figure("Accuracy", "On held-out data." + shared("point", parts),
                draw_legend({{"accent", "mean of the honest nodes"},
                             {"accent", "worst to best of them", true}}),
                draw(plot));
}

std::string loss_figure(const run_result& r) {
  const auto parts = buckets(r, line_points_max);
  line_plot plot;
  plot.name = "Loss over rounds";
  plot.x = along(r, parts);
  plot.y = {.unit = measure::real, .may_be_log = true};
  plot.lines = {{"mean model", "accent",
                 figures(r, parts, merged::mean, [](const auto& x) { return x.loss; })},
                {"training", "warm",
                 figures(r, parts, merged::mean, [](const auto& x) { return x.train_loss; })}};
  plot.band_low =
      series{"least node", "accent",
             figures(r, parts, merged::least, [](const auto& x) { return x.loss_min; })};
  plot.band_high =
      series{"greatest node", "accent",
             figures(r, parts, merged::greatest, [](const auto& x) { return x.loss_max; })};
  return figure(
      "Loss",
      "On held-out data, and as the nodes report it of their training." + shared("point", parts),
      draw_legend({{"accent", "mean of the honest nodes"},
                   {"accent", "least to greatest of them", true},
                   {"warm", "in training"}}),
      draw(plot));
}

std::string refusals_figure(const run_result& r) {
  const auto parts = buckets(r, bars_max);
  bar_plot plot;
  plot.name = "Refused proposals by reason over rounds";
  plot.x = along(r, parts);
  plot.y = {.unit = measure::count, .from_zero = true, .whole_steps = true};
  std::vector<legend_entry> legend;
  for (std::size_t i = messages::refusal_kinds; i-- > 0;) {
    std::uint64_t total = 0;
    for (const round_report& x : r.per_round) total += x.refused[i];
    if (total == 0) continue;
    std::string name(messages::refusal_names[i]);
    const std::string tone = name;
    std::replace(name.begin(), name.end(), '_', ' ');
    plot.stacks.push_back(
        {name, tone, figures(r, parts, merged::mean, [i](const auto& x) { return x.refused[i]; })});
    legend.push_back({tone, name + " " + describe(measure::count, static_cast<double>(total))});
  }
  if (plot.stacks.empty()) {
    return figure("Refused proposals", "By reason.", "",
                  "<p class=\"empty\">No proposal was refused.</p>");
  }
  return figure("Refused proposals", "By reason, per round." + shared("bar", parts),
                draw_legend(legend), draw(plot));
}

/// Bars of one figure per round.
template <class Figure>
std::string bars(const run_result& r, const char* title, const char* sentence, measure unit,
                 const Figure& value) {
  const auto parts = buckets(r, bars_max);
  bar_plot plot;
  plot.name = std::string(title) + " per round";
  plot.x = along(r, parts);
  plot.y = {.unit = unit, .from_zero = true};
  plot.stacks = {{title, "quiet", figures(r, parts, merged::mean, value)}};
  return figure(title, sentence + shared("bar", parts), "", draw(plot));
}

}  // namespace

std::string learning_figures(const run_result& result) {
  return accuracy_figure(result) + loss_figure(result) + refusals_figure(result) +
         bars(result, "Bytes sent", "Per round, as if every message were encoded.", measure::bytes,
              [](const auto& x) { return x.bytes; });
}

std::string duration_figure(const run_result& result) {
  return bars(result, "Round duration",
              result.virtual_seconds > 0 ? "Virtual time since the round before."
                                         : "Since the round before.",
              measure::seconds, [](const auto& x) { return x.seconds; });
}

std::string peer_figure(const run_result& result) {
  const std::set<messages::node_id> adversaries(result.adversaries.begin(),
                                                result.adversaries.end());
  std::vector<std::pair<messages::node_id, refusal_counts>> peers(result.refused_by_peer.begin(),
                                                                  result.refused_by_peer.end());
  const auto sum = [](const refusal_counts& counts) {
    std::uint64_t total = 0;
    for (const std::uint64_t count : counts) total += count;
    return total;
  };
  std::erase_if(peers, [&](const auto& p) { return sum(p.second) == 0; });
  const std::size_t refused_peers = peers.size();
  for (const messages::node_id a : adversaries) {  // one that nobody refused is worth a row too
    const auto found = result.refused_by_peer.find(a);
    if (peers.size() >= peers_max) break;
    if (found == result.refused_by_peer.end() || sum(found->second) == 0) {
      peers.emplace_back(a, refusal_counts{});
    }
  }
  std::stable_sort(peers.begin(), peers.end(),
                   [&](const auto& a, const auto& b) { return sum(a.second) > sum(b.second); });
  row_plot plot;
  plot.name = "Refused proposals by peer";
  for (const std::string_view reason : messages::refusal_names) plot.tones.emplace_back(reason);
  for (std::size_t i = 0; i < std::min(peers.size(), peers_max); ++i) {
    const bool liar = adversaries.contains(peers[i].first);
    const std::string label =
        (liar ? "adversary " : "node ") + std::to_string(peers[i].first.value);
    plot.rows.push_back({label, liar, {peers[i].second.begin(), peers[i].second.end()}});
  }
  std::string sentence = "Whose proposals were refused, by the same reasons.";
  if (refused_peers == 0) plot.rows.clear();
  if (refused_peers > peers_max) {
    sentence +=
        " The " + std::to_string(peers_max) + " refused most, of " + grouped(refused_peers) + ".";
  }
  return figure("Refusals by peer", sentence, "", draw(plot));
}

}  // namespace starling::deploy
