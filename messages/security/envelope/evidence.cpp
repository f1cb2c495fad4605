#include "messages/security/envelope/evidence.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <sodium/crypto_generichash_blake2b.h>

namespace starling::messages {

namespace {

constexpr std::string_view domain_tag = "starling/envelope/1";

/// The bytes that are signed, one after the other in a buffer of fixed size.
class signed_text {
 public:
  signed_text(std::span<const std::byte> header, const payload_hash& payload) {
    add(std::as_bytes(std::span(domain_tag.data(), domain_tag.size())));
    add(header);
    add(payload.bytes());
  }
  [[nodiscard]] std::span<const std::byte> bytes() const { return std::span(buffer_).first(size_); }

 private:
  void add(std::span<const std::byte> bytes) {
    std::copy(bytes.begin(), bytes.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += bytes.size();
  }
  std::array<std::byte, domain_tag.size() + envelope_header_max + payload_hash::size> buffer_;
  std::size_t size_ = 0;
};

}  // namespace

payload_hash hash_payload(std::span<const std::byte> payload) {
  payload_hash out;
  crypto_generichash_blake2b(sodium_output(std::span(out.value)), out.size, sodium_bytes(payload),
                             payload.size(), nullptr, 0);
  return out;
}

signature sign_envelope(const signing_pair& by, std::span<const std::byte> header,
                        const payload_hash& payload) {
  return by.sign(
      signed_text(header.first(std::min(header.size(), envelope_header_max)), payload).bytes());
}

bool verify_envelope(const verification_key& key, std::span<const std::byte> header,
                     const payload_hash& payload, const signature& by) {
  return header.size() <= envelope_header_max &&
         verify(key, signed_text(header, payload).bytes(), by);
}

std::optional<envelope_header> proven(const evidence& e, const verification_key& key) {
  const auto header = read_header(e.header);
  if (!header || header->by != authentication::signed_by_sender ||
      header->sender != peer_id_of(key) || !verify_envelope(key, e.header, e.payload, e.by)) {
    return std::nullopt;
  }
  return header;
}

}  // namespace starling::messages
