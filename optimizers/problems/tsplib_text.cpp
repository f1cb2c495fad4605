#include "optimizers/problems/tsplib_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace starling::optimizers {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// `text` as a number and nothing else.
template <class Number>
std::optional<Number> parse(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  Number value = 0;
  const auto [rest, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::int64_t> integer_of(std::string_view word) {
  return parse<std::int64_t>(word);
}

void tsplib_text::skip_blanks() {
  for (; at_ < text_.size() && is_space(text_[at_]); ++at_) {
    if (text_[at_] == '\n') ++line_;
  }
}

bool tsplib_text::at_end() {
  skip_blanks();
  return at_ == text_.size();
}

std::string_view tsplib_text::next_word() {
  skip_blanks();
  word_line_ = line_;
  const std::size_t begin = at_;
  while (at_ < text_.size() && !is_space(text_[at_])) ++at_;
  word_ = text_.substr(begin, at_ - begin);
  return word_;
}

std::optional<std::int64_t> tsplib_text::next_integer() {
  return integer_of(next_word());
}

std::optional<double> tsplib_text::next_real() {
  const auto value = parse<double>(next_word());
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<tsplib_text::entry> tsplib_text::next_entry() {
  skip_blanks();
  word_line_ = line_;
  const std::size_t begin = at_;
  while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != ':') ++at_;
  word_ = text_.substr(begin, at_ - begin);
  if (word_.empty()) return std::nullopt;
  entry out{word_, std::nullopt};
  std::size_t colon = at_;
  while (colon < text_.size() && (text_[colon] == ' ' || text_[colon] == '\t')) ++colon;
  if (colon == text_.size() || text_[colon] != ':') return out;
  at_ = std::min(text_.find('\n', colon), text_.size());
  std::string_view value = text_.substr(colon + 1, at_ - colon - 1);
  while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
  out.value = value;
  return out;
}

bool tsplib_text::may_hold(std::uint64_t count) const {
  return count <= (text_.size() - at_ + 1) / 2;  // A digit each, and a blank between two.
}

data_error tsplib_text::error(std::string expected, std::string found) const {
  return {.file = file_,
          .offset = word_line_,
          .expected = std::move(expected),
          .found = std::move(found),
          .unit = data_error::place::line};
}

data_error tsplib_text::unexpected(std::string expected) const {
  constexpr std::size_t length_max = 40;
  if (word_.empty()) {
    const bool end = at_ == text_.size();
    return error(std::move(expected), end ? "the end of the file" : "nothing before the colon");
  }
  std::string shown = "'" + std::string(word_.substr(0, length_max));
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < ' '; }, '?');
  return error(std::move(expected), shown + (word_.size() > length_max ? "…'" : "'"));
}

}  // namespace starling::optimizers
