#include "actors/membership/probing/relay_duty.hpp"

#include <doctest/doctest.h>

#include "tests/actors/membership/people.hpp"

using namespace people;
using actors::relay_duty;

namespace {

const membership_options options;

}  // namespace

TEST_CASE("an answer is passed on to whoever asked, under its number, once") {
  relay_duty d(options);
  CHECK(d.accept(id(1), 77, id(9), 5, at(0s)));
  CHECK_FALSE(d.hear_ack(id(9), 6));
  CHECK_FALSE(d.hear_ack(id(8), 5));
  const auto a = d.hear_ack(id(9), 5);
  REQUIRE(a);
  CHECK(a->to == id(1));
  CHECK(a->sequence == 77);
  CHECK_FALSE(d.hear_ack(id(9), 5));
  CHECK(d.wake(at(10s)).empty());
}

TEST_CASE("where there is no answer, whoever asked is told once, and a late answer still counts") {
  relay_duty d(options);
  d.accept(id(1), 77, id(9), 5, at(0s));
  CHECK(d.next_deadline() == at(options.relay_timeout / 2));
  CHECK(d.wake(at(options.relay_timeout / 2 - 1ns)).empty());
  CHECK(d.wake(at(options.relay_timeout / 2)).size() == 1);
  CHECK(d.wake(at(options.relay_timeout / 2 + 1ms)).empty());
  CHECK(d.hear_ack(id(9), 5));
}

TEST_CASE("what nobody answers is forgotten after a period") {
  relay_duty d(options);
  d.accept(id(1), 77, id(9), 5, at(0s));
  d.wake(at(options.relay_timeout / 2));
  REQUIRE(d.next_deadline());
  d.wake(*d.next_deadline());
  CHECK_FALSE(d.next_deadline());
  CHECK_FALSE(d.hear_ack(id(9), 5));
}

TEST_CASE("there is room for relaying_max, and again when one is done") {
  relay_duty d(options);
  for (std::uint32_t i = 0; i < options.relaying_max; ++i) {
    CHECK(d.accept(id(1), i, id(9), i, at(0s)));
  }
  CHECK_FALSE(d.accept(id(1), 0, id(9), 1000, at(0s)));
  CHECK(d.hear_ack(id(9), 3));
  CHECK(d.accept(id(1), 0, id(9), 1000, at(0s)));
}
