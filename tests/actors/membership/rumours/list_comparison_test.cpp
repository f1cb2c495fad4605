#include "actors/membership/rumours/list_comparison.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "messages/codec/encoded_size.hpp"
#include "tests/actors/membership/people.hpp"

using namespace people;
using messages::list_part;

namespace {

struct fixture {
  explicit fixture(std::uint8_t self) : own(seal(self)), table(options, own, record(self)) {}
  membership_options options;
  deploy::simulated_seal own;
  member_table table;
};

void hear_all(fixture& f, const std::vector<rumour>& rumours) {
  for (const auto& r : rumours) {
    std::visit([&](const auto& what) { f.table.hear(what, at(5s)); }, r);
  }
}

/// One comparison, begun by `a`, with no message lost.
void compare(fixture& a, fixture& b) {
  for (const auto& part : differing_parts(b.table, a.table.views())) {
    const auto from_b = difference(a.table, part);
    hear_all(b, from_b.to_tell);
    hear_all(a, known_about(b.table, from_b.to_ask));
  }
}

}  // namespace

TEST_CASE("equal lists have no differing parts") {
  fixture a(0);
  fixture b(1);
  a.table.trust(records(1, 30), {});
  b.table.trust(records(0, 30), {});
  CHECK(differing_parts(b.table, a.table.views()).empty());
}

TEST_CASE("after one comparison both lists hold what either held") {
  messages::random_source random(5);
  for (int i = 0; i < 200; ++i) {
    fixture a(0);
    fixture b(1);
    for (std::uint8_t who = 2; who < 40; ++who) {
      const auto in = [&](fixture& f) {
        if (random.below(3) > 0) f.table.hear(record(who, random.below(3)), at(1s));
      };
      in(a);
      in(b);
    }
    compare(a, b);
    CHECK(a.table.view() == b.table.view());
    CHECK(a.table.present_count() == b.table.present_count());
  }
}

TEST_CASE("accusations cross with the lists, in either direction") {
  for (const bool begun_by_accuser : {false, true}) {
    fixture a(0);
    fixture b(1);
    a.table.trust(records(1, 9), {});
    b.table.trust(records(0, 9), {});
    a.table.hear(charge(5, 6), at(1s));
    a.table.hear(charge(5, 7), at(1s));
    begun_by_accuser ? compare(a, b) : compare(b, a);
    CHECK(b.table.find(id(5))->accusations.size() == 2);
    CHECK(b.table.find(id(5))->status == standing::suspect);
  }
}

TEST_CASE("whoever is gone at one and unknown at the other is not brought back") {
  fixture a(0);
  fixture b(1);
  a.table.trust(records(1, 9), {});
  a.table.hear(record(5, 1, presence::left), at(1s));
  b.table.trust(records(0, 4), {});
  compare(a, b);
  CHECK(b.table.find(id(5)) == nullptr);
  CHECK(b.table.find(id(9)) != nullptr);
  compare(b, a);
  CHECK(b.table.find(id(5)) == nullptr);
}

TEST_CASE("every part fits into a message, and together they list all") {
  fixture a(0);
  for (int who = 0; who < 3000; ++who) {
    messages::random_source random(static_cast<std::uint64_t>(who));
    member_record r = record(1);
    for (auto& b : r.id.bytes) b = static_cast<std::uint8_t>(random());
    r.incarnation = random() >> random.below(64);
    a.table.trust(std::span(&r, 1), {});
  }
  const std::vector<std::uint64_t> nothing(messages::buckets, 0);
  auto parts = differing_parts(a.table, nothing);
  CHECK(parts.size() == actors::list_parts_max);
  std::uint64_t next = 0;
  std::size_t listed = 0;
  for (const auto& part : parts) {
    CHECK(messages::encoded_size(messages::membership_message(part)) <=
          messages::membership_bytes_max);
    CHECK(part.first == next);
    for (const auto& m : part.members) CHECK((m.prefix >= part.first && m.prefix <= part.last));
    next = part.last + 1;
    listed += part.members.size();
  }
  const auto& all = a.table.all();
  const auto before =
      std::count_if(all.begin(), all.end(), [&](const auto& m) { return m.first.prefix() < next; });
  CHECK(listed == static_cast<std::size_t>(before));
}

TEST_CASE("a part that claims to be empty draws out only so much") {
  fixture a(0);
  a.table.trust(records(1, 63), {});
  std::vector<std::uint64_t> wanted(1000, id(5).prefix());
  CHECK(known_about(a.table, wanted).size() == actors::rumours_told_max);
  const auto d = difference(a.table, list_part{0, ~std::uint64_t{0}, {}, {}});
  CHECK(d.to_tell.size() == 64);
  CHECK(d.to_ask.empty());
}

TEST_CASE("rumours are packed into messages that fit, none lost") {
  std::vector<rumour> all;
  for (std::uint8_t i = 0; i < 60; ++i) {
    auto r = record(i);
    r.address = std::string(i, 'x');
    all.emplace_back(r);
    all.emplace_back(charge(i, 3));
  }
  std::vector<rumour> unpacked;
  for (const auto& m : actors::in_messages(all)) {
    CHECK(messages::encoded_size(messages::membership_message(m)) <=
          messages::membership_bytes_max);
    CHECK(m.rumours.size() <= messages::rumours_max);
    unpacked.insert(unpacked.end(), m.rumours.begin(), m.rumours.end());
  }
  CHECK(unpacked == all);
  CHECK(actors::in_messages({}).empty());
}
