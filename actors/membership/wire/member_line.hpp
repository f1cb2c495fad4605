#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "actors/host/wire/sealed_line.hpp"
#include "actors/membership/rumours/rumour_seal.hpp"
#include "actors/membership/wire/datagram_refusal.hpp"
#include "messages/security/envelope/envelope_endpoint.hpp"
#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// The two names of one thing: what an envelope and what a rumour calls a member.
messages::member_id member_of(const messages::peer_id& id);
messages::peer_id peer_of(const messages::member_id& id);

/// What came in one datagram.
struct heard_message {
  messages::member_id from;
  messages::membership_message what;
};
struct heard_introduction {
  messages::member_id who;
  std::string listens_at;
  bool answer_wanted = false;
  bool news = false;  ///< It was not known, or has started anew.
};
using member_refusal =
    std::variant<datagram_refusal, messages::envelope_refusal, messages::codec_refusal>;

/// Seals what one member tells others about members, one datagram each, and opens what comes.
///
/// A datagram is a byte that says what it is, and then an introduction or an envelope. Keys are of
/// their own: they are derived from the name of the swarm and "/members", so that what is sealed
/// here and on the hosts' connections never shares one. Not safe across threads.
class member_line {
 public:
  using heard = std::variant<heard_message, heard_introduction>;

  /// `roster`: the only peers that are heard. `listens_at`: see `introduction`.
  member_line(std::shared_ptr<const own_identity> self, std::span<const messages::peer_id> roster,
              std::string listens_at);
  member_line(const member_line&) = delete;
  member_line& operator=(const member_line&) = delete;

  /// Signs and checks rumours with the same keys.
  [[nodiscard]] const rumour_seal& seal() const { return seal_; }
  [[nodiscard]] std::vector<std::byte> introduction(bool answer_wanted,
                                                    messages::wall_time now) const;
  /// Whether envelopes for this member can be made.
  [[nodiscard]] bool knows(const messages::member_id& who) const;
  /// One envelope in a datagram; empty for whoever is not known.
  std::vector<std::byte> sealed(const messages::member_id& to,
                                const messages::membership_message& what, messages::wall_time now);
  /// Opens in place.
  messages::result<heard, member_refusal> open(std::span<std::byte> datagram,
                                               messages::wall_time now);

 private:
  class keyed_seal final : public rumour_seal {
   public:
    keyed_seal(const messages::identity& self, const messages::peer_registry& registry)
        : self_(self), registry_(registry) {}
    [[nodiscard]] messages::rumour_signature sign(
        std::span<const std::byte> statement) const override;
    [[nodiscard]] bool verify(const messages::member_id& who, std::span<const std::byte> statement,
                              const messages::rumour_signature& signature) const override;

   private:
    const messages::identity& self_;
    const messages::peer_registry& registry_;
  };

  messages::result<heard, member_refusal> meet(std::span<const std::byte> bytes,
                                               messages::wall_time now);

  std::shared_ptr<const own_identity> self_;
  messages::registration own_;
  std::string listens_at_;
  std::vector<messages::peer_id> roster_;  // ascending
  messages::peer_registry registry_;
  messages::envelope_endpoint endpoint_;
  keyed_seal seal_;
  std::vector<std::byte> payload_;
};

}  // namespace starling::actors
