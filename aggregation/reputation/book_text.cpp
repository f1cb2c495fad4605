#include "aggregation/reputation/book_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace starling::aggregation {

using messages::failure;
using messages::node_id;

namespace {

constexpr std::string_view header = "starling reputation 1";
constexpr std::array<std::string_view, 3> standings = {"free", "quarantined", "on_parole"};
constexpr double evidence_max = 1e12;
constexpr std::size_t words_per_line = 6;
using words = std::array<std::string_view, words_per_line>;

struct line {
  node_id member;
  node_id peer;
  reputation_book::record what;
};

template <class Number>
bool read(std::string_view word, Number& out) {
  const auto [end, wrong] = std::from_chars(word.data(), word.data() + word.size(), out);
  return wrong == std::errc() && end == word.data() + word.size();
}

bool read_evidence(std::string_view word, double& out) {
  return read(word, out) && out >= 0 && !std::signbit(out) && out <= evidence_max;
}

/// Exactly so many words with one space between.
std::optional<words> split(std::string_view text) {
  words out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto space = text.find(' ');
    const bool last = i + 1 == out.size();
    if (last != (space == std::string_view::npos)) return std::nullopt;
    out[i] = text.substr(0, space);
    if (out[i].empty()) return std::nullopt;
    if (!last) text.remove_prefix(space + 1);
  }
  return out;
}

messages::result<line, book_error> read_line(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return failure{book_error::malformed_line};
  const auto& [member, peer, good, bad, is, clean] = *parts;
  line out;
  if (!read(member, out.member.value) || !read(peer, out.peer.value) ||
      !read_evidence(good, out.what.good) || !read_evidence(bad, out.what.bad) ||
      !read(clean, out.what.clean)) {
    return failure{book_error::number_invalid};
  }
  for (std::size_t i = 0; i < standings.size(); ++i) {
    if (is != standings[i]) continue;
    out.what.is = static_cast<standing>(i);
    return out;
  }
  return failure{book_error::standing_unknown};
}

void append(std::string& text, double value) {
  std::array<char, 32> digits{};  // the shortest that reads as the same number has at most 24
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

}  // namespace

std::string_view to_string(book_error e) {
  constexpr std::array<std::string_view, 6> names = {
      "the text is too long",
      "the first line is not \"starling reputation 1\"",
      "a line is not six words: member, peer, evidence for and against, standing, clean rounds",
      "a number is none, or out of range",
      "the standing is none of free, quarantined, on_parole",
      "the lines do not ascend by member and peer"};
  return names[static_cast<std::size_t>(e)];
}

std::string to_text(const reputation_books& all) {
  std::string text(header);
  text += '\n';
  for (const auto& [member, book] : all) {
    for (const auto& [peer, what] : book.records()) {
      text += std::to_string(member.value) + ' ' + std::to_string(peer.value) + ' ';
      append(text, what.good);
      text += ' ';
      append(text, what.bad);
      text += ' ';
      text += standings[static_cast<std::size_t>(what.is)];
      text += ' ' + std::to_string(what.clean) + '\n';
    }
  }
  return text;
}

messages::result<reputation_books, book_refusal> books_from_text(std::string_view text,
                                                                 const reputation_options& policy) {
  if (text.size() > book_text_max) return failure{book_refusal{book_error::too_long, 1}};
  reputation_books books;
  std::optional<std::pair<node_id, node_id>> before;
  for (std::size_t number = 1; number == 1 || !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto refuse = [number](book_error why) { return failure{book_refusal{why, number}}; };
    const bool first = number == 1;
    if (first && text.substr(0, end) != header) return refuse(book_error::wrong_header);
    if (end == std::string_view::npos) return refuse(book_error::malformed_line);
    if (!first) {
      const auto read = read_line(text.substr(0, end));
      if (!read) return refuse(read.error());
      const std::pair here{read->member, read->peer};
      if (before && here <= *before) return refuse(book_error::out_of_order);
      before = here;
      books.try_emplace(read->member, policy).first->second.restore(read->peer, read->what);
    }
    text.remove_prefix(end + 1);
  }
  return books;
}

}  // namespace starling::aggregation
