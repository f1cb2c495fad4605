#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "messages/security/sealed_file.hpp"

using namespace starling::messages;

/// The seeds are sealed with bytes that count up from zero. What opens, seals to the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);  // NOLINT
  std::array<std::byte, file_key::size> raw{};
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::byte>(i);
  const file_key key{std::span<const std::byte, file_key::size>(raw)};
  const auto opened = open_file(bytes, key);
  if (!opened) return 0;
  const auto salt = file_salt::from(
      std::as_bytes(std::span(bytes)).subspan(sealed_file_begin.size(), file_salt::size));
  if (!salt || seal_file(*opened, key, *salt) != bytes) std::abort();
  return 0;
}
