#include "messages/security/hkdf.hpp"

#include <algorithm>

#include <sodium/crypto_auth_hmacsha256.h>

namespace starling::messages {

namespace {

/// HMAC-SHA256, fed in pieces; wiped when it is left behind.
class hmac {
 public:
  explicit hmac(std::span<const std::byte> key) {
    crypto_auth_hmacsha256_init(&state_, sodium_bytes(key), key.size());
  }
  hmac(const hmac&) = delete;
  hmac& operator=(const hmac&) = delete;
  ~hmac() { sodium_memzero(&state_, sizeof state_); }

  void add(std::span<const std::byte> bytes) {
    crypto_auth_hmacsha256_update(&state_, sodium_bytes(bytes), bytes.size());
  }
  void finish(std::span<std::byte, 32> out) {
    crypto_auth_hmacsha256_final(&state_, sodium_output(out));
  }

 private:
  crypto_auth_hmacsha256_state state_;
};

}  // namespace

key_material hkdf_extract(std::span<const std::byte> salt, std::span<const std::byte> input) {
  key_material out;
  hmac mac(salt);  // HMAC fills a short key up with zeros: an empty one is 32 zeros
  mac.add(input);
  mac.finish(out.mutate());
  return out;
}

bool hkdf_expand(const key_material& from, std::span<const std::byte> info,
                 std::span<std::byte> out) {
  if (out.size() > hkdf_output_max) return false;
  key_material block;
  std::span<const std::byte> before;
  for (unsigned number = 1; !out.empty(); ++number) {
    hmac mac(from.bytes());
    mac.add(before);
    mac.add(info);
    const auto counter = static_cast<std::byte>(number);
    mac.add({&counter, 1});
    mac.finish(block.mutate());
    before = block.bytes();
    const std::size_t taken = std::min(out.size(), before.size());
    std::copy_n(before.begin(), taken, out.begin());
    out = out.subspan(taken);
  }
  return true;
}

key_material hkdf_expand(const key_material& from, std::span<const std::byte> info) {
  key_material out;
  static_assert(key_material::size <= hkdf_output_max);
  static_cast<void>(hkdf_expand(from, info, out.mutate()));
  return out;
}

}  // namespace starling::messages
