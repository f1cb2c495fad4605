#include "messages/security/aead.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/messages/security/vectors.hpp"

using namespace starling::messages;
using outside::bytes;
using outside::counting;
using outside::hex;

namespace {

constexpr aead_suite aes = aead_suite::aes_256_gcm;
constexpr aead_suite chacha = aead_suite::xchacha20_poly1305;

aead_nonce nonce_of(const bytes& given) {
  aead_nonce out;
  REQUIRE(given.size() <= out.value.size());
  std::copy(given.begin(), given.end(), out.value.begin());
  return out;
}

bytes joined(bytes first, const bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

void check_vector(aead_suite suite, const nlohmann::json& test) {
  CAPTURE(test.at("tcId").get<int>());
  const auto field = [&test](const char* name) { return hex(test.at(name).get<std::string>()); };
  const auto key = outside::secret_of<aead_key>(field("key"));
  const auto nonce = nonce_of(field("iv"));
  const auto plain = field("msg");
  const auto sealed = joined(field("ct"), field("tag"));
  auto body = sealed;
  const bool opened = open_in_place(suite, key, nonce, field("aad"), body);
  CHECK(opened == (test.at("result") == "valid"));
  if (!opened) return;
  body.resize(plain.size());
  CHECK(body == plain);
  body.resize(plain.size() + aead_tag_size);
  CHECK(seal_in_place(suite, key, nonce, field("aad"), body));
  CHECK(body == sealed);
}

/// How many cases of the file fit the interface: a key of 256 bits and this nonce.
std::size_t check_file(aead_suite suite, const char* file, int nonce_bits) {
  const auto all = outside::wycheproof(file);
  if (!all) return 0;
  std::size_t seen = 0;
  for (const auto& group : all->at("testGroups")) {
    if (group.at("ivSize") != nonce_bits || group.at("keySize") != 256) continue;
    for (const auto& test : group.at("tests")) {
      check_vector(suite, test);
      ++seen;
    }
  }
  return seen;
}

std::vector<aead_suite> suites_here() {
  std::vector<aead_suite> all{chacha};
  if (machine_has(aes)) all.push_back(aes);
  return all;
}

}  // namespace

TEST_CASE("XChaCha20-Poly1305 seals and opens as Wycheproof wants") {
  const auto seen = check_file(chacha, "xchacha20_poly1305_test.json", 192);
  if (seen > 0) CHECK(seen == 306);
}

TEST_CASE("AES-256-GCM seals and opens as Wycheproof wants") {
  if (!machine_has(aes)) {
    MESSAGE("skipped: this processor has no AES instructions");
    return;
  }
  const auto seen = check_file(aes, "aes_gcm_test.json", 96);
  if (seen > 0) CHECK(seen >= 60);
}

TEST_CASE("what is sealed opens again, of every length") {
  const auto key = counting<aead_key>(1);
  const auto nonce = counting<aead_nonce>(9);
  const auto associated = outside::plain("who and when");
  for (const auto suite : suites_here()) {
    for (std::size_t size = 0; size < 700; ++size) {
      bytes plain(size);
      for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<std::byte>(i * 7);
      auto body = plain;
      body.resize(size + aead_tag_size);
      REQUIRE(seal_in_place(suite, key, nonce, associated, body));
      if (size > 8) CHECK_FALSE(std::equal(plain.begin(), plain.end(), body.begin()));
      REQUIRE(open_in_place(suite, key, nonce, associated, body));
      body.resize(size);
      REQUIRE(body == plain);
    }
  }
}

TEST_CASE("no bit of what is sealed or associated can change") {
  const auto key = counting<aead_key>(1);
  const auto nonce = counting<aead_nonce>(9);
  const auto associated = outside::plain("who");
  for (const auto suite : suites_here()) {
    bytes sealed(21 + aead_tag_size);
    REQUIRE(seal_in_place(suite, key, nonce, associated, sealed));
    for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
      auto changed = sealed;
      changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
      CHECK_FALSE(open_in_place(suite, key, nonce, associated, changed));
    }
    for (std::size_t bit = 0; bit < 8 * associated.size(); ++bit) {
      auto body = sealed;
      auto changed = associated;
      changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
      CHECK_FALSE(open_in_place(suite, key, nonce, changed, body));
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) {
      auto cut = sealed;
      cut.resize(size);
      CHECK_FALSE(open_in_place(suite, key, nonce, associated, cut));
    }
  }
}

TEST_CASE("another key, nonce or suite does not open") {
  const auto key = counting<aead_key>(1);
  const auto nonce = counting<aead_nonce>(9);
  for (const auto suite : suites_here()) {
    bytes sealed(40 + aead_tag_size);
    REQUIRE(seal_in_place(suite, key, nonce, {}, sealed));
    auto first = sealed;
    CHECK_FALSE(open_in_place(suite, counting<aead_key>(2), nonce, {}, first));
    auto second = sealed;
    CHECK_FALSE(open_in_place(suite, key, counting<aead_nonce>(8), {}, second));
    auto third = sealed;
    CHECK_FALSE(open_in_place(suite == aes ? chacha : aes, key, nonce, {}, third));
  }
}

TEST_CASE("what did not open is not left behind in the clear") {
  const auto key = counting<aead_key>(1);
  const auto nonce = counting<aead_nonce>(9);
  const auto plain = outside::plain("the model's four hundred kilobytes");
  for (const auto suite : suites_here()) {
    auto body = plain;
    body.resize(plain.size() + aead_tag_size);
    REQUIRE(seal_in_place(suite, key, nonce, {}, body));
    body.back() ^= std::byte{1};
    REQUIRE_FALSE(open_in_place(suite, key, nonce, {}, body));
    CHECK_FALSE(std::equal(plain.begin(), plain.end(), body.begin()));
  }
}

TEST_CASE("a body without room for the tag, and a suite that nobody knows, are refused") {
  const auto key = counting<aead_key>(1);
  bytes small(aead_tag_size - 1);
  CHECK_FALSE(seal_in_place(chacha, key, {}, {}, small));
  bytes body(aead_tag_size);
  CHECK_FALSE(seal_in_place(static_cast<aead_suite>(3), key, {}, {}, body));
  CHECK_FALSE(open_in_place(static_cast<aead_suite>(0), key, {}, {}, body));
}

TEST_CASE("AES is chosen only where both sides have it") {
  const std::vector<std::string> with{"aes-256-gcm", "zstd"};
  const std::vector<std::string> without{"aes-128", "zstd"};
  CHECK(choose_suite(with, with) == aes);
  CHECK(choose_suite(with, without) == chacha);
  CHECK(choose_suite(without, with) == chacha);
  CHECK(choose_suite({}, {}) == chacha);
}
