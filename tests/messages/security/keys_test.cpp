#include "messages/security/keys.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/messages/security/vectors.hpp"

using namespace starling::messages;
using outside::counting;
using outside::hex;
using outside::secret_of;

namespace {

struct signed_vector {
  std::string seed, key, message, signature;
};

void check_signs(const signed_vector& v) {
  const signing_pair pair(secret_of<signing_seed>(hex(v.seed)));
  const auto message = hex(v.message);
  CHECK(to_hex(pair.public_key().bytes()) == v.key);
  const auto made = pair.sign(message);
  CHECK(to_hex(made.bytes()) == v.signature);
  CHECK(verify(pair.public_key(), message, made));
}

/// L, the order of the base point, little endian.
constexpr std::string_view group_order =
    "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

/// All eight points of small order in their canonical form, and those that have another form.
const std::vector<std::string> small_order = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

}  // namespace

TEST_CASE("Ed25519 signs as RFC 8032 does") {
  const auto read = outside::text("rfc8032/rfc8032-ed25519.json");
  if (!read) return;
  std::size_t seen = 0;
  for (const auto& v : nlohmann::json::parse(*read)) {
    check_signs({v.at("priv"), v.at("pub"), v.at("msg"), v.at("sig")});
    ++seen;
  }
  CHECK(seen >= 4);
}

TEST_CASE("Ed25519 signs the 128 messages of the reference file") {
  const auto read = outside::text("rfc8032/ed25519-sign-input-128.txt");
  if (!read) return;
  std::istringstream lines(*read);
  std::size_t seen = 0;
  for (std::string line; std::getline(lines, line); ++seen) {
    std::istringstream parts(line);  // seed and key : key : message : signature and message :
    std::string both, key, message, signed_message;
    std::getline(parts, both, ':');
    std::getline(parts, key, ':');
    std::getline(parts, message, ':');
    std::getline(parts, signed_message, ':');
    check_signs({both.substr(0, 64), key, message, signed_message.substr(0, 128)});
  }
  CHECK(seen == 128);
}

TEST_CASE("Ed25519 verifies as Wycheproof wants, every case") {
  const auto all = outside::wycheproof("ed25519_test.json");
  if (!all) return;
  std::size_t seen = 0;
  for (const auto& group : all->at("testGroups")) {
    const auto key = verification_key::from(hex(group.at("publicKey").at("pk").get<std::string>()));
    REQUIRE(key.has_value());
    for (const auto& test : group.at("tests")) {
      CAPTURE(test.at("tcId").get<int>());
      const auto by = signature::from(hex(test.at("sig").get<std::string>()));
      const bool held = by && verify(*key, hex(test.at("msg").get<std::string>()), *by);
      CHECK(held == (test.at("result") == "valid"));
      ++seen;
    }
  }
  CHECK(seen == all->at("numberOfTests").get<std::size_t>());
}

TEST_CASE("a key of small order or not in its canonical form verifies nothing") {
  const auto message = outside::plain("anything");
  for (const auto& key : small_order) {
    for (const auto& r : small_order) {
      // With A and R of small order and S = 0, verification without these checks would accept some.
      const auto by = signature::from(hex(r + std::string(64, '0')));
      CHECK_FALSE(verify(*octets_from_hex<verification_key>(key), message, *by));
    }
  }
}

TEST_CASE("an R of small order or an S that is not reduced is refused") {
  const signing_pair pair(counting<signing_seed>(1));
  const auto message = outside::plain("anything");
  const auto good = pair.sign(message);
  REQUIRE(verify(pair.public_key(), message, good));
  for (const auto& r : small_order) {
    auto wrong = good;
    const auto bytes = hex(r);
    std::copy(bytes.begin(), bytes.end(), wrong.value.begin());
    CHECK_FALSE(verify(pair.public_key(), message, wrong));
  }
  auto twin = good;  // S + L is the same number modulo L
  const auto order = hex(group_order);
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += std::to_integer<unsigned>(twin.value[32 + i]) + std::to_integer<unsigned>(order[i]);
    twin.value[32 + i] = static_cast<std::byte>(carry & 0xffU);
    carry >>= 8U;
  }
  REQUIRE(carry == 0);
  CHECK_FALSE(verify(pair.public_key(), message, twin));
}

TEST_CASE("no bit of a message, a signature or a key can change") {
  const signing_pair pair(counting<signing_seed>(7));
  const auto message = outside::plain("sixteen letters!");
  const auto good = pair.sign(message);
  for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
    auto changed = message;
    changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    CHECK_FALSE(verify(pair.public_key(), changed, good));
  }
  for (std::size_t bit = 0; bit < 8 * signature::size; ++bit) {
    auto changed = good;
    changed.value[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    CHECK_FALSE(verify(pair.public_key(), message, changed));
  }
  for (std::size_t bit = 0; bit < 8 * verification_key::size; ++bit) {
    auto changed = pair.public_key();
    changed.value[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    CHECK_FALSE(verify(changed, message, good));
  }
}

TEST_CASE("X25519 agrees as Wycheproof wants, and never on zero") {
  const auto all = outside::wycheproof("x25519_test.json");
  if (!all) return;
  std::size_t zero = 0;
  std::size_t seen = 0;
  for (const auto& group : all->at("testGroups")) {
    for (const auto& test : group.at("tests")) {
      CAPTURE(test.at("tcId").get<int>());
      const agreement_pair own(
          secret_of<agreement_seed>(hex(test.at("private").get<std::string>())));
      const auto other = octets_from_hex<agreement_key>(test.at("public").get<std::string>());
      REQUIRE(other.has_value());
      const auto agreed = own.agree(*other);
      const auto wanted = test.at("shared").get<std::string>();
      const bool is_zero = wanted == std::string(64, '0');
      CHECK(agreed.has_value() == !is_zero);
      CHECK(usable(*other) == !is_zero);
      if (agreed) CHECK(to_hex(agreed->bytes()) == wanted);
      zero += is_zero ? 1 : 0;
      ++seen;
    }
  }
  CHECK(zero == 31);
  CHECK(seen == all->at("numberOfTests").get<std::size_t>());
}

TEST_CASE("two peers agree on the same secret, a third on another") {
  const agreement_pair a(counting<agreement_seed>(1));
  const agreement_pair b(counting<agreement_seed>(101));
  const agreement_pair c(counting<agreement_seed>(201));
  const auto ab = a.agree(b.public_key());
  const auto ba = b.agree(a.public_key());
  const auto ac = a.agree(c.public_key());
  REQUIRE((ab && ba && ac));
  CHECK(to_hex(ab->bytes()) == to_hex(ba->bytes()));
  CHECK(to_hex(ab->bytes()) != to_hex(ac->bytes()));
}

TEST_CASE("a peer's id is SHA-256 of its verification key") {
  // The key of RFC 8032, test 1; hashed with sha256sum.
  const auto key = octets_from_hex<verification_key>(
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(to_hex(peer_id_of(*key).bytes()) ==
        "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
}

TEST_CASE("an identity depends on both seeds and on nothing else") {
  const auto id = [](unsigned signing, unsigned agreement) {
    return identity(counting<signing_seed>(signing), counting<agreement_seed>(agreement));
  };
  CHECK(id(1, 2).id() == id(1, 3).id());
  CHECK(id(1, 2).id() != id(2, 2).id());
  CHECK(id(1, 2).id() == peer_id_of(id(1, 2).signing().public_key()));
  CHECK(id(1, 2).agreement().public_key() == id(2, 2).agreement().public_key());
  CHECK(id(1, 2).agreement().public_key() != id(1, 3).agreement().public_key());
  CHECK(std::hash<peer_id>{}(id(1, 2).id()) != std::hash<peer_id>{}(id(2, 2).id()));
}
