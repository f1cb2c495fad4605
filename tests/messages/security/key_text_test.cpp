#include "messages/security/key_text.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/messages/security/vectors.hpp"

using namespace starling::messages;
using outside::counting;

namespace {

identity_seeds example() {
  return {counting<signing_seed>(0), counting<agreement_seed>(0x20)};
}

std::optional<key_text_refusal> refusal_of(std::string_view text) {
  const auto read = seeds_from_text(text);
  return read ? std::nullopt : std::optional(read.error());
}

const std::string a_key(64, 'a');

}  // namespace

TEST_CASE("the secret file is four lines, and is read back") {
  const auto text = secret_text(example());
  CHECK(text ==
        "# Secret: whoever has this file is this peer.\n"
        "starling-key 1\n"
        "signing 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
        "agreement 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f\n");
  const auto read = seeds_from_text(text);
  REQUIRE(read);
  CHECK(to_hex(read->signing.bytes()) == to_hex(example().signing.bytes()));
  CHECK(to_hex(read->agreement.bytes()) == to_hex(example().agreement.bytes()));
}

TEST_CASE("comments and blank lines do not matter, nor does the last line's end") {
  CHECK_FALSE(refusal_of("starling-key 1\n\n# x\nsigning " + a_key + "\n#\nagreement " + a_key)
                  .has_value());
}

TEST_CASE("a key of files is three lines, is read back, and is no peer's") {
  const auto text = secret_text(counting<file_key>(0));
  CHECK(text ==
        "# Secret: whoever has this file reads what it sealed.\n"
        "starling-file-key 1\n"
        "sealing 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
  const auto read = file_key_from_text(text);
  REQUIRE(read);
  CHECK(to_hex(read->bytes()) == to_hex(counting<file_key>(0).bytes()));
  CHECK(refusal_of(text) == key_text_refusal::wrong_version);
  const auto why = [](const std::string& t) { return file_key_from_text(t).error(); };
  CHECK(why(secret_text(example())) == key_text_refusal::wrong_version);
  CHECK(why("starling-file-key 1\nsealing 00\n") == key_text_refusal::malformed);
  CHECK(why("starling-file-key 1\n") == key_text_refusal::malformed);
  CHECK(why(text + "sealing " + a_key) == key_text_refusal::trailing);
  CHECK(why(text + std::string(key_text_max, '#')) == key_text_refusal::too_long);
}

TEST_CASE("what is no key file is refused by name") {
  using enum key_text_refusal;
  const std::string good = "starling-key 1\nsigning " + a_key + "\nagreement " + a_key + "\n";
  REQUIRE_FALSE(refusal_of(good).has_value());
  CHECK(refusal_of("") == wrong_version);
  CHECK(refusal_of("starling-key 2\n" + good) == wrong_version);
  CHECK(refusal_of("starling-key 1\n") == malformed);
  CHECK(refusal_of("starling-key 1\nagreement " + a_key + "\nsigning " + a_key) == malformed);
  CHECK(refusal_of("starling-key 1\nsigning " + a_key.substr(1) + "\nagreement " + a_key) ==
        malformed);
  CHECK(refusal_of("starling-key 1\nsigning " + a_key + " \nagreement " + a_key) == malformed);
  CHECK(refusal_of(good + "more 1\n") == trailing);
  CHECK(refusal_of(good + std::string(key_text_max, '#')) == too_long);
  CHECK(to_string(too_long) == "too_long");
  CHECK(to_string(trailing) == "trailing");
}

TEST_CASE("the public file has the id and both public keys and no seed") {
  const auto seeds = example();
  const identity self(seeds.signing, seeds.agreement);
  const auto text = public_text(self);
  CHECK(text == "starling-peer 1\nid " + to_hex(self.id().bytes()) + "\nverification " +
                    to_hex(self.signing().public_key().bytes()) + "\nagreement " +
                    to_hex(self.agreement().public_key().bytes()) + "\n");
  CHECK(text.find(to_hex(seeds.signing.bytes())) == std::string::npos);
  CHECK(text.find(to_hex(seeds.agreement.bytes())) == std::string::npos);
}
