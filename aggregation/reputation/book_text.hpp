#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "aggregation/reputation/reputation_book.hpp"
#include "messages/types/result.hpp"

namespace starling::aggregation {

/// Whose book, by member.
using reputation_books = std::map<messages::node_id, reputation_book>;

/// Why a text is no set of reputation books.
enum class book_error : unsigned char {
  too_long,          ///< More than `book_text_max` bytes.
  wrong_header,      ///< The first line is not the one of this version.
  malformed_line,    ///< Not six words, or without the end of a line.
  number_invalid,    ///< No number, or one that is negative, infinite or too large.
  standing_unknown,  ///< None of free, quarantined, on_parole.
  out_of_order,      ///< Lines ascend by member, then by peer; each pair occurs once.
};
std::string_view to_string(book_error e);

inline constexpr std::size_t book_text_max = 256U << 20U;

/// A header and a line for each peer of each member: member, peer, evidence for and against it,
/// standing, clean rounds. What was noted in a round that is still open is not in it.
std::string to_text(const reputation_books& all);

/// Any bytes give books or an error, with `line`, from 1, where it is.
struct book_refusal {
  book_error why;
  std::size_t line;
};
messages::result<reputation_books, book_refusal> books_from_text(std::string_view text,
                                                                 const reputation_options& policy);

}  // namespace starling::aggregation
