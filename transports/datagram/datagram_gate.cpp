#include "transports/datagram/datagram_gate.hpp"

#include <sodium/crypto_shorthash.h>

namespace starling::transports {

static_assert(crypto_shorthash_KEYBYTES == std::tuple_size_v<datagram_gate::secret>);

std::uint64_t datagram_gate::cookie(std::span<const std::byte> address, std::uint64_t nonce,
                                    std::uint64_t epoch) const {
  std::vector<std::byte> hashed(address.begin(), address.end());
  encode_number(nonce, 8, hashed);
  encode_number(epoch, 8, hashed);
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(hashed.data()),
                   hashed.size(), key_.data());
  return decode_number(std::as_bytes(std::span(hash)));
}

datagram_gate::answer datagram_gate::hear(std::span<const std::byte> bytes,
                                          std::span<const std::byte> address,
                                          messages::time_point now) const {
  answer a;
  const auto d = decode_datagram(bytes);
  if (!d) {
    a.refused = true;
    return a;
  }
  const auto epoch = static_cast<std::uint64_t>(now.time_since_epoch() / cookie_lifetime);
  if (d->head.kind == datagram_kind::hello && d->payload.size() == 8) {
    std::vector<std::byte> payload;
    encode_number(cookie(address, d->head.token, epoch), 8, payload);
    encode(datagram_head{datagram_kind::challenge, false, d->head.token, 0, 0}, payload, a.reply);
  } else if (d->head.kind == datagram_kind::open && d->payload.size() == 8) {
    const auto nonce = decode_number(d->payload);
    const bool opens = d->head.token == cookie(address, nonce, epoch) ||
                       d->head.token == cookie(address, nonce, epoch - 1);
    if (opens) a.granted = d->head.token;
    a.refused = !opens;
  } else {
    a.refused = true;
    if (d->head.kind != datagram_kind::unknown) {
      encode(datagram_head{datagram_kind::unknown, false, d->head.token, 0, 0},
             std::span<const std::byte>(), a.reply);
    }
  }
  return a;
}

}  // namespace starling::transports
