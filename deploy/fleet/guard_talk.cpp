#include "deploy/fleet/guard_talk.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "deploy/report/figures.hpp"

namespace starling::deploy {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, wrong] = std::from_chars(text.data(), end, value);
  if (wrong != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// Takes the words of "started 17" after "started "; nothing where it begins otherwise.
std::optional<std::string_view> after(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return std::nullopt;
  return text.substr(word.size());
}

bool sound_name(std::string_view name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  constexpr std::size_t name_max = 64;
  return !name.empty() && name.size() <= name_max && !name.starts_with('.') &&
         name.find_first_not_of(allowed) == name.npos;
}

}  // namespace

std::vector<guard_word> guard_talk::take(std::string_view bytes) {
  std::vector<guard_word> told;
  while (!bytes.empty() && state_ != state::broken) {
    if (state_ == state::in_file) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(file_left_, bytes.size()));
      told.emplace_back(file_bytes{std::string(bytes.substr(0, size))});
      bytes.remove_prefix(size);
      file_left_ -= size;
    } else {
      const auto end = bytes.find('\n');
      line_ += bytes.substr(0, end);
      if (line_.size() > guard_line_max) {
        told.push_back(broken("a line without an end"));
        break;
      }
      if (end == bytes.npos) break;
      bytes.remove_prefix(end + 1);
      told.push_back(line(std::exchange(line_, {})));
    }
    if (state_ == state::in_file && file_left_ == 0) {
      told.emplace_back(file_ended{});
      state_ = state::collecting;
    }
  }
  return told;
}

guard_word guard_talk::line(std::string_view text) {
  if (state_ == state::before) {
    const auto process = after(text, "started ");
    if (const auto value = process ? number(*process) : std::nullopt) {
      state_ = state::running;
      return node_started{*value};
    }
  } else if (state_ == state::running) {
    constexpr std::uint64_t status_max = 255;
    const auto status = after(text, "exited ");
    if (const auto value = status ? number(*status) : std::nullopt; value && *value <= status_max) {
      state_ = state::collecting;
      return node_exited{static_cast<int>(*value)};
    }
  } else if (state_ == state::collecting) {
    if (const auto rest = after(text, "file ")) return file(*rest);
    if (text == "over") {
      state_ = state::over;
      return talk_over{};
    }
  }
  return broken("not a guard's word: " + printable(text));
}

guard_word guard_talk::file(std::string_view text) {
  const auto blank = text.find(' ');
  const auto size = number(text.substr(0, blank));
  const auto name = blank == text.npos ? std::string_view() : text.substr(blank + 1);
  if (!size || !sound_name(name)) return broken("not a file: " + printable(text));
  if (++files_ > collected_files_max) return broken("more files than a run leaves");
  if (*size > collected_bytes_max - bytes_) return broken("more bytes than are taken");
  bytes_ += *size;
  file_left_ = *size;
  state_ = state::in_file;
  return file_began{std::string(name)};
}

guard_word guard_talk::broken(std::string why) {
  state_ = state::broken;
  return talk_broken{std::move(why)};
}

}  // namespace starling::deploy
