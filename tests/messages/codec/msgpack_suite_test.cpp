#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "messages/codec/msgpack_reader.hpp"
#include "messages/codec/msgpack_writer.hpp"

// kawanet/msgpack-test-suite: 85 values, each in every encoding that msgpack allows.

using namespace starling::messages;
using nlohmann::json;

namespace {

std::vector<std::byte> from_hex(const std::string& dashed) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i + 1 < dashed.size(); i += 3) {
    out.push_back(static_cast<std::byte>(std::stoul(dashed.substr(i, 2), nullptr, 16)));
  }
  return out;
}

std::string dashed_hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte b : bytes) {
    constexpr const char* digits = "0123456789abcdef";
    text += text.empty() ? "" : "-";
    text += digits[std::to_integer<unsigned>(b) >> 4U];
    text += digits[std::to_integer<unsigned>(b) & 15U];
  }
  return text;
}

std::uint64_t big_endian(std::span<const std::byte> bytes) {
  std::uint64_t n = 0;
  for (const std::byte b : bytes) n = n << 8U | std::to_integer<std::uint64_t>(b);
  return n;
}

/// msgpack's extension −1: seconds and nanoseconds.
json timestamp(std::span<const std::byte> b) {
  if (b.size() == 4) return {big_endian(b), 0};
  const std::uint64_t both = big_endian(b.first(b.size() - 8 + (b.size() == 8 ? 8 : 0)));
  if (b.size() == 8) return {both & 0x3'ffff'ffffU, both >> 34U};
  return {static_cast<std::int64_t>(big_endian(b.subspan(4))), both};
}

json read(msgpack_reader& in) {
  switch (in.peek()) {
    case msgpack_kind::boolean:
      return in.boolean();
    case msgpack_kind::unsigned_number:
      return in.unsigned_number();
    case msgpack_kind::signed_number:
      return in.signed_number();
    case msgpack_kind::real32:
      return in.real32();
    case msgpack_kind::real:
      return in.real();
    case msgpack_kind::text:
      return std::string(in.text());
    case msgpack_kind::binary:
      return dashed_hex(in.binary());
    case msgpack_kind::extension: {
      const auto x = in.extension();
      return x.type == -1 ? timestamp(x.bytes) : json{x.type, dashed_hex(x.bytes)};
    }
    case msgpack_kind::array: {
      auto list = json::array();
      for (std::size_t n = in.array(); n > 0; --n) list.push_back(read(in));
      return list;
    }
    case msgpack_kind::map: {
      auto object = json::object();
      for (std::size_t n = in.map(); n > 0; --n) {
        const std::string key(in.text());
        object[key] = read(in);
      }
      return object;
    }
    default:
      in.nil();
      return nullptr;
  }
}

/// The value that an entry of the suite names by its type.
json expected(const json& entry) {
  for (const auto& [type, v] : entry.items()) {
    if (type == "bignum") {
      const auto digits = v.get<std::string>();
      return digits[0] == '-' ? json(std::stoll(digits)) : json(std::stoull(digits));
    }
  }
  for (const auto& [type, v] : entry.items()) {
    if (type != "msgpack") return v;
  }
  return {};
}

void write(msgpack_writer& out, const json& v) {
  if (v.is_null()) return out.nil();
  if (v.is_boolean()) return out.boolean(v.get<bool>());
  if (v.is_number_unsigned()) return out.unsigned_number(v.get<std::uint64_t>());
  if (v.is_number_integer()) return out.signed_number(v.get<std::int64_t>());
  if (v.is_string()) return out.text(v.get<std::string>());
  v.is_array() ? out.array(v.size()) : out.map(v.size());
  for (const auto& [key, inside] : v.items()) {
    if (v.is_object()) out.text(key);
    write(out, inside);
  }
}

/// Whether JSON has a type for it, and the writer writes it as the suite does.
bool writable(const json& entry) {
  return !entry.contains("binary") && !entry.contains("ext") && !entry.contains("timestamp") &&
         !expected(entry).is_number_float();
}

}  // namespace

TEST_CASE("every encoding of every value of the msgpack test suite is read") {
  const char* given = std::getenv("STARLING_TEST_DATA");
  const std::filesystem::path root = given != nullptr ? given : STARLING_TEST_DATA_DEFAULT;
  std::ifstream file(root / "msgpack" / "msgpack-test-suite.json");
  if (!file) {
    MESSAGE("skipped: no msgpack in STARLING_TEST_DATA");
    return;
  }
  std::size_t values = 0;
  std::size_t encodings = 0;
  const json suite = json::parse(file);
  for (const auto& file_of_values : suite.items()) {
    const std::string& name = file_of_values.key();
    for (const json& entry : file_of_values.value()) {
      ++values;
      std::size_t minimal = 0;
      for (const auto& hex : entry.at("msgpack")) {
        CAPTURE(name);
        CAPTURE(hex.dump());
        ++encodings;
        const auto bytes = from_hex(hex);
        msgpack_reader in(bytes, msgpack_forms::any);
        CHECK(read(in) == expected(entry));
        in.finish();
        CHECK(in.error() == codec_refusal::none);
        msgpack_reader strict(bytes);
        strict.skip();
        minimal += strict.ok() && strict.remaining() == 0 ? 1 : 0;
      }
      // Of the integer forms one is minimal; besides it a float 32 and a float 64 may be listed.
      CHECK(minimal >= 1);
      CHECK(minimal <= 3);
      if (!writable(entry)) continue;
      std::vector<std::byte> room(1000);
      msgpack_writer out(room);
      write(out, expected(entry));
      const auto& all = entry.at("msgpack");
      CHECK(std::ranges::count(all, json(dashed_hex(out.written()))) == 1);
    }
  }
  CHECK(values == 85);
  CHECK(encodings == 233);
}
