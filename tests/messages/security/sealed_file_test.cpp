#include "messages/security/sealed_file.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <optional>
#include <string>

#include "tests/messages/security/vectors.hpp"

using namespace starling::messages;
using outside::counting;

namespace {

constexpr std::size_t head = sealed_file_begin.size() + 32 + 16;
constexpr std::size_t chunk = sealed_chunk_size + 16;

file_key key(unsigned first = 0) {
  return counting<file_key>(first);
}

std::string sealed(std::string_view content) {
  return seal_file(content, key(), counting<file_salt>(100));
}

std::string digits(std::string_view text) {
  return to_hex(std::as_bytes(std::span(text)));
}

std::optional<sealed_file_refusal> refusal_of(std::string_view bytes, const file_key& with) {
  const auto opened = open_file(bytes, with);
  return opened ? std::nullopt : std::optional(opened.error());
}

/// `chunks` whole ones, and `rest` bytes; no two chunks alike.
std::string content_of(std::size_t chunks, std::size_t rest) {
  std::string out;
  for (std::size_t i = 0; i < chunks; ++i) {
    out.append(sealed_chunk_size, static_cast<char>('a' + i));
  }
  return out.append(rest, 'z');
}

std::map<std::string, std::string> golden() {
  std::ifstream in(STARLING_SOURCE_DIR "/tests/messages/security/golden/sealed_file.hex");
  std::map<std::string, std::string> all;
  for (std::string name, text; in >> name >> text;) all[name] = text;
  REQUIRE(all.size() == 3);
  return all;
}

}  // namespace

TEST_CASE("a sealed file is, to the byte, what its page says") {
  const auto other = golden();
  CHECK(digits(sealed("hello")) == other.at("hello"));
  CHECK(digits(sealed("")) == other.at("nothing"));
  const auto large = sealed(std::string(2 * sealed_chunk_size + 5, '\0'));
  CHECK(digits(large.substr(large.size() - 42)) == other.at("end_of_three_chunks"));
}

TEST_CASE("what was sealed is opened, around the ends of chunks too") {
  for (const std::size_t chunks : {0, 1, 2}) {
    for (const std::size_t rest : {std::size_t{0}, std::size_t{1}, sealed_chunk_size - 1}) {
      const auto content = content_of(chunks, rest);
      const auto opened = open_file(sealed(content), key());
      REQUIRE(opened);
      CHECK((*opened == content));
    }
  }
}

TEST_CASE("a sealed file shows nothing of what is in it but its size") {
  const auto one = sealed(std::string(1000, 'a'));
  CHECK(one.find("aaaa") == std::string::npos);
  CHECK(one.size() == sealed(std::string(1000, 'b')).size());
}

TEST_CASE("a sealed file that is cut anywhere, or changed in any bit, is refused") {
  const auto whole = sealed("round 12");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK(refusal_of(whole.substr(0, length), key()));
  }
  CHECK(refusal_of(whole + '\0', key()) == sealed_file_refusal::damaged);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      const auto why = refusal_of(changed, key());
      REQUIRE(why);
      if (i < sealed_file_begin.size()) CHECK(*why == sealed_file_refusal::unsealed);
      if (i >= head) CHECK(*why == sealed_file_refusal::damaged);
    }
  }
}

TEST_CASE("chunks that are left out, moved, or end the file too early are refused") {
  const auto whole = sealed(content_of(3, 7));
  REQUIRE(open_file(whole, key()));
  const auto first = whole.substr(head, chunk);
  const auto second = whole.substr(head + chunk, chunk);
  const auto rest = whole.substr(head + 2 * chunk);
  const auto refused = [&whole](const std::string& chunks) {
    return refusal_of(whole.substr(0, head) + chunks, key()) == sealed_file_refusal::damaged;
  };
  CHECK(refused(second + first + rest));
  CHECK(refused(second + rest));
  CHECK(refused(first + first + second + rest));
  CHECK(refused(first + second));
  CHECK(refused(first));
  CHECK(refused(first + second + rest + rest));
  CHECK(refused(""));
}

TEST_CASE("chunks of two files under one key do not mix") {
  const auto one = sealed(content_of(1, 7));
  const auto other = seal_file(content_of(1, 7), key(), counting<file_salt>(101));
  CHECK(one.size() == other.size());
  CHECK(refusal_of(one.substr(0, head + chunk) + other.substr(head + chunk), key()) ==
        sealed_file_refusal::damaged);
}

TEST_CASE("another key is told from damage, and what is not sealed from both") {
  CHECK(refusal_of(sealed("x"), key(1)) == sealed_file_refusal::wrong_key);
  CHECK(refusal_of("{\"format\":\"starling checkpoint 1\"}\n", key()) ==
        sealed_file_refusal::unsealed);
  CHECK(refusal_of("", key()) == sealed_file_refusal::unsealed);
  CHECK(to_string(sealed_file_refusal::unsealed) == "unsealed");
  CHECK(to_string(sealed_file_refusal::damaged) == "damaged");
}
