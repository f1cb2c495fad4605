#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "messages/types/byte_array.hpp"
#include "messages/vocabulary/fields.hpp"

// What members say about who is a member. Each rumour is signed by whoever it comes from, and
// passed on as it is: a record by the member that it describes, an accusation by its accuser.
// Nobody can speak for another; who is dead is no rumour at all, but what each member concludes.

namespace starling::messages {

/// Whoever holds the key that this is the hash of.
using member_id = byte_array<struct member_id_tag, 32>;
/// Ed25519.
using rumour_signature = byte_array<struct rumour_signature_tag, 64>;

/// A membership message takes at most this many bytes of a datagram of 1,200; the envelope around
/// it has the rest.
inline constexpr std::size_t membership_bytes_max = 1024;
inline constexpr std::size_t member_name_max = 31;     ///< Bytes.
inline constexpr std::size_t member_address_max = 63;  ///< Bytes.
/// In one message; more do not fit.
inline constexpr std::size_t rumours_max = 16;
/// A list of members is compared in this many parts, by the first bits of their ids.
inline constexpr std::size_t buckets = 64;

enum class presence : std::uint8_t { here, left };
constexpr std::uint64_t enumerators(presence /*p*/) {
  return 2;
}

/// What a member says of itself; one with a higher incarnation replaces it.
struct member_record {
  member_id id;
  std::string display_name;
  std::string address;
  std::uint64_t incarnation = 0;
  presence status = presence::here;
  std::uint32_t roles = 0;  ///< A bit each.
  rumour_signature signature;

  static constexpr auto name = "member_record";
  static constexpr auto fields(auto& self) {
    return std::tie(self.id, self.display_name, self.address, self.incarnation, self.status,
                    self.roles, self.signature);
  }
  bool operator==(const member_record&) const = default;
};

/// `accuser` has tried to reach this incarnation of `subject`, alone and through others, in vain.
struct accusation {
  member_id subject;
  member_id accuser;
  std::uint64_t incarnation = 0;
  rumour_signature signature;  ///< The accuser's.

  static constexpr auto name = "accusation";
  static constexpr auto fields(auto& self) {
    return std::tie(self.subject, self.accuser, self.incarnation, self.signature);
  }
  bool operator==(const accusation&) const = default;
};

using rumour = std::variant<member_record, accusation>;

/// "Are you there?" Also how one joins: the first rumour is then one's own record.
struct ping {
  std::uint32_t sequence = 0;
  std::uint64_t view = 0;  ///< Of the sender's member list: equal where the lists are.
  std::vector<rumour> rumours;

  static constexpr auto name = "ping";
  static constexpr auto fields(auto& self) {
    return std::tie(self.sequence, self.view, self.rumours);
  }
};

/// "I do not hear `subject`: ping it for me."
struct ping_request {
  std::uint32_t sequence = 0;
  member_id subject;
  std::vector<rumour> rumours;

  static constexpr auto name = "ping_request";
  static constexpr auto fields(auto& self) {
    return std::tie(self.sequence, self.subject, self.rumours);
  }
};

/// Answers a ping or, where the one that was asked about has answered, a ping request.
struct ack {
  std::uint32_t sequence = 0;
  std::uint64_t view = 0;
  std::vector<rumour> rumours;

  static constexpr auto name = "ack";
  static constexpr auto fields(auto& self) {
    return std::tie(self.sequence, self.view, self.rumours);
  }
};

/// Answers a ping request whose subject has not answered: it is not the asker's own link.
struct nack {
  std::uint32_t sequence = 0;

  static constexpr auto name = "nack";
  static constexpr auto fields(auto& self) { return std::tie(self.sequence); }
};

/// What was asked for, or must be told at once.
struct news {
  std::vector<rumour> rumours;

  static constexpr auto name = "news";
  static constexpr auto fields(auto& self) { return std::tie(self.rumours); }
};

/// "Where do our lists differ?"
struct compare_lists {
  std::vector<std::uint64_t> views;  ///< Of each bucket.

  static constexpr auto name = "compare_lists";
  static constexpr auto fields(auto& self) { return std::tie(self.views); }
};

/// One member in a `list_part`.
struct listed_member {
  std::uint64_t prefix = 0;  ///< Of its id.
  std::uint64_t incarnation = 0;
  std::uint8_t accusers = 0;
  bool present = true;  ///< Neither dead nor gone, as the sender sees it.

  static constexpr auto name = "listed_member";
  static constexpr auto fields(auto& self) {
    return std::tie(self.prefix, self.incarnation, self.accusers, self.present);
  }
};

/// "These are all that I have from the one prefix to the other; of those I want news."
struct list_part {
  std::uint64_t first = 1;
  std::uint64_t last = 0;  ///< Inclusive; below `first`: it lists nothing.
  std::vector<listed_member> members;
  std::vector<std::uint64_t> wanted;  ///< Prefixes of ids.

  static constexpr auto name = "list_part";
  static constexpr auto fields(auto& self) {
    return std::tie(self.first, self.last, self.members, self.wanted);
  }
};

using membership_message =
    std::variant<ping, ping_request, ack, nack, news, compare_lists, list_part>;

}  // namespace starling::messages
