#include "actors/topology/edge_list.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include "actors/topology/graph.hpp"

namespace starling::actors {

namespace {

constexpr std::string_view blanks = " \t\r";
/// Errors quote no more of a line than this.
constexpr std::size_t quoted_max = 60;

/// Takes the first word off the line.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(word.size());
  return word;
}

std::optional<std::uint32_t> node_number(std::string_view word, std::size_t nodes) {
  std::uint32_t number = 0;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || stop != end || number >= nodes) return std::nullopt;
  return number;
}

std::string quoted(std::string_view line) {
  line.remove_suffix(line.size() - (line.find_last_not_of(blanks) + 1));
  std::string out = "'";
  out += line.substr(0, quoted_max);
  return out + (line.size() <= quoted_max ? "'" : "…'");
}

/// The edge on a line, none on an empty one, or what was expected instead.
std::variant<std::monostate, node_pair, std::string> parse(std::string_view line,
                                                           std::size_t nodes) {
  std::string_view rest = line.substr(0, line.find('#'));
  const std::string_view first = take_word(rest);
  if (first.empty()) return std::monostate{};
  const std::string_view second = take_word(rest);
  const auto a = node_number(first, nodes);
  const auto b = node_number(second, nodes);
  if (!a || !b || !take_word(rest).empty()) {
    return "expected two node numbers from 0 to " + std::to_string(nodes - 1) + ", found " +
           quoted(line);
  }
  if (*a == *b) return "expected two different nodes, found " + quoted(line);
  return node_pair(std::minmax(*a, *b));
}

messages::result<std::vector<node_pair>, topology_error> read(const std::string& name,
                                                              std::size_t nodes) {
  const auto failed = [&](const std::string& why) {
    return messages::failure{topology_error{"edge list " + name + why}};
  };
  std::ifstream file(name);
  if (!file) return failed(": cannot be opened for reading");
  std::vector<node_pair> pairs;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    const auto parsed = parse(line, nodes);
    if (const auto* why = std::get_if<std::string>(&parsed)) {
      return failed(", line " + std::to_string(number) + ": " + *why);
    }
    if (const auto* pair = std::get_if<node_pair>(&parsed)) pairs.push_back(*pair);
    if (pairs.size() > edges_max) {
      return failed(", line " + std::to_string(number) + ": has more than " +
                    std::to_string(edges_max) + " edges");
    }
  }
  if (file.bad()) return failed(": cannot be read to its end");
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

}  // namespace

topology_result make_edges(const starling::topology::edges& options, std::size_t nodes) {
  const auto pairs = read(options.file.string(), nodes);
  if (!pairs) return messages::failure{pairs.error()};
  if (const auto lost = unreachable_from_first(nodes, *pairs)) {
    return messages::failure{
        topology_error{"edge list " + options.file.string() + ": joins not all of the " +
                       std::to_string(nodes) + " nodes, no path leads from node 0 to node " +
                       std::to_string(*lost) + "; every node must be reachable from every other"}};
  }
  return make_graph("edges", nodes, *pairs);
}

}  // namespace starling::actors
