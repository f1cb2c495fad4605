#include "messages/security/envelope/session_keys.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace starling::messages {

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

constexpr std::string_view session_label = "starling/session/1";
constexpr std::string_view topic_label = "starling/topic/1";
constexpr std::string_view epoch_label = "starling/epoch/1";

/// What a key is for, in pieces of fixed length; only the last may vary.
class purpose {
 public:
  explicit purpose(std::string_view label) { add(bytes_of(label)); }
  purpose& add(std::span<const std::byte> piece) {
    bytes_.insert(bytes_.end(), piece.begin(), piece.end());
    return *this;
  }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

void put_little_endian(std::span<std::byte> out, std::uint64_t value) {
  for (auto& b : out) {
    b = static_cast<std::byte>(value & 0xffU);
    value >>= 8U;
  }
}

/// Up to four secrets, one after the other.
class agreed_secrets {
 public:
  /// False where there is none.
  [[nodiscard]] bool add(const std::optional<shared_secret>& one) {
    if (!one) return false;
    const auto at = bytes_.mutate().subspan(size_, shared_secret::size);
    std::copy(one->bytes().begin(), one->bytes().end(), at.begin());
    size_ += shared_secret::size;
    return true;
  }
  [[nodiscard]] key_material extract() const {
    return hkdf_extract(bytes_of(session_label), bytes_.bytes().first(size_));
  }

 private:
  secret<struct agreed_secrets_tag, 4 * shared_secret::size> bytes_;
  std::size_t size_ = 0;
};

key_material direction(const key_material& from, const peer_id& sender, const session_peer& peer,
                       const peer_id& recipient, std::string_view swarm) {
  const auto suite = static_cast<std::byte>(peer.suite);
  return hkdf_expand(from, purpose(session_label)
                               .add({&suite, 1})
                               .add(sender.bytes())
                               .add(recipient.bytes())
                               .add(bytes_of(swarm))
                               .bytes());
}

session_roots both_directions(session_tag tag, const key_material& from, const identity& self,
                              const session_peer& peer, std::string_view swarm) {
  return {tag, direction(from, self.id(), peer, peer.id, swarm),
          direction(from, peer.id, peer, self.id(), swarm)};
}

/// A name for the session that tells nothing of its keys; never 0.
session_tag tag_of(const key_material& from, const agreement_key& low, const agreement_key& high) {
  std::array<std::byte, 8> bytes{};
  static_cast<void>(hkdf_expand(
      from, purpose("starling/session tag/1").add(low.bytes()).add(high.bytes()).bytes(), bytes));
  std::uint64_t tag = 0;
  for (const std::byte b : bytes) tag = tag << 8U | std::to_integer<std::uint64_t>(b);
  return session_tag{std::max<std::uint64_t>(tag, 1)};
}

std::int64_t hour_of(wall_time t) {
  return std::chrono::floor<std::chrono::hours>(t).time_since_epoch().count();
}

}  // namespace

std::optional<session_roots> registered_session(const identity& self, const session_peer& peer,
                                                std::string_view swarm) {
  agreed_secrets secrets;
  if (!secrets.add(self.agreement().agree(peer.agreement))) return std::nullopt;
  return both_directions(session_tag{0}, secrets.extract(), self, peer, swarm);
}

std::optional<session_roots> ephemeral_session(const identity& self, const agreement_pair& own,
                                               const session_peer& peer,
                                               const agreement_key& theirs,
                                               std::string_view swarm) {
  const auto& fixed = self.agreement();
  const bool low = self.id() < peer.id;
  const auto& third = low ? fixed : own;  // of the peer with the lower id: its registered key
  const auto& fourth = low ? own : fixed;
  agreed_secrets secrets;
  if (!secrets.add(fixed.agree(peer.agreement)) || !secrets.add(own.agree(theirs)) ||
      !secrets.add(third.agree(low ? theirs : peer.agreement)) ||
      !secrets.add(fourth.agree(low ? peer.agreement : theirs))) {
    return std::nullopt;
  }
  const auto from = secrets.extract();
  const auto tag =
      low ? tag_of(from, own.public_key(), theirs) : tag_of(from, theirs, own.public_key());
  return both_directions(tag, from, self, peer, swarm);
}

key_material topic_root(const swarm_key& key, const peer_id& sender, std::string_view swarm) {
  const auto from = hkdf_extract(bytes_of(topic_label), key.bytes());
  return hkdf_expand(from, purpose(topic_label).add(sender.bytes()).add(bytes_of(swarm)).bytes());
}

std::optional<epoch_number> first_epoch(wall_time now) {
  const auto hour = hour_of(now);
  if (hour < 0 || hour >= std::int64_t{1} << 24U) return std::nullopt;
  return epoch_number{static_cast<std::uint32_t>(hour) * turns_max};
}

bool near(epoch_number epoch, wall_time now) {
  const auto ahead = static_cast<std::int64_t>(epoch.value / turns_max) - hour_of(now);
  return ahead >= -1 && ahead <= 1;
}

aead_key epoch_key(const key_material& root, epoch_number epoch) {
  std::array<std::byte, epoch_label.size() + 4> info{};
  std::copy_n(bytes_of(epoch_label).begin(), epoch_label.size(), info.begin());
  put_little_endian(std::span(info).last(4), epoch.value);
  aead_key out;
  static_cast<void>(hkdf_expand(root, info, out.mutate()));
  return out;
}

aead_nonce envelope_nonce(sequence_number number, wall_time time) {
  aead_nonce out;
  put_little_endian(std::span(out.value).first(8), number.value);
  put_little_endian(std::span(out.value).subspan(8, 8),
                    static_cast<std::uint64_t>(time.time_since_epoch().count()));
  return out;
}

}  // namespace starling::messages
