#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace starling::deploy::testing {

/// What is wrong with the nesting of HTML or SVG; empty where each tag is closed in order,
/// attributes are quoted, and '<', '>' and '&' stand for themselves nowhere. Contents of style and
/// script are skipped.
inline std::string flaw(std::string_view page) {
  std::vector<std::string> open;
  std::size_t at = page.starts_with("<!DOCTYPE html>") ? 15 : 0;
  while (at < page.size()) {
    if (page[at] == '>') return "stray >";
    if (page[at] == '&') {
      const std::size_t end = page.find(';', at);
      if (end == std::string_view::npos || end - at > 6) return "stray &";
    }
    if (page[at] != '<') {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    bool quoted = false;
    for (; end < page.size() && (quoted || page[end] != '>'); ++end) {
      if (page[end] == '"') quoted = !quoted;
      if (page[end] == '<') return "stray <";
    }
    if (end == page.size()) return "unfinished tag";
    const std::string_view tag = page.substr(at + 1, end - at - 1);
    at = end + 1;
    const std::string name(tag.substr(0, tag.find_first_of(" /", 1)));
    if (tag.starts_with('/')) {
      if (open.empty() || "/" + open.back() != name) return "unexpected <" + name + ">";
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(name);
      if (name == "style" || name == "script") at = page.find("</" + name, at);
      if (at == std::string_view::npos) return "unfinished " + name;
    }
  }
  return open.empty() ? "" : "unclosed <" + open.back() + ">";
}

inline std::size_t occurrences(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + what.size())) {
    ++count;
  }
  return count;
}

}  // namespace starling::deploy::testing
