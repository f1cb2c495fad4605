#include "messages/security/aead.hpp"

#include <algorithm>

#include <sodium/core.h>
#include <sodium/crypto_aead_aes256gcm.h>
#include <sodium/crypto_aead_xchacha20poly1305.h>

namespace starling::messages {

static_assert(aead_key::size == crypto_aead_aes256gcm_KEYBYTES &&
              aead_key::size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(aead_nonce::size == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES &&
              aead_nonce::size >= crypto_aead_aes256gcm_NPUBBYTES);
static_assert(aead_tag_size == crypto_aead_aes256gcm_ABYTES &&
              aead_tag_size == crypto_aead_xchacha20poly1305_ietf_ABYTES);

bool machine_has(aead_suite suite) {
  static const bool aes = sodium_init() >= 0 && crypto_aead_aes256gcm_is_available() == 1;
  return suite == aead_suite::xchacha20_poly1305 || (suite == aead_suite::aes_256_gcm && aes);
}

aead_suite choose_suite(std::span<const std::string> own, std::span<const std::string> other) {
  const auto has_aes = [](std::span<const std::string> all) {
    return std::find(all.begin(), all.end(), aes_capability) != all.end();
  };
  return has_aes(own) && has_aes(other) ? aead_suite::aes_256_gcm : aead_suite::xchacha20_poly1305;
}

bool seal_in_place(aead_suite suite, const aead_key& key, const aead_nonce& nonce,
                   std::span<const std::byte> associated, std::span<std::byte> body) {
  if (body.size() < aead_tag_size || !machine_has(suite)) return false;
  const auto encrypt = suite == aead_suite::aes_256_gcm
                           ? crypto_aead_aes256gcm_encrypt
                           : crypto_aead_xchacha20poly1305_ietf_encrypt;
  return encrypt(sodium_output(body), nullptr, sodium_bytes(body), body.size() - aead_tag_size,
                 sodium_bytes(associated), associated.size(), nullptr, sodium_bytes(nonce.bytes()),
                 sodium_bytes(key.bytes())) == 0;
}

bool open_in_place(aead_suite suite, const aead_key& key, const aead_nonce& nonce,
                   std::span<const std::byte> associated, std::span<std::byte> body) {
  if (body.size() < aead_tag_size || !machine_has(suite)) return false;
  const auto decrypt = suite == aead_suite::aes_256_gcm
                           ? crypto_aead_aes256gcm_decrypt
                           : crypto_aead_xchacha20poly1305_ietf_decrypt;
  return decrypt(sodium_output(body), nullptr, nullptr, sodium_bytes(body), body.size(),
                 sodium_bytes(associated), associated.size(), sodium_bytes(nonce.bytes()),
                 sodium_bytes(key.bytes())) == 0;
}

}  // namespace starling::messages
