#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <map>
#include <numeric>
#include <string>

#include "actors/host/bulk/bulk_sender.hpp"
#include "actors/host/wire/sealed_line.hpp"
#include "actors/membership/wire/member_line.hpp"
#include "messages/codec/decode.hpp"
#include "messages/codec/encode.hpp"
#include "messages/security/octets.hpp"
#include "messages/types/content_hash.hpp"
#include "tests/actors/host/identities.hpp"

// What hosts say to each other against bytes that other code made from docs/protocols/hosts.md and
// membership.md: tests/actors/host/golden/make_frames.py.

namespace {

using namespace starling;
using actors::sealed_line;
using identities::noon;
using identities::who;

std::map<std::string, std::string> golden() {
  std::ifstream in(STARLING_SOURCE_DIR "/tests/actors/host/golden/host_frames.hex");
  std::map<std::string, std::string> all;
  for (std::string name, digits; in >> name >> digits;) all[name] = digits;
  REQUIRE(all.size() == 9);
  return all;
}

std::vector<std::uint8_t> bytes_of(const std::string& digits) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

template <class Bytes>
std::string hex_of(const Bytes& bytes) {
  return messages::to_hex(std::as_bytes(std::span(bytes)));
}

template <class T>
std::string packed(const T& what) {
  const auto bytes = messages::encode(what);
  REQUIRE(bytes);
  return hex_of(*bytes);
}

/// The large tensor of the golden bytes: 0, 1, 2 … 19,999, in a letter.
messages::letter large_letter() {
  messages::tensor t(20'000);
  auto values = t.mutate();
  std::iota(values.begin(), values.end(), 0.0F);
  return {{2}, {5}, messages::model_update{{7}, {6}, {3}, {0.5}, std::move(t)}};
}

messages::chunk_request counted_request() {
  messages::chunk_name name;
  std::iota(name.bytes.begin(), name.bytes.end(), std::uint8_t{0});
  return {{name}};
}

struct golden_hosts {
  std::shared_ptr<const actors::own_identity> a = who(1), b = who(100);
  sealed_line to_b{a, messages::to_hex(b->registration.id.value), 1U << 20U};
  sealed_line to_a{b, messages::to_hex(a->registration.id.value), 1U << 20U};
  golden_hosts() {
    REQUIRE(to_b.meet(to_a.introduction()));
    REQUIRE(to_a.meet(to_b.introduction()));
  }
  std::string sealed(const messages::dispatch& what) {
    const auto frame = to_b.seal(what, noon);
    REQUIRE(frame);
    return hex_of(*frame);
  }
};

TEST_CASE("a greeting, a parcel and a credit are made to the byte as other code makes them") {
  auto expected = golden();
  const golden_hosts hosts;
  using messages::host_frame;
  CHECK(packed(host_frame(messages::greeting{"forest", hosts.to_b.introduction()})) ==
        expected["greeting"]);
  const messages::parcel piece{70'000, 300, {'p', 'i', 'e', 'c', 'e'}};
  CHECK(packed(host_frame(piece)) == expected["parcel"]);
  CHECK(packed(host_frame(messages::credit{{1U << 20U}})) == expected["credit"]);
}

TEST_CASE("an outline and its chunk are made to the byte as other code makes them") {
  auto expected = golden();
  golden_hosts hosts;
  const auto parts = actors::bulk_sender(1U << 20U).cut(large_letter());
  REQUIRE(parts.size() == 2);
  const auto chunk = messages::encode(parts[0]);
  REQUIRE(chunk);
  messages::content_hash hash;  // as the chunk itself fills pages
  hash.add(*chunk);
  CHECK(hash.hex() == expected["chunk_hash"]);
  CHECK(hosts.sealed(messages::host_status{messages::host_phase::running, true, {9}}) ==
        expected["status"]);
  CHECK(hosts.sealed(parts[1]) == expected["outline"]);
  CHECK(hosts.sealed(counted_request()) == expected["chunk_request"]);
  CHECK(hosts.sealed(messages::chunk{{'f', 'o', 'u', 'r'}}) == expected["small_chunk"]);
}

TEST_CASE("what other code sealed is opened, and means what it meant there") {
  auto made = golden();
  golden_hosts hosts;
  const auto opened = [&](const std::string& name) {
    auto what = hosts.to_a.open(bytes_of(made[name]), noon);
    REQUIRE_MESSAGE(what, name);
    return std::move(*what);
  };
  CHECK(std::get<messages::host_status>(opened("status")).round.value == 9);
  const auto outline = std::get<messages::outline>(opened("outline"));
  CHECK(outline.elements == 20'000);
  CHECK_FALSE(outline.wide);
  CHECK(outline.chunks.size() == 1);
  CHECK(std::get<messages::model_update>(outline.what.what).samples.value == 3);
  const auto wanted = std::get<messages::chunk_request>(opened("chunk_request"));
  CHECK(wanted.chunks == counted_request().chunks);
  CHECK(std::get<messages::chunk>(opened("small_chunk")).bytes.size() == 4);
}

TEST_CASE("an introduction is made to the byte as other code makes it, and taken from there") {
  auto expected = golden();
  const golden_hosts hosts;
  const std::array roster = {hosts.a->keys.id(), hosts.b->keys.id()};
  const actors::member_line at_a(hosts.a, roster, "127.0.0.1:7600");
  CHECK(hex_of(at_a.introduction(true, noon)) == expected["introduction"]);
  actors::member_line at_b(hosts.b, roster, "127.0.0.1:7700");
  auto datagram = bytes_of(expected["introduction"]);
  const auto said = at_b.open(std::as_writable_bytes(std::span(datagram)), noon);
  REQUIRE(said);
  const auto& who_it_is = std::get<actors::heard_introduction>(*said);
  CHECK(who_it_is.listens_at == "127.0.0.1:7600");
  CHECK(who_it_is.answer_wanted);
}

}  // namespace
