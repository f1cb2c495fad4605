#include "deploy/report/progress.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <ostream>
#include <span>
#include <utility>

#include "deploy/report/figures.hpp"

namespace starling::deploy {

namespace {

constexpr double redraw_seconds_min = 0.1;
constexpr std::size_t bar_cells = 20;

std::string ascii(measure unit, double value) {
  return describe(unit, value, "-");
}

std::string count(std::uint64_t n) {
  return ascii(measure::count, static_cast<double>(n));
}

std::uint64_t total(const refusal_counts& counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t n : counts) sum += n;
  return sum;
}

/// A bar of `bar_cells` cells, filled in eighths.
std::string bar(double share) {
  constexpr std::array<const char*, 8> eighths = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto filled =
      static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(bar_cells * 8));
  std::string out;
  for (std::size_t cell = 0; cell < bar_cells; ++cell) {
    const std::size_t here = filled > cell * 8 ? std::min<std::size_t>(filled - cell * 8, 8) : 0;
    out += here == 8 ? "█" : eighths[here];
  }
  return out;
}

/// The first `columns` characters of UTF-8 text.
std::string shortened(const std::string& text, std::size_t columns) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] & 0xC0) == 0x80) continue;
    if (seen++ == columns) return text.substr(0, i);
  }
  return text;
}

std::string listed(const std::vector<messages::node_id>& nodes) {
  constexpr std::size_t listed_max = 10;
  std::string out;
  for (std::size_t i = 0; i < std::min(nodes.size(), listed_max); ++i) {
    out += (i == 0 ? "" : ", ") + std::to_string(nodes[i].value);
  }
  if (nodes.size() > listed_max) out += " and " + grouped(nodes.size() - listed_max) + " more";
  return out;
}

std::string shown_point(std::span<const double> point) {
  constexpr std::size_t shown_max = 6;
  std::string out = "(";
  for (std::size_t i = 0; i < std::min(point.size(), shown_max); ++i) {
    out += (i == 0 ? "" : ", ") + ascii(measure::real, point[i]);
  }
  if (point.size() > shown_max) out += ", … " + grouped(point.size() - shown_max) + " more";
  return out + ")";
}

std::string refusals(const run_result& result) {
  refusal_counts sum{};
  for (const round_report& r : result.per_round) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += r.refused[i];
  }
  std::string out;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    if (sum[i] == 0) continue;
    out +=
        (out.empty() ? "" : ", ") + std::string(messages::refusal_names[i]) + " " + grouped(sum[i]);
  }
  return out.empty() ? "none" : out;
}

/// Where particles look for the least value there is no accuracy, but a crowd.
bool of_particles(const round_report& r) {
  return r.evaluations > 0;
}

std::string figures(const round_report& r) {
  if (!of_particles(r)) {
    return "loss " + ascii(measure::real, r.loss) + "  accuracy " +
           ascii(measure::fraction, r.accuracy);
  }
  const double rate = r.seconds > 0 ? static_cast<double>(r.evaluations) / r.seconds : 0;
  return "best " + ascii(measure::real, r.loss) + "  median " +
         ascii(measure::real, r.loss_median) + "  diversity " +
         ascii(measure::fraction, r.diversity) +
         (std::isnan(r.accuracy) ? "" : "  accuracy " + ascii(measure::fraction, r.accuracy)) +
         "  " + ascii(measure::count, rate) + " evaluations/s";
}

std::string plain_line(const round_report& r, std::uint64_t rounds_max) {
  std::string out = "round " + std::to_string(r.round);
  if (rounds_max > 0) out += "/" + std::to_string(rounds_max);
  return out + "  " + figures(r) + "  accepted " + std::to_string(r.accepted) + "  refused " +
         std::to_string(total(r.refused)) +
         (r.failed > 0 ? "  failed " + std::to_string(r.failed) : "") + "  live " +
         std::to_string(r.live_nodes) + "  " + ascii(measure::seconds, r.seconds) + "  " +
         ascii(measure::bytes, static_cast<double>(r.bytes)) + "\n";
}

}  // namespace

progress::progress(std::ostream& out, progress_options options)
    : out_(out),
      options_(std::move(options)),
      loss_(std::numeric_limits<double>::quiet_NaN()),
      accuracy_(loss_) {}

void progress::on_round(const round_report& report, std::uint64_t rounds_max) {
  if (!options_.terminal) {
    out_ << plain_line(report, rounds_max) << std::flush;
    return;
  }
  if (std::isfinite(report.loss)) loss_ = report.loss;
  if (std::isfinite(report.accuracy)) accuracy_ = report.accuracy;
  refused_ += total(report.refused);
  ++rounds_;
  if (options_.elapsed) {
    seconds_ = options_.elapsed().count();
  } else if (std::isfinite(report.seconds)) {
    seconds_ += report.seconds;
  }
  const bool last = report.round == rounds_max;
  evaluations_ += report.evaluations;
  if (of_particles(report)) add_row(report, rounds_max);
  if (options_.elapsed && drawn_at_ >= 0 && !last && seconds_ - drawn_at_ < redraw_seconds_min) {
    return;
  }
  drawn_at_ = seconds_;
  out_ << '\r' << shortened(bar_line(report, rounds_max), options_.columns) << "\x1b[K"
       << std::flush;
}

/// About twenty rows of a table grow above the bar.
void progress::add_row(const round_report& report, std::uint64_t rounds_max) {
  constexpr std::uint64_t rows = 20;
  const auto column = [](const std::string& text, std::size_t width) {
    return (text.size() < width ? std::string(width - text.size(), ' ') : " ") + text;
  };
  if (rows_ == 0) {
    out_ << "\r     round        best      median  diversity  evaluations/s\x1b[K\n";
  }
  if (report.round < rounds_max && report.round * rows < rows_ * rounds_max) return;
  rows_ = std::max(rows_ + 1, report.round * rows / std::max<std::uint64_t>(rounds_max, 1));
  const double passed = seconds_ - row_seconds_;
  const double rate =
      passed > 0 ? static_cast<double>(evaluations_ - row_evaluations_) / passed : 0;
  row_seconds_ = seconds_;
  row_evaluations_ = evaluations_;
  out_ << '\r' << column(grouped(report.round), 10) << column(ascii(measure::real, report.loss), 12)
       << column(ascii(measure::real, report.loss_median), 12)
       << column(ascii(measure::fraction, report.diversity), 11)
       << column(ascii(measure::count, rate), 15) << "\x1b[K\n";
}

std::string progress::bar_line(const round_report& report, std::uint64_t rounds_max) const {
  const double done = static_cast<double>(report.round);
  const double all = static_cast<double>(rounds_max);
  std::string out;
  if (rounds_max > 0) out += bar(done / all) + " " + std::to_string(report.round) + "/";
  out += std::to_string(rounds_max > 0 ? rounds_max : report.round) +
         (of_particles(report) ? "  best " : "  loss ") + ascii(measure::real, loss_);
  if (!of_particles(report)) out += "  acc " + ascii(measure::fraction, accuracy_);
  if (refused_ > 0) out += "  refused " + count(refused_);
  if (!(seconds_ > 0)) return out;
  const double rate = static_cast<double>(rounds_) / seconds_;
  out += "  " + ascii(measure::count, rate) + " rounds/s";
  if (rounds_max > report.round)
    out += "  " + ascii(measure::seconds, (all - done) / rate) + " left";
  return out;
}

void progress::finish(const run_result& result) {
  if (options_.terminal && drawn_at_ >= 0) out_ << '\n';
  out_ << to_string(result.stopped_by) << " after " << grouped(result.rounds)
       << (result.rounds == 1 ? " round" : " rounds") << " in "
       << ascii(measure::seconds, result.seconds);
  if (!result.detail.empty()) out_ << ": " << printable(result.detail);
  out_ << '\n' << std::flush;
}

std::string summary(const run_result& result) {
  std::string out = printable(result.name) + ": " + grouped(result.nodes) +
                    (result.nodes == 1 ? " node" : " nodes") + ", seed " +
                    std::to_string(result.seed) + "\n";
  const auto line = [&](std::string label, const std::string& value) {
    label.resize(13, ' ');
    out += "  " + label + value + "\n";
  };
  const auto bytes = [](std::uint64_t n) { return ascii(measure::bytes, static_cast<double>(n)); };
  line("stopped by", std::string(to_string(result.stopped_by)) +
                         (result.detail.empty() ? "" : ": " + printable(result.detail)));
  line("rounds", grouped(result.rounds));
  const bool particles = result.model.precision() == messages::precision::float64;
  line(particles ? "best" : "loss", ascii(measure::real, result.loss));
  if (particles) {
    line("at", shown_point(result.model.doubles()));
    line("claims", grouped(result.claims_checked) + " looked into");
  }
  if (!particles || !std::isnan(result.accuracy)) {
    line("accuracy",
         ascii(measure::fraction, result.accuracy) +
             (particles ? ""
                        : "   worst honest node " + ascii(measure::fraction, result.accuracy_min)));
  }
  line(particles ? "evaluations" : "examples",
       count(result.samples) + "   " + ascii(measure::count, result.samples_per_second) +
           " a second");
  line("time", ascii(measure::seconds, result.seconds) +
                   (result.virtual_seconds > 0
                        ? "   virtual " + ascii(measure::seconds, result.virtual_seconds)
                        : ""));
  line("sent", bytes(result.bytes_sent));
  line("refused", refusals(result));
  if (!result.adversaries.empty()) line("adversaries", listed(result.adversaries));
  if (result.restarts > 0) line("restarts", grouped(result.restarts));
  if (result.peak_rss_bytes > 0) line("memory", bytes(result.peak_rss_bytes) + " at peak");
  if (!result.model_hash.empty())
    line(particles ? "point hash" : "model hash", printable(result.model_hash));
  if (!result.trace_hash.empty()) line("trace hash", printable(result.trace_hash));
  return out;
}

}  // namespace starling::deploy
