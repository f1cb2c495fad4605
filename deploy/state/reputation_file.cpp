#include "deploy/state/reputation_file.hpp"

#include <fstream>
#include <system_error>
#include <utility>

#include "deploy/report/run_directory.hpp"

namespace starling::deploy {

namespace fs = std::filesystem;

std::string read_books(const fs::path& path, const starling::reputation_options& policy,
                       aggregation::reputation_books& into) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return {};
  const std::string name = path.string();
  if (!fs::is_regular_file(status)) return name + ": cannot be read";
  const auto size = fs::file_size(path, error);
  if (error) return name + ": cannot be read: " + error.message();
  if (size > aggregation::book_text_max) {
    return name + ": " + std::string(to_string(aggregation::book_error::too_long));
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(size, '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(size))) return name + ": cannot be read";
  auto read = aggregation::books_from_text(text, policy);
  if (!read) {
    return name + ':' + std::to_string(read.error().line) + ": " +
           std::string(to_string(read.error().why));
  }
  for (const auto& [member, book] : *read) {
    if (into.contains(member)) continue;
    return name + ": member " + std::to_string(member.value) + " keeps no book in this swarm";
  }
  for (auto& [member, book] : *read) into.find(member)->second = std::move(book);
  return {};
}

std::string write_books(const fs::path& path, const aggregation::reputation_books& all) {
  const auto written = write_whole(path, to_text(all));
  return written ? std::string() : written.error();
}

}  // namespace starling::deploy
