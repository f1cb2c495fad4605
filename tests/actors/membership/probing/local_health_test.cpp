#include "actors/membership/probing/local_health.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;
using starling::actors::local_health;

TEST_CASE("bad signs stretch the waits, answers shorten them again, both within bounds") {
  local_health h(8);
  CHECK(h.scaled(100ms) == 100ms);
  h.probe_answered();
  CHECK(h.score() == 0);
  h.probe_failed();
  h.refuted();
  h.slept();
  CHECK(h.score() == 3);
  CHECK(h.scaled(100ms) == 400ms);
  CHECK_FALSE(h.bad());
  for (int i = 0; i < 2; ++i) h.probe_failed();
  CHECK(h.bad());
  for (int i = 0; i < 20; ++i) h.probe_failed();
  CHECK(h.score() == 7);
  CHECK(h.scaled(100ms) == 800ms);
  for (int i = 0; i < 3; ++i) h.probe_answered();
  CHECK(h.score() == 4);
  CHECK_FALSE(h.bad());
}

TEST_CASE("a factor of one switches it off") {
  local_health h(1);
  h.probe_failed();
  CHECK(h.scaled(100ms) == 100ms);
  CHECK_FALSE(h.bad());
}
