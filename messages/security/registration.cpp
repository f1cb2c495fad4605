#include "messages/security/registration.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace starling::messages {

namespace {

constexpr std::string_view domain_tag = "starling/registration/1";

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// Fields one after the other, each after its length.
class field_writer {
 public:
  void raw(std::span<const std::byte> bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }
  void field(std::span<const std::byte> bytes) {
    raw(little_endian(bytes.size(), 4));
    raw(bytes);
  }
  void number(std::uint64_t value, std::size_t width) { field(little_endian(value, width)); }
  std::vector<std::byte> take() { return std::move(out_); }

 private:
  static std::vector<std::byte> little_endian(std::uint64_t value, std::size_t width) {
    std::vector<std::byte> bytes(width);
    for (auto& b : bytes) {
      b = static_cast<std::byte>(value & 0xffU);
      value >>= 8U;
    }
    return bytes;
  }
  std::vector<std::byte> out_;
};

/// Reads fields; after the first that is not there, or longer than allowed, all are empty.
class field_reader {
 public:
  explicit field_reader(std::span<const std::byte> bytes) : rest_(bytes) {}

  std::span<const std::byte> raw(std::size_t size) {
    if (failed_ || rest_.size() < size) {
      failed_ = true;
      return {};
    }
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  std::span<const std::byte> field(std::size_t size_max) {
    const std::uint64_t size = little_endian(raw(4));
    if (size > size_max) failed_ = true;
    return raw(static_cast<std::size_t>(size));
  }
  std::uint64_t number(std::size_t width) {
    const auto bytes = field(width);
    if (bytes.size() != width) failed_ = true;
    return little_endian(bytes);
  }
  std::string text(std::size_t size_max) {
    const auto bytes = field(size_max);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  template <class Octets>
  Octets octets_field() {
    const auto read = Octets::from(field(Octets::size));
    if (!read) failed_ = true;
    return read.value_or(Octets{});
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  static std::uint64_t little_endian(std::span<const std::byte> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
      value = value << 8U | std::to_integer<std::uint64_t>(bytes[i - 1]);
    }
    return value;
  }
  std::span<const std::byte> rest_;
  bool failed_ = false;
};

/// What the owner signs.
std::vector<std::byte> signed_part(const registration& r) {
  field_writer out;
  out.raw(bytes_of(domain_tag));
  out.field(r.id.bytes());
  out.field(r.verification.bytes());
  out.field(r.agreement.bytes());
  out.number(r.roles.bits, 1);
  out.number(r.capabilities.size(), 1);
  for (const auto& c : r.capabilities) out.field(bytes_of(c));
  out.number(static_cast<std::uint64_t>(r.joined.time_since_epoch().count()), 8);
  out.field(bytes_of(r.swarm));
  return out.take();
}

bool valid_capability(std::string_view c) {
  const auto allowed = [](char x) {
    return (x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || x == '-' || x == '.' || x == '_';
  };
  return !c.empty() && c.size() <= capability_max && std::all_of(c.begin(), c.end(), allowed);
}

std::optional<registration_refusal> check_capabilities(const std::vector<std::string>& all) {
  if (all.empty()) return registration_refusal::no_capabilities;
  if (all.size() > capabilities_max) return registration_refusal::too_many_capabilities;
  if (!std::all_of(all.begin(), all.end(), valid_capability)) {
    return registration_refusal::bad_capability;
  }
  const auto not_rising = [](const auto& a, const auto& b) { return a >= b; };
  if (std::adjacent_find(all.begin(), all.end(), not_rising) != all.end()) {
    return registration_refusal::unsorted_capabilities;
  }
  return std::nullopt;
}

}  // namespace

bool valid_swarm_name(std::string_view name) {
  return !name.empty() && name.size() <= swarm_name_max;
}

registration make_registration(const identity& self, registration_terms terms) {
  registration r;
  r.id = self.id();
  r.verification = self.signing().public_key();
  r.agreement = self.agreement().public_key();
  r.roles = terms.roles;
  r.capabilities = std::move(terms.capabilities);
  std::sort(r.capabilities.begin(), r.capabilities.end());
  r.capabilities.erase(std::unique(r.capabilities.begin(), r.capabilities.end()),
                       r.capabilities.end());
  r.joined = terms.joined;
  r.swarm = std::move(terms.swarm);
  r.by_owner = self.signing().sign(signed_part(r));
  return r;
}

std::vector<std::byte> encode(const registration& r) {
  auto bytes = signed_part(r);
  bytes.insert(bytes.end(), r.by_owner.value.begin(), r.by_owner.value.end());
  return bytes;
}

result<registration, registration_refusal> decode_registration(std::span<const std::byte> bytes) {
  using enum registration_refusal;
  field_reader in(bytes);
  if (bytes.size() > registration_max) return failure{malformed};
  const auto tag = in.raw(domain_tag.size());
  if (!std::equal(tag.begin(), tag.end(), bytes_of(domain_tag).begin(),
                  bytes_of(domain_tag).end())) {
    return failure{wrong_version};
  }
  registration r;
  r.id = in.octets_field<peer_id>();
  r.verification = in.octets_field<verification_key>();
  r.agreement = in.octets_field<agreement_key>();
  r.roles.bits = static_cast<std::uint8_t>(in.number(1));
  const std::uint64_t count = in.number(1);
  if (count > capabilities_max) return failure{too_many_capabilities};
  for (std::uint64_t i = 0; i < count; ++i) r.capabilities.push_back(in.text(capability_max));
  const auto since_1970 = static_cast<std::int64_t>(in.number(8));
  r.joined = wall_time(std::chrono::microseconds(since_1970));
  r.swarm = in.text(swarm_name_max);
  const auto by = signature::from(in.raw(signature::size));
  if (in.failed() || !in.at_end() || !by) return failure{malformed};
  r.by_owner = *by;
  return r;
}

std::optional<registration_refusal> check(const registration& r, std::string_view swarm) {
  using enum registration_refusal;
  if (!valid_swarm_name(r.swarm) || r.swarm != swarm) return wrong_swarm;
  if (r.agreement == agreement_key{}) return missing_agreement_key;
  if (r.roles == role_set{}) return no_roles;
  if ((r.roles.bits & ~role_set::known) != 0) return unknown_role;
  if (const auto wrong = check_capabilities(r.capabilities)) return wrong;
  if (r.joined.time_since_epoch().count() <= 0) return zero_time;
  if (r.id != peer_id_of(r.verification)) return id_not_of_key;
  if (!verify(r.verification, signed_part(r), r.by_owner)) return bad_signature;
  if (!usable(r.agreement)) return weak_agreement_key;
  return std::nullopt;
}

}  // namespace starling::messages
