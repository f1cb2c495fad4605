#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "optimizers/datasets/dataset.hpp"

namespace starling::optimizers {

/// The words of a TSPLIB file from front to back, and where in it they are.
class tsplib_text {
 public:
  tsplib_text(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  /// A line of the file's first part: `KEY : value`, or the name of a section, or EOF.
  struct entry {
    std::string_view key;
    std::optional<std::string_view> value;  ///< What follows the colon, where there is one.
  };
  /// None at the end of the text, and at a line that has no key; see `at_end`.
  std::optional<entry> next_entry();
  /// None where the next word is something else; it is read over all the same.
  std::optional<std::int64_t> next_integer();
  std::optional<double> next_real();
  [[nodiscard]] bool at_end();

  /// Whether `count` numbers may still follow; asked before memory is taken for them.
  [[nodiscard]] bool may_hold(std::uint64_t count) const;
  /// An error at the word or entry that was read last.
  [[nodiscard]] data_error error(std::string expected, std::string found) const;
  /// An error there that shows what was found.
  [[nodiscard]] data_error unexpected(std::string expected) const;

 private:
  void skip_blanks();
  std::string_view next_word();

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t word_line_ = 1;
  std::string_view word_;  ///< What was read last.
};

/// A whole number in decimal digits, and nothing else.
std::optional<std::int64_t> integer_of(std::string_view word);

}  // namespace starling::optimizers
