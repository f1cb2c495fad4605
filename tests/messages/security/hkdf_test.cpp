#include "messages/security/hkdf.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "tests/messages/security/vectors.hpp"

using namespace starling::messages;
using outside::bytes;
using outside::hex;

namespace {

bytes hkdf(const bytes& salt, const bytes& input, const bytes& info, std::size_t size) {
  bytes out(size);
  CHECK(hkdf_expand(hkdf_extract(salt, input), info, out));
  return out;
}

}  // namespace

TEST_CASE("HKDF gives the three test cases of RFC 5869") {
  const auto read = outside::text("hkdf/rfc-5869-HKDF-SHA256.txt");
  if (!read) return;
  std::istringstream lines(*read);
  std::map<std::string, std::string> fields;
  std::size_t seen = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name, equals, value;
    words >> name >> equals >> value;
    if (equals != "=") continue;
    fields[name] = value;
    if (name != "OKM") continue;
    CHECK(to_hex(hkdf_extract(hex(fields["salt"]), hex(fields["IKM"])).bytes()) == fields["PRK"]);
    const auto size = std::stoul(fields["L"]);
    CHECK(to_hex(hkdf(hex(fields["salt"]), hex(fields["IKM"]), hex(fields["info"]), size)) ==
          fields["OKM"]);
    ++seen;
  }
  CHECK(seen == 3);
}

TEST_CASE("HKDF does as Wycheproof wants, every case") {
  const auto all = outside::wycheproof("hkdf_sha256_test.json");
  if (!all) return;
  std::size_t refused = 0;
  std::size_t seen = 0;
  for (const auto& group : all->at("testGroups")) {
    for (const auto& test : group.at("tests")) {
      CAPTURE(test.at("tcId").get<int>());
      const auto field = [&test](const char* name) {
        return hex(test.at(name).get<std::string>());
      };
      bytes out(test.at("size").get<std::size_t>());
      const bool done = hkdf_expand(hkdf_extract(field("salt"), field("ikm")), field("info"), out);
      CHECK(done == (test.at("result") == "valid"));
      if (done) CHECK(to_hex(out) == test.at("okm").get<std::string>());
      refused += done ? 0 : 1;
      ++seen;
    }
  }
  CHECK(refused == 3);
  CHECK(seen == all->at("numberOfTests").get<std::size_t>());
}

TEST_CASE("a shorter output is the beginning of a longer one, up to 8,160 bytes") {
  const auto salt = outside::plain("salt");
  const auto input = outside::plain("input");
  const auto info = outside::plain("info");
  const auto longest = hkdf(salt, input, info, hkdf_output_max);
  for (const std::size_t size : {0, 1, 31, 32, 33, 64, 65, 8159}) {
    const auto shorter = hkdf(salt, input, info, size);
    CHECK(std::equal(shorter.begin(), shorter.end(), longest.begin()));
  }
  bytes too_long(hkdf_output_max + 1);
  CHECK_FALSE(hkdf_expand(hkdf_extract(salt, input), info, too_long));
  CHECK(too_long == bytes(hkdf_output_max + 1));
  const auto fixed = hkdf_expand(hkdf_extract(salt, input), info);
  CHECK(to_hex(fixed.bytes()) == to_hex(std::span(longest).first(32)));
}
