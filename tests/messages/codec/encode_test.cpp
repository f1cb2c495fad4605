#include "messages/codec/encode.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "messages/vocabulary/round_messages.hpp"
#include "tests/messages/codec/packed.hpp"
#include "tests/messages/codec/random_letters.hpp"

using namespace starling::messages;

namespace {

template <class T>
std::string hex(const T& message) {
  const auto bytes = encode(message);
  REQUIRE(bytes);
  CHECK(bytes->size() == encoded_size(message));
  std::string text;
  for (const std::byte b : *bytes) {
    constexpr const char* digits = "0123456789abcdef";
    text += digits[std::to_integer<unsigned>(b) >> 4U];
    text += digits[std::to_integer<unsigned>(b) & 15U];
  }
  return text;
}

tensor of(std::initializer_list<float> values) {
  return tensor(std::span<const float>(values.begin(), values.size()));
}
tensor of_doubles(std::initializer_list<double> values) {
  return tensor(std::span<const double>(values.begin(), values.size()));
}

enum class colour : unsigned char { red, green };

/// Everything that a message may be made of.
struct everything {
  bool flag = true;
  std::int16_t change = -300;
  colour paint = colour::green;
  std::string text = "hi";
  std::array<std::uint8_t, 2> key{1, 2};
  std::vector<node_id> members{{7}, {8}};
  std::pair<node_id, std::string> named{{9}, "x"};

  static constexpr auto name = "everything";
  static constexpr auto fields(auto& self) {
    return std::tie(self.flag, self.change, self.paint, self.text, self.key, self.members,
                    self.named);
  }
};

}  // namespace

TEST_CASE("the bytes of every kind of message are those of docs/protocols/codec.md") {
  const auto in_letter = [](const content& what) { return hex(letter{{1}, {2}, what}); };
  CHECK(in_letter(heartbeat{{7}}) ==
        "930102920091"
        "07");
  CHECK(in_letter(model_update{{3}, {2}, {300}, 0.5, of({1, -2})}) ==
        "9301029201950302cd012ccb3fe0000000000000c4080000803f000000c0");
  CHECK(in_letter(start_round{{1}, {}}) ==
        "930102920292"
        "01c400");
  CHECK(in_letter(request_update{{200}}) ==
        "930102920391"
        "ccc8");
  CHECK(in_letter(model_snapshot{{4}, of_doubles({1})}) ==
        "930102920492"
        "04d701000000000000f03f");
  CHECK(in_letter(hand_over{{5}, {0xaa, 0xbb}}) ==
        "930102920592"
        "05c402aabb");
}

TEST_CASE("whatever a message is made of is written and counted") {
  CHECK(hex(everything{}) == "97c3d1fed401a26869c40201029207089209a178");
}

TEST_CASE("20,000 random letters are as msgpack-c packs them, and as long as was counted") {
  random_source random(11);
  std::size_t different = 0;
  for (std::size_t i = 0; i < 20'000; ++i) {
    letter l = testing::random_letter(random, i % 100 == 0 ? 40'000 : 100);
    // msgpack-c packs whole numbers as integers, which a real is not.
    if (auto* u = std::get_if<model_update>(&l.what)) u->score = real(0.1);
    const auto bytes = encode(l);
    REQUIRE(bytes);
    CHECK(bytes->size() == encoded_size(l));
    different += std::ranges::equal(*bytes, testing::packed(l)) ? 0 : 1;
  }
  CHECK(different == 0);
}

TEST_CASE("a message that does not fit is refused") {
  const letter l{{1}, {2}, start_round{{1}, tensor(10)}};
  std::vector<std::byte> room(encoded_size(l));
  const auto fits = encode(l, std::span<std::byte>(room));
  REQUIRE(fits);
  CHECK(fits->size() == room.size());
  const auto refused = encode(l, std::span<std::byte>(room).first(room.size() - 1));
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == codec_refusal::too_long);
}
