#include "messages/security/sealed_file.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include "messages/security/aead.hpp"
#include "messages/security/hkdf.hpp"

namespace starling::messages {

namespace {

constexpr std::size_t name_size = 16;
constexpr std::size_t head_size = sealed_file_begin.size() + file_salt::size + name_size;
constexpr std::size_t sealed_size = sealed_chunk_size + aead_tag_size;
constexpr auto suite = aead_suite::xchacha20_poly1305;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

/// What one file is sealed with, and how it says with which key.
struct own_keys {
  aead_key sealing;
  octets<struct key_name_tag, name_size> name;

  own_keys(const file_key& key, std::span<const std::byte> salt) {
    const auto root = hkdf_extract(salt, key.bytes());
    sealing = aead_key(hkdf_expand(root, bytes_of("starling/sealed file/1")).bytes());
    const auto told = hkdf_expand(root, bytes_of("starling/sealed file/key name/1"));
    std::ranges::copy(told.bytes().first<name_size>(), name.value.begin());
  }
};

aead_nonce place_of(std::uint64_t chunk, bool last) {
  aead_nonce nonce;
  for (std::size_t i = 0; i < sizeof chunk; ++i) {
    nonce.value[i] = static_cast<std::byte>(chunk >> (8 * i));
  }
  nonce.value[sizeof chunk] = std::byte{last};
  return nonce;
}

}  // namespace

std::string seal_file(std::string_view content, const file_key& key, const file_salt& salt) {
  const own_keys own(key, salt.bytes());
  std::string out(sealed_file_begin);
  out.reserve(head_size + content.size() +
              aead_tag_size * (content.size() / sealed_chunk_size + 1));
  for (const auto part :
       {std::span<const std::byte>(salt.bytes()), std::span<const std::byte>(own.name.bytes())}) {
    out.append(reinterpret_cast<const char*>(part.data()), part.size());
  }
  const std::string head = out;
  for (std::uint64_t chunk = 0;; ++chunk) {
    const auto piece = content.substr(0, sealed_chunk_size);
    content.remove_prefix(piece.size());
    const auto start = out.size();
    out.append(piece).append(aead_tag_size, '\0');
    // It fails only where there is no room for the tag, or no such suite: there always is.
    static_cast<void>(seal_in_place(suite, own.sealing, place_of(chunk, content.empty()),
                                    bytes_of(head),
                                    std::as_writable_bytes(std::span(out)).subspan(start)));
    if (content.empty()) return out;
  }
}

result<std::string, sealed_file_refusal> open_file(std::string_view sealed, const file_key& key) {
  if (!sealed.starts_with(sealed_file_begin)) return failure{sealed_file_refusal::unsealed};
  if (sealed.size() < head_size + aead_tag_size) return failure{sealed_file_refusal::damaged};
  const auto head = bytes_of(sealed.substr(0, head_size));
  const own_keys own(key, head.subspan(sealed_file_begin.size(), file_salt::size));
  if (!std::ranges::equal(head.last(name_size), own.name.bytes())) {
    return failure{sealed_file_refusal::wrong_key};
  }
  sealed.remove_prefix(head_size);
  std::string out;
  out.reserve(sealed.size());
  for (std::uint64_t chunk = 0;; ++chunk) {
    const auto piece = sealed.substr(0, sealed_size);
    sealed.remove_prefix(piece.size());
    const auto start = out.size();
    out.append(piece);
    if (!open_in_place(suite, own.sealing, place_of(chunk, sealed.empty()), head,
                       std::as_writable_bytes(std::span(out)).subspan(start))) {
      return failure{sealed_file_refusal::damaged};
    }
    out.resize(out.size() - aead_tag_size);
    if (sealed.empty()) return out;
  }
}

}  // namespace starling::messages
