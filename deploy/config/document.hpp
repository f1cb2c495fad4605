#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/config/config_error.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// One value of a YAML text, with its place.
struct node {
  enum class kind : unsigned char { null, scalar, sequence, map };

  kind what = kind::null;
  std::string text;            ///< Of a scalar.
  std::vector<node> children;  ///< Of a sequence or a map, in the order of the text.
  std::size_t line = 0;        ///< From 1.
  std::size_t column = 0;
  std::string key;  ///< Its name, where the parent is a map.
  std::size_t key_line = 0;
  std::size_t key_column = 0;
};

inline constexpr std::size_t document_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t document_depth_max = 16;
inline constexpr std::size_t document_nodes_max = 100'000;
inline constexpr std::size_t document_keys_max = 256;  ///< In one map.

/// Reads one YAML document into a tree.
///
/// Errors: not YAML; more than one document; a key given twice; a key that is not a word; anchors,
///         aliases and tags (a swarm file needs none); a limit above is passed.
messages::result<node, config_error> parse_document(std::string_view text, const std::string& file);

/// The same for a file; `what` is what errors call it: "a swarm file".
///
/// Errors: also those of a file that is missing, a folder, or unreadable.
messages::result<node, config_error> parse_document_file(const std::filesystem::path& path,
                                                         std::string_view what);

/// How an error speaks of a value: `"ten"`, `a list`, `nothing`.
std::string describe(const node& value);

}  // namespace starling::deploy
