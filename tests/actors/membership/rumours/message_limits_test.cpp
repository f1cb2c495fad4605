#include "actors/membership/rumours/message_limits.hpp"

#include <doctest/doctest.h>

#include "tests/actors/membership/people.hpp"

using namespace people;
using actors::within_limits;

TEST_CASE("honest messages are within the limits") {
  CHECK(within_limits(messages::ping{1, 2, {record(1), charge(1, 2)}}));
  CHECK(within_limits(messages::ping_request{1, id(2), {}}));
  CHECK(within_limits(messages::ack{1, 2, {}}));
  CHECK(within_limits(messages::nack{1}));
  CHECK(within_limits(messages::news{{record(1)}}));
  CHECK(within_limits(messages::compare_lists{std::vector<std::uint64_t>(64, ~0ULL)}));
  CHECK(within_limits(messages::list_part{5, 9, {{5, 0, 0, true}, {9, 1, 2, false}}, {3}}));
  CHECK(within_limits(messages::list_part{1, 0, {}, {3}}));
}

TEST_CASE("names and addresses have an end") {
  auto r = record(1);
  r.display_name = std::string(messages::member_name_max, 'x');
  r.address = std::string(messages::member_address_max, 'x');
  CHECK(within_limits(messages::news{{r}}));
  r.display_name += 'x';
  CHECK_FALSE(within_limits(messages::news{{r}}));
  r.display_name.clear();
  r.address += 'x';
  CHECK_FALSE(within_limits(messages::ack{1, 1, {r}}));
}

TEST_CASE("a status that does not exist is refused") {
  auto r = record(1);
  r.status = static_cast<presence>(2);
  CHECK_FALSE(within_limits(messages::ping{1, 1, {r}}));
}

TEST_CASE("lists have an end, by number and by bytes") {
  const std::vector<rumour> many(messages::rumours_max + 1, rumour(accusation{}));
  CHECK_FALSE(within_limits(messages::ping_request{1, id(1), many}));
  CHECK_FALSE(within_limits(messages::news{std::vector<rumour>(8, charge(1, 2))}));
  CHECK_FALSE(within_limits(messages::compare_lists{std::vector<std::uint64_t>(63, 0)}));
  CHECK_FALSE(within_limits(messages::compare_lists{std::vector<std::uint64_t>(65, 0)}));
  CHECK_FALSE(within_limits(messages::list_part{1, 0, {}, std::vector<std::uint64_t>(1025, 1)}));
}

TEST_CASE("a list names nobody outside of the part that it says it is") {
  CHECK_FALSE(within_limits(messages::list_part{5, 9, {{4, 0, 0, true}}, {}}));
  CHECK_FALSE(within_limits(messages::list_part{5, 9, {{10, 0, 0, true}}, {}}));
  CHECK_FALSE(within_limits(messages::list_part{1, 0, {{0, 0, 0, true}}, {}}));
}
