#pragma once

#include <algorithm>
#include <cstring>
#include <span>

#include "actors/membership/rumours/rumour_seal.hpp"
#include "messages/types/random.hpp"

namespace starling::deploy {

/// Stands for signatures where time is simulated: a keyed hash that all can check, and that nobody
/// makes for another because everybody holds a seal of its own only.
class simulated_seal final : public actors::rumour_seal {
 public:
  explicit simulated_seal(const messages::member_id& self) : self_(self) {}

  [[nodiscard]] messages::rumour_signature sign(
      std::span<const std::byte> statement) const override {
    return of(self_, statement);
  }
  [[nodiscard]] bool verify(const messages::member_id& who, std::span<const std::byte> statement,
                            const messages::rumour_signature& signature) const override {
    return signature == of(who, statement);
  }

 private:
  static messages::rumour_signature of(const messages::member_id& who,
                                       std::span<const std::byte> statement) {
    std::uint64_t hash = messages::mix(who.prefix());
    for (std::size_t i = 0; i < statement.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, statement.data() + i, std::min<std::size_t>(8, statement.size() - i));
      hash = messages::mix(hash ^ word);
    }
    messages::rumour_signature signature;
    std::memcpy(signature.bytes.data(), &hash, sizeof hash);
    return signature;
  }

  messages::member_id self_;
};

}  // namespace starling::deploy
