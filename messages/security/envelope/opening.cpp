#include "messages/security/envelope/opening.hpp"

#include <algorithm>

namespace starling::messages {

namespace {

bool heard(const opening_rules& rules, const envelope_header& header) {
  if (header.topic.empty()) return header.recipient == rules.self;
  return std::find(rules.topics.begin(), rules.topics.end(), header.topic) != rules.topics.end();
}

/// Whether an envelope that only its session vouches for is not enough.
std::optional<envelope_refusal> must_be_signed(const envelope_header& header, bool introduced,
                                               const opening_rules& rules) {
  if (header.by == authentication::signed_by_sender) return std::nullopt;
  if (!header.topic.empty()) return envelope_refusal::unsigned_topic;
  const auto& kinds = rules.always_signed;
  if (std::find(kinds.begin(), kinds.end(), header.kind) != kinds.end()) {
    return envelope_refusal::unsigned_update;
  }
  if (!introduced) return envelope_refusal::unsigned_first;
  return std::nullopt;
}

}  // namespace

result<framed_envelope, envelope_refusal> take_apart(received_bytes received,
                                                     const opening_rules& rules) {
  if (received.frame.size() > rules.frame_max) return failure{envelope_refusal::oversized};
  const auto read = read_frame(received.frame);
  if (read.refused) return failure{*read.refused};
  if (read.header.swarm != rules.swarm) return failure{envelope_refusal::wrong_swarm};
  if (!heard(rules, read.header)) return failure{envelope_refusal::wrong_recipient};
  framed_envelope framed;
  framed.header_ = read.header;
  framed.header_bytes_ = read.header_bytes;
  framed.body_ = received.frame.last(read.body.size());
  return framed;
}

result<timely_envelope, envelope_refusal> check_time(const framed_envelope& framed,
                                                     const opening_rules& rules, wall_time now) {
  const auto& header = framed.header();
  if (header.time < now - rules.time_window || header.time > now + rules.time_window) {
    return failure{envelope_refusal::out_of_time};
  }
  if (header.deadline != wall_time{} && header.deadline < now) {
    return failure{envelope_refusal::expired};
  }
  if (!near(header.epoch, now)) return failure{envelope_refusal::wrong_epoch};
  return timely_envelope(framed);
}

result<known_envelope, envelope_refusal> identify(const timely_envelope& timely,
                                                  const peer_registry& registry) {
  const peer_id& sender = timely.header().sender;
  if (registry.banned(sender)) return failure{envelope_refusal::banned};
  const registration* known = registry.find(sender);
  if (known == nullptr) return failure{envelope_refusal::unknown_peer};
  return known_envelope(timely, *known);
}

std::optional<envelope_refusal> authentic_envelope::decrypt(const opening_rules& rules) {
  const auto body = framed_.body_;
  if (!stream_->open(header(), framed_.header_bytes_, body)) {
    return envelope_refusal::undecryptable;
  }
  payload_ = body.first(body.size() - aead_tag_size);
  return must_be_signed(header(), stream_->introduced(), rules);
}

std::optional<envelope_refusal> authentic_envelope::check_signature(const verification_key& key) {
  if (header().by == authentication::session) return std::nullopt;
  if (payload_.size() < signature::size) return envelope_refusal::bad_signature;
  signature_ = *signature::from(payload_.first(signature::size));
  payload_ = payload_.subspan(signature::size);
  hash_ = hash_payload(payload_);
  if (!verify_envelope(key, framed_.header_bytes_, hash_, signature_)) {
    return envelope_refusal::bad_signature;
  }
  return std::nullopt;
}

result<authentic_envelope, envelope_refusal> authenticate(const known_envelope& known,
                                                          inbound_stream& stream,
                                                          const opening_rules& rules) {
  authentic_envelope authentic(known, stream);
  if (const auto why = authentic.decrypt(rules)) return failure{*why};
  if (const auto why = authentic.check_signature(known.sender().verification)) return failure{*why};
  return authentic;
}

result<fresh_envelope, envelope_refusal> admit(const authentic_envelope& authentic) {
  if (!authentic.stream_->take(authentic.header())) return failure{envelope_refusal::replayed};
  return fresh_envelope(authentic);
}

std::optional<evidence> fresh_envelope::proof() const {
  if (header().by == authentication::session) return std::nullopt;
  const auto bytes = authentic_.framed_.header_bytes_;
  return evidence{{bytes.begin(), bytes.end()}, authentic_.hash_, authentic_.signature_};
}

}  // namespace starling::messages
