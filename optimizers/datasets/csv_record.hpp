#pragma once

#include <cstdint>
#include <optional>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/types/result.hpp"

namespace starling::optimizers {

/// Takes a table of comma-separated values apart, one record after the other.
class csv_records {
 public:
  /// What is wrong with a record.
  struct fault {
    std::string expected;
    std::string found;
  };

  /// Reads from `source`, which must outlive it; skips a byte order mark.
  explicit csv_records(std::streambuf& source);

  /// Moves to the next record that is not empty; false at the end of the table.
  messages::result<bool, fault> next();

  [[nodiscard]] std::size_t columns() const { return ends_.size(); }
  /// Without quotes, and without spaces around it. Valid until `next`.
  [[nodiscard]] std::string_view field(std::size_t column) const;
  /// The line on which the record begins, from 1.
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  messages::result<bool, fault> read_record();
  std::optional<fault> read_quoted();
  std::optional<fault> add(char c);

  std::streambuf& source_;
  std::string text_;               ///< The fields, one after the other.
  std::vector<std::size_t> ends_;  ///< Where each field ends in `text_`.
  std::uint64_t line_ = 0;         ///< Where the record begins.
  std::uint64_t next_line_ = 1;    ///< Where reading is.
};

}  // namespace starling::optimizers
