#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// Signs what this member says, and checks who has said what others pass on.
///
/// Pure: the keys are given to whoever implements it. Called only for rumours that would change
/// something.
class rumour_seal {
 public:
  virtual ~rumour_seal() = default;
  [[nodiscard]] virtual messages::rumour_signature sign(
      std::span<const std::byte> statement) const = 0;
  /// False also where `who` is nobody whose key is known.
  [[nodiscard]] virtual bool verify(const messages::member_id& who,
                                    std::span<const std::byte> statement,
                                    const messages::rumour_signature& signature) const = 0;
};

/// The bytes that a signature covers: a domain tag, then every other field; texts after their
/// lengths, numbers as eight bytes, little endian.
std::vector<std::byte> statement(const messages::member_record& record);
std::vector<std::byte> statement(const messages::accusation& charge);

/// Signed anew.
messages::member_record sealed(messages::member_record record, const rumour_seal& seal);
messages::accusation sealed(messages::accusation charge, const rumour_seal& seal);

}  // namespace starling::actors
