#include "deploy/report/page/round_plots.hpp"

#include <algorithm>
#include <set>

#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/plots.hpp"
#include "deploy/report/page/round_buckets.hpp"

namespace starling::deploy {

namespace {

constexpr std::size_t peers_max = 20;

std::string loss_figure(const run_result& r) {
  const auto parts = buckets(r, line_points_max);
  line_plot plot;
  plot.name = "Loss over rounds";
  plot.x = along_rounds(r, parts);
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
  return figure_block(
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
  plot.x = along_rounds(r, parts);
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
    return figure_block("Refused proposals", "By reason.", "",
                        "<p class=\"empty\">No proposal was refused.</p>");
  }
  return figure_block("Refused proposals", "By reason, per round." + shared("bar", parts),
                      draw_legend(legend), draw(plot));
}

/// Bars of one figure per round.
template <class Figure>
std::string bars(const run_result& r, const char* title, const char* sentence, measure unit,
                 const Figure& value) {
  const auto parts = buckets(r, bars_max);
  bar_plot plot;
  plot.name = std::string(title) + " per round";
  plot.x = along_rounds(r, parts);
  plot.y = {.unit = unit, .from_zero = true};
  plot.stacks = {{title, "quiet", figures(r, parts, merged::mean, value)}};
  return figure_block(title, sentence + shared("bar", parts), "", draw(plot));
}

}  // namespace

std::string accuracy_figure(const run_result& r) {
  const auto parts = buckets(r, line_points_max);
  line_plot plot;
  plot.name = "Accuracy over rounds";
  plot.x = along_rounds(r, parts);
  plot.y = {.unit = measure::fraction};
  plot.lines = {{"mean model", "accent",
                 figures(r, parts, merged::mean, [](const auto& x) { return x.accuracy; })}};
  plot.band_low =
      series{"worst node", "accent",
             figures(r, parts, merged::least, [](const auto& x) { return x.accuracy_min; })};
  plot.band_high =
      series{"best node", "accent",
             figures(r, parts, merged::greatest, [](const auto& x) { return x.accuracy_max; })};
  return figure_block("Accuracy", "On held-out data." + shared("point", parts),
                      draw_legend({{"accent", "mean of the honest nodes"},
                                   {"accent", "worst to best of them", true}}),
                      draw(plot));
}

std::string learning_figures(const run_result& result) {
  return accuracy_figure(result) + loss_figure(result);
}

std::string exchange_figures(const run_result& result) {
  return refusals_figure(result) + bars(result, "Bytes sent",
                                        "Per round, as if every message were encoded.",
                                        measure::bytes, [](const auto& x) { return x.bytes; });
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
  return figure_block("Refusals by peer", sentence, "", draw(plot));
}

}  // namespace starling::deploy
