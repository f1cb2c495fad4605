#include "messages/security/envelope/envelope_endpoint.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace starling::messages {

namespace {

/// A stream's window as it is written down: whose, 0 or 1 for direct or topics, and the window.
constexpr std::size_t saved_size = peer_id::size + 1 + replay_window::state_size;

void append(std::vector<std::byte>& out, const peer_id& id, bool topic, const replay_window& seen) {
  const auto state = seen.save();
  out.insert(out.end(), id.value.begin(), id.value.end());
  out.push_back(static_cast<std::byte>(topic ? 1 : 0));
  out.insert(out.end(), state.begin(), state.end());
}

}  // namespace

envelope_endpoint::envelope_endpoint(const identity& self, const registration& own,
                                     const peer_registry& registry, endpoint_options options)
    : self_(self),
      registry_(registry),
      options_(std::move(options)),
      capabilities_(own.capabilities) {
  rules_.swarm = registry.swarm();
  rules_.self = self.id();
  rules_.topics = options_.topics;
  rules_.always_signed = options_.always_signed;
  rules_.frame_max = options_.frame_max;
}

aead_suite envelope_endpoint::suite_with(const registration& peer) const {
  return choose_suite(capabilities_, peer.capabilities);
}

bool envelope_endpoint::key(peer_streams& streams, const registration& peer, wall_time now) {
  const auto suite = suite_with(peer);
  auto roots = registered_session(self_, {peer.id, peer.agreement, suite}, rules_.swarm);
  if (!roots) return false;
  streams.keyed_for = peer.agreement;
  streams.suite = suite;
  streams.upgraded_out.reset();
  streams.upgraded.reset();
  streams.out.emplace(self_, stream_terms{rules_.swarm, {}, suite, std::move(roots->outgoing)},
                      now);
  const auto seen = streams.direct ? std::optional(streams.direct->seen()) : std::nullopt;
  streams.direct.emplace(suite, std::move(roots->incoming));
  if (seen) streams.direct->restore(*seen);
  return true;
}

envelope_endpoint::peer_streams* envelope_endpoint::streams_of(const registration& peer,
                                                               wall_time now) {
  const auto found = streams_.find(peer.id);
  if (found != streams_.end()) {
    peer_streams& streams = found->second;
    const bool same = streams.keyed_for == peer.agreement && streams.suite == suite_with(peer);
    return same || key(streams, peer, now) ? &streams : nullptr;
  }
  if (streams_.size() >= options_.peers_max) forget_unregistered();
  if (streams_.size() >= options_.peers_max) return nullptr;
  peer_streams made;
  if (!key(made, peer, now)) return nullptr;
  if (options_.shared) {
    made.topic.emplace(aead_suite::xchacha20_poly1305,
                       topic_root(*options_.shared, peer.id, rules_.swarm));
  }
  const auto before = remembered_.find(peer.id);
  if (before != remembered_.end()) {
    if (before->second.direct) made.direct->restore(*before->second.direct);
    if (before->second.topic && made.topic) made.topic->restore(*before->second.topic);
    remembered_.erase(before);
  }
  return &streams_.emplace(peer.id, std::move(made)).first->second;
}

void envelope_endpoint::forget_unregistered() {
  std::erase_if(streams_, [this](const auto& one) { return registry_.find(one.first) == nullptr; });
}

inbound_stream* envelope_endpoint::stream_of(const known_envelope& known, wall_time now) {
  peer_streams* streams = streams_of(known.sender(), now);
  if (streams == nullptr) return nullptr;
  const auto& header = known.header();
  const bool upgraded = header.session != session_tag{0};
  if (!header.topic.empty()) return !upgraded && streams->topic ? &*streams->topic : nullptr;
  if (!upgraded) return &*streams->direct;
  const bool same = streams->upgraded_out && streams->upgraded_out->session() == header.session;
  return same ? &*streams->upgraded : nullptr;
}

result<std::span<std::byte>, envelope_refusal> envelope_endpoint::seal(const peer_id& to,
                                                                       outgoing message,
                                                                       wall_time now,
                                                                       std::span<std::byte> out) {
  const registration* peer = registry_.find(to);
  if (registry_.banned(to)) return failure{envelope_refusal::banned};
  if (peer == nullptr) return failure{envelope_refusal::unknown_peer};
  peer_streams* streams = streams_of(*peer, now);
  if (streams == nullptr) return failure{envelope_refusal::no_session};
  const auto& kinds = options_.always_signed;
  if (std::find(kinds.begin(), kinds.end(), message.kind) != kinds.end()) {
    message.always_signed = true;
  }
  auto& stream = streams->upgraded_out ? *streams->upgraded_out : *streams->out;
  return stream.seal(to, message, now, out.first(std::min(out.size(), options_.frame_max)));
}

result<std::span<std::byte>, envelope_refusal> envelope_endpoint::publish(
    std::string_view topic, const outgoing& message, wall_time now, std::span<std::byte> out) {
  if (!options_.shared) return failure{envelope_refusal::no_session};
  if (!topics_out_) {
    topics_out_.emplace(self_,
                        stream_terms{rules_.swarm,
                                     {},
                                     aead_suite::xchacha20_poly1305,
                                     topic_root(*options_.shared, self_.id(), rules_.swarm)},
                        now);
  }
  return topics_out_->seal(topic, message, now,
                           out.first(std::min(out.size(), options_.frame_max)));
}

result<fresh_envelope, envelope_refusal> envelope_endpoint::open(received_bytes received,
                                                                 wall_time now) {
  const auto framed = take_apart(received, rules_);
  if (!framed) return failure{framed.error()};
  const auto timely = check_time(framed.value(), rules_, now);
  if (!timely) return failure{timely.error()};
  const auto known = identify(timely.value(), registry_);
  if (!known) return failure{known.error()};
  inbound_stream* stream = stream_of(known.value(), now);
  if (stream == nullptr) return failure{envelope_refusal::no_session};
  const auto authentic = authenticate(known.value(), *stream, rules_);
  if (!authentic) return failure{authentic.error()};
  return admit(authentic.value());
}

std::optional<envelope_refusal> envelope_endpoint::upgrade(const peer_id& peer,
                                                           const agreement_pair& own,
                                                           const agreement_key& theirs,
                                                           wall_time now) {
  const registration* known = registry_.find(peer);
  if (known == nullptr) return envelope_refusal::unknown_peer;
  peer_streams* streams = streams_of(*known, now);
  if (streams == nullptr) return envelope_refusal::no_session;
  auto roots =
      ephemeral_session(self_, own, {peer, known->agreement, streams->suite}, theirs, rules_.swarm);
  if (!roots) return envelope_refusal::no_session;
  streams->upgraded_out.emplace(
      self_, stream_terms{rules_.swarm, roots->tag, streams->suite, std::move(roots->outgoing)},
      now);
  streams->upgraded.emplace(streams->suite, std::move(roots->incoming));
  return std::nullopt;
}

void envelope_endpoint::introduce_again(const peer_id& peer) {
  const auto found = streams_.find(peer);
  if (found == streams_.end()) return;
  found->second.out->introduce_again();
  if (found->second.upgraded_out) found->second.upgraded_out->introduce_again();
}

std::vector<std::byte> envelope_endpoint::save() const {
  std::map<peer_id, windows> all(remembered_.begin(), remembered_.end());
  for (const auto& [id, streams] : streams_) {
    if (streams.direct) all[id].direct = streams.direct->seen();
    if (streams.topic) all[id].topic = streams.topic->seen();
  }
  std::vector<std::byte> out;
  for (const auto& [id, seen] : all) {
    if (seen.direct) append(out, id, false, *seen.direct);
    if (seen.topic) append(out, id, true, *seen.topic);
  }
  return out;
}

bool envelope_endpoint::restore(std::span<const std::byte> saved) {
  if (saved.size() % saved_size != 0 || saved.size() / saved_size > 2 * options_.peers_max) {
    return false;
  }
  std::unordered_map<peer_id, windows> read;
  for (; !saved.empty(); saved = saved.subspan(saved_size)) {
    const auto id = peer_id::from(saved.first(peer_id::size));
    const auto scope = std::to_integer<unsigned>(saved[peer_id::size]);
    if (scope > 1) return false;
    replay_window::state state;
    std::copy_n(saved.begin() + peer_id::size + 1, state.size(), state.begin());
    auto& place = scope == 1 ? read[*id].topic : read[*id].direct;
    place = replay_window::restored(state);
  }
  remembered_ = std::move(read);
  return true;
}

}  // namespace starling::messages
