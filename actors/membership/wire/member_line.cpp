#include "actors/membership/wire/member_line.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <utility>

#include "messages/codec/decode.hpp"
#include "messages/codec/encode.hpp"

namespace starling::actors {

using messages::member_id;
using messages::peer_id;
using messages::wall_time;

namespace {

constexpr auto introduction_byte = std::byte{1};
constexpr auto envelope_byte = std::byte{2};
constexpr messages::message_kind membership_kind{2};
constexpr std::string_view domain_tag = "starling/introduction/1";
constexpr std::size_t listens_at_max = 255;
constexpr auto fresh_for = std::chrono::seconds(60);

template <class To, class From>
To copied(const From& from) {
  static_assert(sizeof(To) == sizeof(From));
  return std::bit_cast<To>(from);
}

template <class T>
std::vector<std::byte> packed(const T& what) {
  std::vector<std::byte> bytes(messages::encoded_size(what));
  static_cast<void>(messages::encode(what, std::span<std::byte>(bytes)));
  return bytes;
}

std::vector<std::byte> tagged(std::byte kind, std::span<const std::byte> rest) {
  std::vector<std::byte> datagram(1 + rest.size(), kind);
  std::copy(rest.begin(), rest.end(), datagram.begin() + 1);
  return datagram;
}

/// The tag, and all fields with a signature of zeros.
std::vector<std::byte> statement(messages::introduction what) {
  what.signature = {};
  const auto fields = packed(what);
  const auto tag = std::as_bytes(std::span(domain_tag));
  std::vector<std::byte> bytes(tag.size() + fields.size());
  std::copy(fields.begin(), fields.end(), std::copy(tag.begin(), tag.end(), bytes.begin()));
  return bytes;
}

messages::registration registered_for_members(const own_identity& self) {
  const auto& r = self.registration;
  return messages::make_registration(self.keys,
                                     {r.roles, r.capabilities, r.joined, r.swarm + "/members"});
}

messages::registry_options registry_of(const messages::registration& own, std::size_t peers) {
  messages::registry_options o;
  o.swarm = own.swarm;
  o.peers_max = o.listed_max = std::max<std::size_t>(1, peers);
  return o;
}

messages::endpoint_options endpoint_of(std::size_t peers) {
  messages::endpoint_options o;
  o.frame_max = messages::membership_bytes_max + messages::envelope_overhead_max;
  o.peers_max = std::max<std::size_t>(1, peers);
  return o;
}

messages::failure<member_refusal> refuse(member_refusal why) {
  return {why};
}

}  // namespace

member_id member_of(const peer_id& id) {
  return copied<member_id>(id);
}

peer_id peer_of(const member_id& id) {
  return copied<peer_id>(id);
}

messages::rumour_signature member_line::keyed_seal::sign(
    std::span<const std::byte> statement) const {
  return copied<messages::rumour_signature>(self_.signing().sign(statement));
}

bool member_line::keyed_seal::verify(const member_id& who, std::span<const std::byte> statement,
                                     const messages::rumour_signature& signature) const {
  if (peer_of(who) == self_.id()) {
    return messages::verify(self_.signing().public_key(), statement,
                            copied<messages::signature>(signature));
  }
  const auto* known = registry_.find(peer_of(who));
  return known != nullptr && !registry_.banned(known->id) &&
         messages::verify(known->verification, statement, copied<messages::signature>(signature));
}

member_line::member_line(std::shared_ptr<const own_identity> self, std::span<const peer_id> roster,
                         std::string listens_at)
    : self_(std::move(self)),
      own_(registered_for_members(*self_)),
      listens_at_(std::move(listens_at)),
      registry_(registry_of(own_, roster.size())),
      endpoint_(self_->keys, own_, registry_, endpoint_of(roster.size())),
      seal_(self_->keys, registry_) {
  for (const auto& id : roster) {
    if (id == self_->keys.id()) continue;
    registry_.allow(id);
    roster_.push_back(id);
  }
  std::sort(roster_.begin(), roster_.end());
}

std::vector<std::byte> member_line::introduction(bool answer_wanted, wall_time now) const {
  const auto who = messages::encode(own_);
  const auto* first = reinterpret_cast<const std::uint8_t*>(who.data());
  messages::introduction me{
      {first, first + who.size()}, listens_at_, now.time_since_epoch().count(), answer_wanted, {}};
  me.signature = copied<decltype(me.signature)>(self_->keys.signing().sign(statement(me)));
  return tagged(introduction_byte, packed(me));
}

bool member_line::knows(const member_id& who) const {
  return registry_.find(peer_of(who)) != nullptr;
}

std::vector<std::byte> member_line::sealed(const member_id& to,
                                           const messages::membership_message& what,
                                           wall_time now) {
  payload_ = packed(what);
  std::vector<std::byte> datagram(1 + payload_.size() + messages::envelope_overhead_max);
  datagram[0] = envelope_byte;
  const auto frame = endpoint_.seal(peer_of(to), {.kind = membership_kind, .payload = payload_},
                                    now, std::span(datagram).subspan(1));
  datagram.resize(frame ? 1 + frame->size() : 0);
  return datagram;
}

messages::result<member_line::heard, member_refusal> member_line::open(
    std::span<std::byte> datagram, wall_time now) {
  if (datagram.empty()) return refuse(datagram_refusal::unknown_datagram);
  const auto rest = datagram.subspan(1);
  if (datagram[0] == introduction_byte) return meet(rest, now);
  if (datagram[0] != envelope_byte) return refuse(datagram_refusal::unknown_datagram);
  const auto opened = endpoint_.open({rest}, now);
  if (!opened) return refuse(opened.error());
  messages::codec_limits limits;
  limits.bytes_max = messages::membership_bytes_max;
  auto what = messages::decode<messages::membership_message>(opened->payload(), limits);
  if (!what) return refuse(what.error());
  return heard(heard_message{member_of(opened->header().sender), *std::move(what)});
}

/// State changes last: whoever replays or forges an introduction changes nothing.
messages::result<member_line::heard, member_refusal> member_line::meet(
    std::span<const std::byte> bytes, wall_time now) {
  messages::codec_limits limits;
  limits.bytes_max = 2 * messages::registration_max;
  const auto said = messages::decode<messages::introduction>(bytes, limits);
  if (!said || said->listens_at.size() > listens_at_max) {
    return refuse(datagram_refusal::bad_introduction);
  }
  const auto age = now.time_since_epoch().count() - said->time;
  const auto limit = std::chrono::microseconds(fresh_for).count();
  if (age > limit || age < -limit) return refuse(datagram_refusal::old_introduction);
  const auto who = messages::decode_registration(std::as_bytes(std::span(said->registration)));
  if (who && !std::binary_search(roster_.begin(), roster_.end(), who->id)) {
    return refuse(datagram_refusal::not_of_the_swarm);  // before a signature is looked at
  }
  if (!who || !messages::verify(who->verification, statement(*said),
                                copied<messages::signature>(said->signature))) {
    return refuse(datagram_refusal::bad_introduction);
  }
  const auto admitted = registry_.admit(*who);
  if (!admitted) return refuse(datagram_refusal::not_of_the_swarm);
  endpoint_.introduce_again(who->id);
  return heard(heard_introduction{member_of(who->id), said->listens_at, said->answer_wanted,
                                  *admitted != messages::admission::unchanged});
}

}  // namespace starling::actors
