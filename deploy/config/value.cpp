#include "deploy/config/value.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace starling::deploy {
namespace {

template <class T>
std::string shortest(T x) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x);
  return {buffer.data(), end};
}

/// The whole of `from` as a number; says whether it is none, or too large.
template <class T>
outcome read_number(const node& from, std::string_view type, const std::string& accepted, T& into) {
  const std::string& text = from.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  const bool complete = from.what == node::kind::scalar && error != std::errc::invalid_argument &&
                        end == text.data() + text.size();
  if (!complete) return complain(from, describe(from) + " is not a " + std::string(type), accepted);
  if (error == std::errc::result_out_of_range) {
    return complain(from, text + " is out of range", accepted);
  }
  return std::nullopt;
}

template <class T>
outcome read_finite(const node& from, const std::string& accepted, T& into) {
  if (auto wrong = read_number(from, "number", accepted, into)) return wrong;
  if (!std::isfinite(into)) return complain(from, from.text + " is not finite", accepted);
  return std::nullopt;
}

bool is_plain(const std::string& text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !(letter(text[0]) || text[0] == '/')) return false;
  for (const char c : text) {
    const bool other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
    if (!letter(c) && !other) return false;
  }
  return text != "null" && text != "Null" && text != "NULL";
}

}  // namespace

std::string quoted(const std::string& text) {
  if (is_plain(text)) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string printed(double x) {
  return shortest(x);
}
std::string printed(float x) {
  return shortest(x);
}

outcome read_real(const node& from, const std::string& accepted, double& into) {
  return read_finite(from, accepted, into);
}

outcome read_real(const node& from, const std::string& accepted, float& into) {
  return read_finite(from, accepted, into);
}

outcome read_whole(const node& from, const std::string& accepted, std::uint64_t& into) {
  if (from.what == node::kind::scalar && from.text.starts_with('-')) {
    node positive = from;
    positive.text.erase(0, 1);
    if (!read_number(positive, "whole number", accepted, into)) {
      return complain(from, from.text + " is out of range", accepted);
    }
  }
  return read_number(from, "whole number", accepted, into);
}

outcome read_text(const node& from, std::size_t length_max, bool may_be_empty, std::string& into) {
  const std::string accepted =
      (may_be_empty ? "0 … " : "1 … ") + std::to_string(length_max) + " bytes of printable text";
  if (from.what != node::kind::scalar) {
    return complain(from, describe(from) + " is not a text", accepted);
  }
  if (from.text.size() > length_max || (from.text.empty() && !may_be_empty)) {
    return complain(from, "a text of " + std::to_string(from.text.size()) + " bytes", accepted);
  }
  for (const char c : from.text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20U || byte == 0x7fU) {
      return complain(from, describe(from) + " has a control character", accepted);
    }
  }
  into = from.text;
  return std::nullopt;
}

outcome read_quantity_node(const node& from, const quantity& of, std::int64_t smallest,
                           std::int64_t& into) {
  const std::string accepted = "number and unit " + of.unit_names() + "; " +
                               print_quantity(smallest, of) + " … " +
                               print_quantity(of.largest, of);
  if (from.what != node::kind::scalar) {
    return complain(from, describe(from) + " is not a " + std::string(of.name), accepted);
  }
  const quantity_reading reading = read_quantity(from.text, of);
  if (!reading.value) return complain(from, describe(from) + ' ' + reading.why, accepted);
  if (*reading.value < smallest) return complain(from, from.text + " is out of range", accepted);
  into = *reading.value;
  return std::nullopt;
}

std::string to_string(const real_range& range) {
  const bool endless = range.to >= std::numeric_limits<float>::max();
  if (!range.above && !range.below && !endless) {
    return printed(range.from) + " … " + printed(range.to);
  }
  std::string text = (range.above ? "more than " : "at least ") + printed(range.from);
  if (!endless) text += (range.below ? ", less than " : ", at most ") + printed(range.to);
  return text;
}

std::string several(const std::string& type) {
  return type.starts_with("list of") ? "lists" + type.substr(4) : type + 's';
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

value<bool> flag() {
  value<bool> either = one_of<bool>({{"false", false}, {"true", true}});
  either.type = "switch";
  return either;
}

value<std::string> text(std::size_t length_max, bool may_be_empty) {
  return {"text", (may_be_empty ? "0 … " : "1 … ") + std::to_string(length_max) + " bytes",
          [=](const node& from, const std::filesystem::path&, std::string& into) {
            return read_text(from, length_max, may_be_empty, into);
          },
          quoted};
}

value<std::filesystem::path> path(bool may_be_empty) {
  const auto read = [=](const node& from, const std::filesystem::path& folder,
                        std::filesystem::path& into) -> outcome {
    std::string name;
    if (auto wrong = read_text(from, 4'096, may_be_empty, name)) return wrong;
    into = name.empty() ? std::filesystem::path()
                        : (std::filesystem::absolute(folder) / name).lexically_normal();
    return std::nullopt;
  };
  const auto write = [](const std::filesystem::path& x) {
    return quoted(x.empty() ? "" : std::filesystem::absolute(x).lexically_normal().string());
  };
  return {"path", may_be_empty ? "a file or folder name, or \"\"" : "a file or folder name", read,
          write};
}

value<std::chrono::microseconds> duration(std::chrono::microseconds smallest) {
  return {
      "duration", "from " + print_quantity(smallest.count(), durations()),
      [=](const node& from, const std::filesystem::path&,
          std::chrono::microseconds& into) -> outcome {
        std::int64_t count = 0;
        if (auto wrong = read_quantity_node(from, durations(), smallest.count(), count)) {
          return wrong;
        }
        into = std::chrono::microseconds(count);
        return std::nullopt;
      },
      [](const std::chrono::microseconds& x) { return print_quantity(x.count(), durations()); }};
}

value<std::uint64_t> rate() {
  return {
      "rate", "from 0bit/s",
      [](const node& from, const std::filesystem::path&, std::uint64_t& into) -> outcome {
        std::int64_t count = 0;
        if (auto wrong = read_quantity_node(from, rates(), 0, count)) return wrong;
        into = static_cast<std::uint64_t>(count);
        return std::nullopt;
      },
      [](const std::uint64_t& x) { return print_quantity(static_cast<std::int64_t>(x), rates()); }};
}

}  // namespace starling::deploy
