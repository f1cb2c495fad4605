#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

#include "actors/swarm/run_result.hpp"

namespace starling::deploy {

struct progress_options {
  bool terminal = false;
  std::size_t columns = 80;  ///< Of the terminal; a longer line is shortened.
  /// Wall time since the start, for rounds/s and the time left; where empty, the sum of the rounds'
  /// own seconds stands in.
  std::function<std::chrono::duration<double>()> elapsed;
};

/// Tells of a run while it goes on: on a terminal one line with a bar, redrawn at most ten times a
/// second, and for particles a table above it; otherwise one line per round. Not thread-safe.
class progress {
 public:
  progress(std::ostream& out, progress_options options);

  void on_round(const round_report& report, std::uint64_t rounds_max);
  /// Ends the line and says in one more how the run ended.
  void finish(const run_result& result);

 private:
  void add_row(const round_report& report, std::uint64_t rounds_max);
  [[nodiscard]] std::string bar_line(const round_report& report, std::uint64_t rounds_max) const;

  std::ostream& out_;
  progress_options options_;
  double seconds_ = 0;    // since the start
  double drawn_at_ = -1;  // likewise; before the first drawing negative
  double loss_;           // last ones that were evaluated
  double accuracy_;
  std::uint64_t refused_ = 0;
  std::uint64_t rounds_ = 0;
  std::uint64_t rows_ = 0;         // of the table of particles
  std::uint64_t evaluations_ = 0;  // in all, and when the last row was added
  std::uint64_t row_evaluations_ = 0;
  double row_seconds_ = 0;
};

/// The closing block: some lines of label and value, without colours or control characters.
std::string summary(const run_result& result);

}  // namespace starling::deploy
