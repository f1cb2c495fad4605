#include "actors/membership/rumours/rumour_seal.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/actors/membership/people.hpp"

using namespace people;

namespace {

std::string text(const auto& what) {
  const auto bytes = actors::statement(what);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("a statement differs wherever a field differs, and covers all but the signature") {
  auto r = record(1, 5);
  std::set<std::string> seen = {text(r)};
  const auto differs = [&](auto change) {
    auto other = r;
    change(other);
    CHECK(seen.insert(text(other)).second);
  };
  differs([](member_record& x) { x.id.bytes[31] = 1; });
  differs([](member_record& x) { x.display_name += "x"; });
  differs([](member_record& x) { x.address += "x"; });
  differs([](member_record& x) { x.incarnation = 6; });
  differs([](member_record& x) { x.status = presence::left; });
  differs([](member_record& x) { x.roles = 1; });
  auto other = r;
  other.signature.bytes[0] ^= 1;
  CHECK(text(other) == text(r));
}

TEST_CASE("where one text ends and the next begins is part of the statement") {
  auto a = record(1);
  auto b = a;
  a.display_name = "ab";
  a.address = "c";
  b.display_name = "a";
  b.address = "bc";
  CHECK(text(a) != text(b));
}

TEST_CASE("a record is never the statement of an accusation") {
  CHECK(text(charge(1, 2, 3)) != text(charge(2, 1, 3)));
  CHECK(text(charge(1, 2, 3)) != text(charge(1, 2, 4)));
  CHECK(text(charge(1, 2)).substr(0, 20) != text(record(1)).substr(0, 20));
}

TEST_CASE("what is sealed verifies as its signer's, and as nobody else's") {
  const auto r = record(3);
  CHECK(seal(9).verify(id(3), actors::statement(r), r.signature));
  CHECK_FALSE(seal(9).verify(id(4), actors::statement(r), r.signature));
}
