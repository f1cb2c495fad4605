#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "messages/types/time.hpp"
#include "transports/datagram/datagram_format.hpp"

namespace starling::transports {

/// Decides for a listener which datagrams from unknown addresses open a session. Keeps nothing per
/// stranger: the cookie is a keyed hash of address, nonce and time, so that only who receives what
/// is sent to its address can open, and no answer is longer than the question.
///
/// Paper: the cookie of RFC 9147 (DTLS), section 5.1; SipHash-2-4.
class datagram_gate {
 public:
  using secret = std::array<unsigned char, 16>;
  /// A cookie opens for this long, and at most for twice as long.
  static constexpr messages::duration cookie_lifetime = std::chrono::seconds(30);

  struct answer {
    std::vector<std::byte> reply{};          ///< To be sent back; empty: nothing.
    std::optional<std::uint64_t> granted{};  ///< The token of a session to be made.
    bool refused = false;                    ///< Malformed, or its cookie does not open.
  };

  explicit datagram_gate(const secret& key) : key_(key) {}
  /// `address`: the sender's, as bytes.
  [[nodiscard]] answer hear(std::span<const std::byte> bytes, std::span<const std::byte> address,
                            messages::time_point now) const;

 private:
  [[nodiscard]] std::uint64_t cookie(std::span<const std::byte> address, std::uint64_t nonce,
                                     std::uint64_t epoch) const;
  secret key_;
};

}  // namespace starling::transports
