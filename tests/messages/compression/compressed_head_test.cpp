#include "messages/compression/compressed_head.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "messages/compression/compress.hpp"

using namespace starling::messages;

namespace {

std::vector<std::byte> from_hex(const std::string& text) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    out.push_back(static_cast<std::byte>(std::stoul(text.substr(i, 2), nullptr, 16)));
  }
  return out;
}

compression_refusal why(const std::string& hex) {
  const auto head = read_head(from_hex(hex), {.elements_max = 1000});
  return head ? compression_refusal::none : head.error();
}

std::string compressed_hex(std::initializer_list<float> values, const char* chain) {
  const auto bytes = compress(tensor(std::span<const float>(values.begin(), values.size())),
                              parse_chain(chain).value());
  REQUIRE(bytes);
  std::string text;
  for (const std::byte b : *bytes) {
    constexpr const char* digits = "0123456789abcdef";
    text += digits[std::to_integer<unsigned>(b) >> 4U];
    text += digits[std::to_integer<unsigned>(b) & 15U];
  }
  return text;
}

}  // namespace

TEST_CASE("the bytes are those of docs/protocols/compression.md") {
  CHECK(compressed_hex({1, -2}, "none") ==
        "9901c400c2020002"
        "00c400c4080000803f000000c0");
  CHECK(compressed_hex({1, -2}, "fp16") ==
        "9901c40103c2020002"
        "00c400c404003c00c0");
  CHECK(compressed_hex({0, 255, 51}, "int8:256") ==
        "9901c40104c203cd01000300c400c40b0000803f0000000000ff33");
  CHECK(compressed_hex({0, 15, 7, 3}, "int4:128") ==
        "9901c40105c204cc800400c400c40a0000803f00000000703f");
  CHECK(compressed_hex({0, 0, 5, 0}, "top_k:0.25") ==
        "9901c40106c204000102c400c4060002"
        "0000a040");
}

TEST_CASE("sizes that do not follow from each other are refused") {
  CHECK(why("9901c400c202000200c400c4080000803f000000c0") == compression_refusal::none);
  // One byte fewer or more in the payload, another count, positions, a block, a base.
  CHECK(why("9901c400c202000200c400c4070000803f000000") == compression_refusal::malformed);
  CHECK(why("9901c400c203000200c400c4080000803f000000c0") == compression_refusal::malformed);
  CHECK(why("9901c400c202000201c400c4080000803f000000c0") == compression_refusal::malformed);
  CHECK(why("9901c400c202cc800200c400c4080000803f000000c0") == compression_refusal::malformed);
  CHECK(why("9901c400c202000200c40100c4080000803f000000c0") == compression_refusal::malformed);
  CHECK(why("9901c400c202000200c400c4080000803f000000c000") == compression_refusal::malformed);
  CHECK(why("9a01c400c202000200c400c4080000803f000000c000") == compression_refusal::malformed);
  CHECK(why("9901c40104c203000300c400c40b0000803f0000000000ff33") ==
        compression_refusal::malformed);
  CHECK(why("9901c40106c204000502c400c4060002"
            "0000a040") == compression_refusal::malformed);
  CHECK(why("9901c40106c204000100c400c4040000a040") == compression_refusal::malformed);
}

TEST_CASE("another version, unknown steps, steps out of order and too many elements are refused") {
  CHECK(why("9902c400c202000200c400c4080000803f000000c0") == compression_refusal::wrong_version);
  CHECK(why("9901c40109c202000200c400c4080000803f000000c0") == compression_refusal::unknown_codec);
  CHECK(why("9901c40100c202000200c400c4080000803f000000c0") == compression_refusal::unknown_codec);
  CHECK(why("9901c4020203c202000200c400c404003c00c0") == compression_refusal::unknown_codec);
  CHECK(why("9901c400c2cd03e900cd03e900c400c400") == compression_refusal::too_large);
  // float64 through float16.
  CHECK(why("9901c40103c302000200c400c404003c00c0") == compression_refusal::malformed);
}
