#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "actors/topology/topology.hpp"

namespace network {

using starling::actors::make_topology;
using starling::actors::topology;
using starling::messages::node_id;
using starling::messages::round_number;
using numbers = std::vector<std::uint32_t>;

/// An edge list that lasts as long as this; one at a time in a process.
class edge_file {
 public:
  explicit edge_file(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("starling_" + std::to_string(getpid()) + ".edges")) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  edge_file(const edge_file&) = delete;
  edge_file& operator=(const edge_file&) = delete;
  ~edge_file() { std::filesystem::remove(path_); }

  [[nodiscard]] starling::topology::edges options() const { return {path_}; }
  [[nodiscard]] std::string name() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline std::unique_ptr<const topology> build(const starling::topology::options& options,
                                             std::size_t nodes, std::uint64_t seed = 7) {
  auto made = make_topology(options, nodes, seed);
  if (!made) FAIL(made.error().why);
  return std::move(made).value();
}

/// Why it is refused; "" where it is not.
inline std::string refusal(const starling::topology::options& options, std::size_t nodes) {
  auto made = make_topology(options, nodes, 7);
  return made ? "" : made.error().why;
}

inline numbers targets(const topology& t, std::uint32_t member, std::uint64_t round = 1) {
  std::vector<node_id> out(3, node_id{99});  // Must be overwritten.
  t.targets({member}, {round}, out);
  numbers plain;
  for (const node_id id : out) plain.push_back(id.value);
  return plain;
}

inline numbers sources(const topology& t, std::uint32_t member, std::uint64_t round = 1) {
  std::vector<node_id> out(3, node_id{99});
  t.sources({member}, {round}, out);
  numbers plain;
  for (const node_id id : out) plain.push_back(id.value);
  return plain;
}

}  // namespace network
