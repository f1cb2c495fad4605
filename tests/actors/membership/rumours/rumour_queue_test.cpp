#include "actors/membership/rumours/rumour_queue.hpp"

#include <doctest/doctest.h>

#include "messages/codec/encoded_size.hpp"
#include "tests/actors/membership/people.hpp"

using namespace people;
using actors::rumour_queue;

namespace {

std::vector<rumour> taken(rumour_queue& q, std::size_t bytes = 10'000, std::size_t times = 3) {
  std::vector<rumour> all;
  q.take(all, bytes, times);
  return all;
}

}  // namespace

TEST_CASE("what was sent least often goes first, and of these the latest") {
  rumour_queue q(10);
  q.add(record(1));
  q.add(record(2));
  const auto bytes = messages::encoded_size(rumour(record(1)));
  CHECK(taken(q, bytes) == std::vector<rumour>{record(2)});
  CHECK(taken(q, bytes) == std::vector<rumour>{record(1)});
  q.add(record(3));
  CHECK(taken(q) == std::vector<rumour>{record(3), record(2), record(1)});
}

TEST_CASE("a rumour is sent as often as it may be and then dropped") {
  rumour_queue q(10);
  q.add(record(1));
  for (int i = 0; i < 3; ++i) CHECK(taken(q).size() == 1);
  CHECK(q.empty());
  CHECK(taken(q).empty());
}

TEST_CASE("a record replaces all of earlier incarnations of the same member") {
  rumour_queue q(10);
  q.add(record(1, 4));
  q.add(charge(1, 2, 4));
  q.add(charge(1, 3, 4));
  q.add(charge(2, 3, 4));
  CHECK(q.size() == 4);
  q.add(record(1, 5));
  CHECK(taken(q) == std::vector<rumour>{record(1, 5), charge(2, 3, 4)});
}

TEST_CASE("an accusation does not replace the record that it is about") {
  rumour_queue q(10);
  q.add(record(1, 4));
  q.add(charge(1, 2, 4));
  q.add(charge(1, 2, 4));
  CHECK(q.size() == 2);
}

TEST_CASE("no more is taken than fits, and what is too large does not block the rest") {
  rumour_queue q(10);
  q.add(charge(1, 2));
  auto wordy = record(2);
  wordy.address = std::string(60, 'x');
  q.add(wordy);
  const auto bytes = messages::encoded_size(rumour(charge(1, 2)));
  CHECK(taken(q, bytes) == std::vector<rumour>{charge(1, 2)});
  CHECK(taken(q, bytes - 1).empty());
}

TEST_CASE("at most rumours_max are in one message") {
  rumour_queue q(100);
  for (std::uint8_t i = 0; i < 40; ++i) q.add(record(i));
  CHECK(taken(q).size() == messages::rumours_max);
  std::vector<rumour> begun(messages::rumours_max - 1, record(50));
  q.take(begun, 10'000, 3);
  CHECK(begun.size() == messages::rumours_max);
}

TEST_CASE("of too many the one sent most often makes room") {
  rumour_queue q(2);
  q.add(record(1));
  taken(q);
  q.add(record(2));
  q.add(record(3));
  CHECK(taken(q) == std::vector<rumour>{record(3), record(2)});
  rumour_queue none(0);
  none.add(record(1));
  CHECK(none.empty());
}

TEST_CASE("retransmissions grow with the digits of the swarm") {
  CHECK(actors::retransmissions(3, 1) == 3);
  CHECK(actors::retransmissions(3, 9) == 3);
  CHECK(actors::retransmissions(3, 10) == 6);
  CHECK(actors::retransmissions(3, 128) == 9);
  CHECK(actors::retransmissions(3, 1024) == 12);
}
