#include "actors/host/wire/sealed_line.hpp"

#include <cstring>

#include "messages/codec/decode.hpp"
#include "messages/codec/encode.hpp"

namespace starling::actors {

using messages::dispatch;
using messages::message_kind;

namespace {

constexpr std::uint16_t status_kind = 1;
constexpr std::uint16_t chunk_kind = 3;
constexpr std::uint16_t chunk_request_kind = 4;
constexpr std::uint16_t letter_kinds = 16;   // plus the index of the content
constexpr std::uint16_t outline_kinds = 64;  // the same, of a letter whose tensor goes beside it

/// Proposals and what is made of them.
std::vector<message_kind> always_signed() {
  std::vector<message_kind> kinds;
  for (const messages::content& what :
       {messages::content(messages::model_update{}), messages::content(messages::start_round{}),
        messages::content(messages::model_snapshot{}), messages::content(messages::hand_over{})}) {
    for (const auto first : {letter_kinds, outline_kinds}) {
      kinds.push_back(message_kind{static_cast<std::uint16_t>(first + what.index())});
    }
  }
  return kinds;
}

message_kind kind_of(const dispatch& what) {
  const auto of = [](std::uint16_t first, const messages::content& content) {
    return message_kind{static_cast<std::uint16_t>(first + content.index())};
  };
  if (const auto* l = std::get_if<messages::letter>(&what)) return of(letter_kinds, l->what);
  if (const auto* o = std::get_if<messages::outline>(&what)) return of(outline_kinds, o->what.what);
  if (std::holds_alternative<messages::chunk>(what)) return message_kind{chunk_kind};
  if (std::holds_alternative<messages::chunk_request>(what))
    return message_kind{chunk_request_kind};
  return message_kind{status_kind};
}

messages::registry_options options(const own_identity& self) {
  messages::registry_options o;
  o.swarm = self.registration.swarm;
  o.peers_max = o.listed_max = 1;
  return o;
}

messages::endpoint_options options(std::size_t frame_max) {
  messages::endpoint_options o;
  o.always_signed = always_signed();
  o.frame_max = frame_max;
  o.peers_max = 1;
  return o;
}

}  // namespace

sealed_line::sealed_line(std::shared_ptr<const own_identity> self, const std::string& other,
                         std::size_t frame_max)
    : self_(std::move(self)),
      frame_max_(frame_max),
      registry_(options(*self_)),
      endpoint_(self_->keys, self_->registration, registry_, options(frame_max)) {
  if (const auto id = messages::octets_from_hex<messages::peer_id>(other)) {
    other_ = *id;
    registry_.allow(other_);
  }
}

std::vector<std::uint8_t> sealed_line::introduction() const {
  const auto bytes = messages::encode(self_->registration);
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return {first, first + bytes.size()};
}

bool sealed_line::meet(std::span<const std::uint8_t> introduction) {
  const auto said = messages::decode_registration(std::as_bytes(introduction));
  if (!said || said->id != other_ || !registry_.admit(*said)) return false;
  endpoint_.introduce_again(other_);
  return true;
}

messages::result<std::vector<std::uint8_t>, messages::envelope_refusal> sealed_line::seal(
    const dispatch& what, messages::wall_time now) {
  payload_.resize(messages::encoded_size(what));
  const auto payload = messages::encode(what, std::span<std::byte>(payload_));
  if (!payload) return messages::failure{messages::envelope_refusal::no_room};
  std::vector<std::uint8_t> frame(payload->size() + messages::envelope_overhead_max);
  messages::outgoing out{.kind = kind_of(what), .payload = *payload};
  for (const auto kind : always_signed()) out.always_signed |= kind == out.kind;
  const auto sealed = endpoint_.seal(other_, out, now, std::as_writable_bytes(std::span(frame)));
  if (!sealed) return messages::failure{sealed.error()};
  frame.resize(sealed->size());
  return frame;
}

messages::result<dispatch, frame_refusal> sealed_line::open(std::vector<std::uint8_t> frame,
                                                            messages::wall_time now) {
  const auto opened = endpoint_.open({std::as_writable_bytes(std::span(frame))}, now);
  if (!opened) return messages::failure{frame_refusal(opened.error())};
  messages::codec_limits limits;
  limits.bytes_max = frame_max_;
  auto what = messages::decode<dispatch>(opened->payload(), limits);
  if (!what) return messages::failure{frame_refusal(what.error())};
  return std::move(*what);
}

}  // namespace starling::actors
