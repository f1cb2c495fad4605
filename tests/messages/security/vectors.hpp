#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "messages/security/octets.hpp"

// What others published, as files beside the repository, and short ways to write bytes.

namespace outside {

using bytes = std::vector<std::byte>;

/// A file of vectors; none, with a message, where it is not on this machine.
inline std::optional<std::string> text(const std::string& file) {
  const char* given = std::getenv("STARLING_TEST_DATA");
  const std::filesystem::path root = given != nullptr ? given : STARLING_TEST_DATA_DEFAULT;
  std::ifstream in(root / file, std::ios::binary);
  if (!in) {
    MESSAGE("skipped: no ", (root / file).string());
    return std::nullopt;
  }
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

inline std::optional<nlohmann::json> wycheproof(const std::string& file) {
  const auto read = text("wycheproof/" + file);
  if (!read) return std::nullopt;
  return nlohmann::json::parse(*read);
}

inline bytes hex(std::string_view digits) {
  bytes out(digits.size() / 2);
  REQUIRE(starling::messages::from_hex(digits, out));
  return out;
}

inline bytes plain(std::string_view letters) {
  const auto view = std::as_bytes(std::span(letters.data(), letters.size()));
  return {view.begin(), view.end()};
}

/// A seed or key whose bytes count up from `first`.
template <class Bytes>
Bytes counting(unsigned first) {
  std::array<std::byte, Bytes::size> raw{};
  for (auto& b : raw) b = static_cast<std::byte>(first++);
  if constexpr (requires { Bytes{raw}; }) {
    return Bytes{raw};
  } else {
    return Bytes(std::span<const std::byte, Bytes::size>(raw));
  }
}

template <class Secret>
Secret secret_of(const bytes& raw) {
  REQUIRE(raw.size() == Secret::size);
  return Secret(std::span<const std::byte, Secret::size>(raw));
}

}  // namespace outside
