#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "deploy/attack/cell_results.hpp"
#include "deploy/attack/grid.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// cells.jsonl: a head that says which grid it is of, then a line for each finished cell, in the
/// order in which they finished. A line is whole or, where a process was killed, the last and torn.
class cell_log {
 public:
  /// Opens the log in `directory`, begins it where there is none, and drops a torn last line.
  /// `kernel` names what computes: another one gives other bits.
  ///
  /// Errors: one sentence; the log is of another grid or kernel, unreadable, or no log.
  static messages::result<cell_log, std::string> open(const std::filesystem::path& directory,
                                                      const grid& g, std::string_view kernel);

  /// Of the cells that were finished before.
  [[nodiscard]] const cell_results& results() const { return results_; }
  /// Empty, or why it cannot be written.
  std::string append(const grid& g, const cell_result& result);

 private:
  cell_log() = default;
  /// Takes over whole lines; returns why one is wrong.
  std::string read(const grid& g, const std::string& text, const std::string& head);

  std::filesystem::path path_;
  std::ofstream out_;
  cell_results results_;
};

/// The log's path in this directory.
std::filesystem::path cell_log_path(const std::filesystem::path& directory);

}  // namespace starling::deploy
