#include "messages/security/envelope/outbound_stream.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "messages/codec/msgpack_writer.hpp"
#include "messages/security/envelope/evidence.hpp"

namespace starling::messages {

namespace {

sequence_number number_at(wall_time now) {
  return sequence_number{
      static_cast<std::uint64_t>(std::max<std::int64_t>(now.time_since_epoch().count(), 0))};
}

}  // namespace

outbound_stream::outbound_stream(const identity& self, stream_terms terms, wall_time now)
    : self_(&self), terms_(std::move(terms)), last_(number_at(now)) {}

bool outbound_stream::renew_key(wall_time now) {
  const auto hour = first_epoch(now);
  if (!hour) return false;
  const bool worn = sealed_ >= envelopes_per_key_max;
  if (epoch_ && *hour <= *epoch_ && !worn) return true;
  const auto next = !epoch_ || *hour > *epoch_ ? *hour : *epoch_ + epoch_number{1};
  if (next.value / turns_max > hour->value / turns_max + 1) return false;
  epoch_ = next;
  key_ = epoch_key(terms_.root, next);
  sealed_ = 0;
  introduced_ = false;
  return true;
}

result<std::span<std::byte>, envelope_refusal> outbound_stream::seal(const peer_id& to,
                                                                     const outgoing& message,
                                                                     wall_time now,
                                                                     std::span<std::byte> out) {
  if (!renew_key(now)) return failure{envelope_refusal::exhausted};
  envelope_header header;
  header.recipient = to;
  header.time = now;
  const bool vouched = introduced_ && !message.always_signed;
  header.by = vouched ? authentication::session : authentication::signed_by_sender;
  return seal(header, message, out);
}

result<std::span<std::byte>, envelope_refusal> outbound_stream::seal(std::string_view topic,
                                                                     const outgoing& message,
                                                                     wall_time now,
                                                                     std::span<std::byte> out) {
  if (topic.empty() || topic.size() > topic_max) return failure{envelope_refusal::bad_topic};
  if (!renew_key(now)) return failure{envelope_refusal::exhausted};
  envelope_header header;
  header.topic = topic;
  header.time = now;
  return seal(header, message, out);
}

result<std::span<std::byte>, envelope_refusal> outbound_stream::seal(envelope_header header,
                                                                     const outgoing& message,
                                                                     std::span<std::byte> out) {
  if (last_.value == std::numeric_limits<std::uint64_t>::max()) {
    return failure{envelope_refusal::exhausted};
  }
  header.swarm = terms_.swarm;
  header.kind = message.kind;
  header.compression = message.compression;
  header.session = terms_.session;
  header.epoch = *epoch_;
  header.sender = self_->id();
  header.sequence = last_ + sequence_number{1};
  header.deadline = message.deadline;
  header.correlation = message.correlation;
  const bool is_signed = header.by == authentication::signed_by_sender;
  const auto header_bytes = write_header(header, out);
  if (header_bytes.empty()) return failure{envelope_refusal::no_room};
  msgpack_writer rest(out.subspan(header_bytes.size()));
  const std::size_t signature_size = is_signed ? signature::size : 0;
  const auto body = rest.binary_space(signature_size + message.payload.size() + aead_tag_size);
  if (body.empty()) return failure{envelope_refusal::no_room};
  if (is_signed) {
    const auto by = sign_envelope(self_->signing(), header_bytes, hash_payload(message.payload));
    std::copy(by.value.begin(), by.value.end(), body.begin());
  }
  std::copy(message.payload.begin(), message.payload.end(),
            body.begin() + static_cast<std::ptrdiff_t>(signature_size));
  const auto nonce = envelope_nonce(header.sequence, header.time);
  if (!seal_in_place(terms_.suite, key_, nonce, header_bytes, body)) {
    return failure{envelope_refusal::no_session};
  }
  ++last_;
  ++sealed_;
  introduced_ = introduced_ || is_signed;
  return out.first(header_bytes.size() + rest.size());
}

}  // namespace starling::messages
