#pragma once

#include <optional>
#include <utility>

#include "messages/security/aead.hpp"
#include "messages/security/envelope/envelope_header.hpp"
#include "messages/security/envelope/session_keys.hpp"
#include "messages/security/hkdf.hpp"
#include "messages/security/replay_window.hpp"

namespace starling::messages {

/// What is known of what one peer sends on one stream: how to open it and what was seen. Changes
/// only when an envelope has passed every check.
class inbound_stream {
 public:
  inbound_stream(aead_suite suite, key_material root) : suite_(suite), root_(std::move(root)) {}

  /// Decrypts in place. Says nothing about the hour of the epoch.
  [[nodiscard]] bool open(const envelope_header& header, std::span<const std::byte> header_bytes,
                          std::span<std::byte> body) const;
  /// Whether a signed envelope has come, so that the session's key may vouch for others.
  [[nodiscard]] bool introduced() const { return introduced_; }
  [[nodiscard]] const replay_window& seen() const { return seen_; }

  /// Takes an authentic envelope as seen; false, and nothing changed, where it was seen before.
  [[nodiscard]] bool take(const envelope_header& header);

  /// Goes on from what was seen before, with the same keys or others.
  void restore(const replay_window& seen) { seen_ = seen; }

 private:
  aead_suite suite_;
  key_material root_;
  replay_window seen_;
  std::optional<epoch_number> cached_epoch_;  ///< Of the last envelope that was taken.
  aead_key cached_key_;
  bool introduced_ = false;
};

}  // namespace starling::messages
