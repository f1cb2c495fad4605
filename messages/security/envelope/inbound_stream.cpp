#include "messages/security/envelope/inbound_stream.hpp"

namespace starling::messages {

bool inbound_stream::open(const envelope_header& header, std::span<const std::byte> header_bytes,
                          std::span<std::byte> body) const {
  const auto nonce = envelope_nonce(header.sequence, header.time);
  if (cached_epoch_ == header.epoch) {
    return open_in_place(suite_, cached_key_, nonce, header_bytes, body);
  }
  return open_in_place(suite_, epoch_key(root_, header.epoch), nonce, header_bytes, body);
}

bool inbound_stream::take(const envelope_header& header) {
  if (!seen_.accept(header.sequence.value)) return false;
  introduced_ = introduced_ || header.by == authentication::signed_by_sender;
  if (cached_epoch_ != header.epoch) {
    cached_key_ = epoch_key(root_, header.epoch);
    cached_epoch_ = header.epoch;
  }
  return true;
}

}  // namespace starling::messages
