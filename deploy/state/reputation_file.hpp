#pragma once

#include <filesystem>
#include <string>

#include "aggregation/reputation/book_text.hpp"

namespace starling::deploy {

/// Fills the books of members with what a file says; a file that is not there says nothing.
/// Returns what is wrong, or nothing: unreadable, malformed, or of a member that keeps no book
/// here.
std::string read_books(const std::filesystem::path& path,
                       const starling::reputation_options& policy,
                       aggregation::reputation_books& into);

/// Writes them whole or not at all. Returns what is wrong, or nothing.
std::string write_books(const std::filesystem::path& path,
                        const aggregation::reputation_books& all);

}  // namespace starling::deploy
