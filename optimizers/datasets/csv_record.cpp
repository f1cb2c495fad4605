#include "optimizers/datasets/csv_record.hpp"

#include "optimizers/datasets/csv.hpp"

namespace starling::optimizers {
namespace {

using traits = std::char_traits<char>;
constexpr auto end = traits::eof();

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

csv_records::csv_records(std::streambuf& source) : source_(source) {
  for (const char mark : {'\xEF', '\xBB', '\xBF'}) {
    if (source_.sgetc() != traits::to_int_type(mark)) break;
    source_.sbumpc();
  }
}

messages::result<bool, csv_records::fault> csv_records::next() {
  for (;;) {
    auto more = read_record();
    if (!more || !*more) return more;
    if (columns() > 1 || !field(0).empty()) return true;
  }
}

std::string_view csv_records::field(std::size_t column) const {
  const std::size_t begin = column == 0 ? 0 : ends_[column - 1];
  std::string_view text = std::string_view(text_).substr(begin, ends_[column] - begin);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<csv_records::fault> csv_records::add(char c) {
  if (text_.size() >= csv_record_bytes_max) {
    return fault{"a record of at most " + std::to_string(csv_record_bytes_max) + " bytes",
                 "a longer one"};
  }
  text_.push_back(c);
  return std::nullopt;
}

messages::result<bool, csv_records::fault> csv_records::read_record() {
  text_.clear();
  ends_.clear();
  line_ = next_line_;
  if (source_.sgetc() == end) return false;
  for (;;) {
    const auto code = source_.sbumpc();
    const char c = code == end ? '\n' : traits::to_char_type(code);
    const std::size_t begin = ends_.empty() ? 0 : ends_.back();
    const bool line_over = c == '\n' || (c == '\r' && source_.sgetc() == '\n');
    if (c == ',' || line_over) {
      ends_.push_back(text_.size());
      if (ends_.size() > csv_columns_max) {
        return messages::failure{
            fault{"at most " + std::to_string(csv_columns_max) + " columns", "more"}};
      }
      if (!line_over) continue;
      if (c == '\r') source_.sbumpc();
      ++next_line_;
      return true;
    }
    auto wrong = c == '"' && text_.size() == begin ? read_quoted() : add(c);
    if (wrong) return messages::failure{*wrong};
  }
}

std::optional<csv_records::fault> csv_records::read_quoted() {
  for (;;) {
    const auto code = source_.sbumpc();
    if (code == end) return fault{"a closing quote", "the end of the file"};
    const char c = traits::to_char_type(code);
    if (c == '\n') ++next_line_;
    if (c == '"') {
      const auto after = source_.sgetc();
      if (after == ',' || after == '\n' || after == '\r' || after == end) return std::nullopt;
      if (after != '"') {
        return fault{"a comma or the end of the line after a closing quote",
                     "'" + std::string(1, traits::to_char_type(after)) + "'"};
      }
      source_.sbumpc();
    }
    if (auto wrong = add(c)) return wrong;
  }
}

}  // namespace starling::optimizers
