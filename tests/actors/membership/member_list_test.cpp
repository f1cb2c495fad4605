#include "actors/membership/member_list.hpp"

#include <doctest/doctest.h>

#include "tests/actors/membership/people.hpp"

using namespace people;
using actors::member_list;
using messages::node_id;

namespace {

struct fixture {
  explicit fixture(std::uint8_t self) : own(seal(self)), table(options, own, record(self)) {}
  membership_options options;
  deploy::simulated_seal own;
  member_table table;
};

}  // namespace

TEST_CASE("the list holds the members that are there, ascending, suspects marked") {
  fixture f(3);
  f.table.trust(records(4, 8), {});
  f.table.trust(records(0, 2), {});
  f.table.hear(charge(5, 6), at(1s));
  f.table.hear(record(7, 1, presence::left), at(1s));
  const member_list list(f.table);
  std::vector<std::uint8_t> numbers;
  for (const auto& m : list.members()) {
    numbers.push_back(m.record.id.bytes[1]);
    CHECK(m.suspect == (m.record.id == id(5)));
  }
  CHECK(numbers == std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5, 6, 8});
}

TEST_CASE("equal lists have equal digests, whoever holds them") {
  fixture a(0);
  fixture b(1);
  a.table.trust(records(1, 5), {});
  b.table.trust(records(2, 5), {});
  CHECK(member_list(a.table).digest() != member_list(b.table).digest());
  b.table.hear(record(0), at(1s));
  CHECK(member_list(a.table).digest() == member_list(b.table).digest());
  a.table.hear(charge(2, 3), at(2s));
  CHECK(member_list(a.table).digest() == member_list(b.table).digest());  // still a member
  a.table.hear(record(2, 1), at(3s));
  CHECK(member_list(a.table).digest() != member_list(b.table).digest());
  CHECK(member_list(a.table).digest().size() == 64);
}

TEST_CASE("the version grows with every change") {
  fixture f(0);
  auto before = member_list(f.table).version();
  const auto grown = [&] {
    const auto old = std::exchange(before, member_list(f.table).version());
    return old < before;
  };
  f.table.hear(record(1), at(1s));
  CHECK(grown());
  f.table.hear(record(1), at(1s));
  CHECK_FALSE(grown());
  f.table.hear(record(1, 1), at(1s));
  CHECK(grown());
  f.table.hear(record(1, 2, presence::left), at(1s));
  CHECK(grown());
}

TEST_CASE("members find their places in a roster, those outside have none") {
  fixture f(0);
  f.table.trust(records(1, 4), {});
  f.table.hear(charge(2, 3), at(1s));
  const std::vector<member_id> roster = {id(4), id(9), id(2), id(0)};
  const member_list list(f.table);
  CHECK(list.derive(roster) == std::vector<std::optional<node_id>>{
                                   node_id{3}, std::nullopt, node_id{2}, std::nullopt, node_id{0}});
  CHECK(list.reachable(roster) == std::vector<node_id>{{0}, {3}});
}
