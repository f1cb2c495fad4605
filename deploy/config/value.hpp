#pragma once

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "deploy/config/document.hpp"
#include "deploy/config/quantity.hpp"
#include "messages/types/strong.hpp"

/// How one value of the swarm file is read from a node of the document, and printed.
namespace starling::deploy {

/// Why a value is refused.
struct complaint {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string below{};  ///< Inside a list: "[0].node".
  std::string message{};
  std::string accepted{};
};
using outcome = std::optional<complaint>;

inline complaint complain(const node& value, std::string message, std::string accepted) {
  return {value.line, value.column, {}, std::move(message), std::move(accepted)};
}

/// What is known about one part of a list of maps.
struct part_description {
  std::string name, type, accepted, sentence;
};

template <class T>
struct value {
  using held = T;
  std::string type;      ///< "whole number".
  std::string accepted;  ///< "1 … 100".
  std::function<outcome(const node&, const std::filesystem::path& folder, T&)> read;
  std::function<std::string(const T&)> write;
  bool is_list = false;
  std::vector<part_description> parts{};
};

// Text ↔ value, without templates: value.cpp.
std::string quoted(const std::string& text);
std::string printed(double x);
std::string printed(float x);
outcome read_text(const node& from, std::size_t length_max, bool may_be_empty, std::string& into);
outcome read_quantity_node(const node& from, const quantity& of, std::int64_t smallest,
                           std::int64_t& into);
outcome read_real(const node& from, const std::string& accepted, double& into);
outcome read_real(const node& from, const std::string& accepted, float& into);
outcome read_whole(const node& from, const std::string& accepted, std::uint64_t& into);

value<bool> flag();
value<std::string> text(std::size_t length_max, bool may_be_empty);
/// Relative paths are relative to the file's folder; held and printed absolute.
value<std::filesystem::path> path(bool may_be_empty = false);
value<std::chrono::microseconds> duration(std::chrono::microseconds smallest);
value<std::uint64_t> rate();

template <class T>
value<T> whole(std::uint64_t smallest, std::uint64_t largest) {
  const std::string accepted = std::to_string(smallest) + " … " + std::to_string(largest);
  const auto read = [=](const node& from, const std::filesystem::path&, T& into) -> outcome {
    std::uint64_t number = 0;
    if (auto wrong = read_whole(from, accepted, number)) return wrong;
    if (number < smallest || number > largest) {
      return complain(from, from.text + " is out of range", accepted);
    }
    if constexpr (messages::is_strong<T>) {
      into = T{static_cast<typename T::rep>(number)};
    } else {
      into = static_cast<T>(number);
    }
    return std::nullopt;
  };
  const auto write = [](const T& x) {
    if constexpr (messages::is_strong<T>) {
      return std::to_string(x.value);
    } else {
      return std::to_string(x);
    }
  };
  return {"whole number", accepted, read, write};
}

/// The range of a real number; `above` leaves the lower end out, `below` the upper.
struct real_range {
  double from;
  double to;
  bool above = false;
  bool below = false;
};

std::string to_string(const real_range& range);

template <class T>
value<T> real(real_range range) {
  const std::string accepted = to_string(range);
  const auto read = [=](const node& from, const std::filesystem::path&, T& into) -> outcome {
    T number = 0;
    if (auto wrong = read_real(from, accepted, number)) return wrong;
    const auto x = static_cast<double>(number);
    const bool low = x < range.from || (range.above && x <= range.from);
    const bool high = x > range.to || (range.below && x >= range.to);
    if (low || high) return complain(from, from.text + " is out of range", accepted);
    into = number;
    return std::nullopt;
  };
  return {"number", accepted, read, [](const T& x) { return printed(x); }};
}

template <class T>
value<T> fraction() {
  return real<T>({0, 1});
}

/// One word of several.
template <class T>
struct named {
  std::string name;
  T meaning;
};

std::string listed(const std::vector<std::string>& names);
/// "map" → "maps", "list of maps" → "lists of maps".
std::string several(const std::string& type);

template <class T>
value<T> one_of(std::vector<named<T>> words) {
  std::vector<std::string> names;
  for (const auto& word : words) names.push_back(word.name);
  const std::string accepted = listed(names);
  const auto read = [=](const node& from, const std::filesystem::path&, T& into) -> outcome {
    for (const auto& word : words) {
      if (from.what != node::kind::scalar || word.name != from.text) continue;
      into = word.meaning;
      return std::nullopt;
    }
    return complain(from, describe(from) + " is none of the words known here", accepted);
  };
  const auto write = [=](const T& x) {
    for (const auto& word : words) {
      if (word.meaning == x) return word.name;
    }
    return std::string();
  };
  return {"word", accepted, read, write};
}

template <class T>
value<std::vector<T>> list(value<T> element, std::size_t smallest, std::size_t largest) {
  const std::string accepted =
      "a list of " + (smallest > 0 ? std::to_string(smallest) + " … " : "at most ") +
      std::to_string(largest) + (element.is_list ? " lists" : "") +
      (element.parts.empty() && !element.accepted.empty() ? " (each " + element.accepted + ")"
                                                          : "");
  const auto read = [=](const node& from, const std::filesystem::path& folder,
                        std::vector<T>& into) -> outcome {
    if (from.what != node::kind::sequence) {
      return complain(from, describe(from) + " is not a list", accepted);
    }
    if (from.children.size() < smallest || from.children.size() > largest) {
      return complain(from, "a list of " + std::to_string(from.children.size()), accepted);
    }
    std::vector<T> all(from.children.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (auto wrong = element.read(from.children[i], folder, all[i])) {
        wrong->below = '[' + std::to_string(i) + ']' + wrong->below;
        return wrong;
      }
    }
    into = std::move(all);
    return std::nullopt;
  };
  const auto write = [=](const std::vector<T>& all) {
    std::string text = "[";
    for (const T& x : all) text += (text.size() > 1 ? ", " : "") + element.write(x);
    return text + ']';
  };
  return {"list of " + several(element.type), accepted, read, write, true, element.parts};
}

/// One part of a record: `part("node", whole…, &crash::node, "…")`.
template <class R>
struct record_part {
  part_description described;
  std::function<outcome(const node&, const std::filesystem::path&, R&)> read;
  std::function<std::string(const R&)> write;
  bool required = true;
};

template <class R, class T>
record_part<R> part(std::string name, value<T> how, T R::*member, std::string sentence) {
  return {{std::move(name), how.type, how.accepted, std::move(sentence)},
          [=](const node& from, const std::filesystem::path& folder, R& into) {
            return how.read(from, folder, into.*member);
          },
          [=](const R& x) { return how.write(x.*member); }};
}

/// A map with each of the parts; `sound` says what is wrong with the whole, or nothing.
template <class R>
value<R> record(std::vector<record_part<R>> parts, std::function<std::string(const R&)> sound) {
  std::vector<std::string> names;
  std::vector<part_description> described;
  for (const auto& p : parts) {
    names.push_back(p.described.name);
    described.push_back(p.described);
  }
  const std::string accepted = "a map with " + listed(names);
  const auto read_parts = [=](const node& from, const std::filesystem::path& folder,
                              R& into) -> outcome {
    for (const auto& p : parts) {
      const node* given = nullptr;
      for (const node& child : from.children) {
        if (child.key == p.described.name) given = &child;
      }
      if (given == nullptr && !p.required) continue;
      if (given == nullptr) return complain(from, p.described.name + " is missing", accepted);
      if (auto wrong = p.read(*given, folder, into)) {
        wrong->below = '.' + p.described.name + wrong->below;
        return wrong;
      }
    }
    return std::nullopt;
  };
  const auto read = [=](const node& from, const std::filesystem::path& folder, R& into) -> outcome {
    if (from.what != node::kind::map) {
      return complain(from, describe(from) + " is not a map", accepted);
    }
    for (const node& child : from.children) {
      bool known = false;
      for (const auto& name : names) known = known || name == child.key;
      if (!known) {
        return complaint{child.key_line, child.key_column, '.' + child.key, "unknown key",
                         accepted};
      }
    }
    if (auto wrong = read_parts(from, folder, into)) return wrong;
    std::string why = sound(into);
    if (!why.empty()) return complain(from, std::move(why), "");
    return std::nullopt;
  };
  const auto write = [=](const R& x) {
    std::string text = "{";
    for (const auto& p : parts) {
      text += (text.size() > 1 ? ", " : "") + p.described.name + ": " + p.write(x);
    }
    return text + '}';
  };
  return {"map", accepted, read, write, false, described};
}

}  // namespace starling::deploy
