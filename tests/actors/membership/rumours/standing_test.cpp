#include "actors/membership/rumours/standing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace starling::actors;

TEST_CASE("the table of standings is the state machine that the protocol describes") {
  struct row {
    standing before;
    turn what;
    standing then;
  };
  for (const auto& r : std::vector<row>{
           {standing::alive, turn::accused, standing::suspect},
           {standing::alive, turn::renewed, standing::alive},
           {standing::alive, turn::expired, standing::alive},  // nobody has accused it
           {standing::alive, turn::gone, standing::left},
           {standing::suspect, turn::accused, standing::suspect},
           {standing::suspect, turn::renewed, standing::alive},
           {standing::suspect, turn::expired, standing::dead},
           {standing::suspect, turn::gone, standing::left},
           {standing::dead, turn::accused, standing::dead},
           {standing::dead, turn::renewed, standing::alive},
           {standing::dead, turn::expired, standing::dead},
           {standing::dead, turn::gone, standing::left},
           {standing::left, turn::accused, standing::left},
           {standing::left, turn::renewed, standing::alive},
           {standing::left, turn::expired, standing::left},
           {standing::left, turn::gone, standing::left},
       }) {
    CAPTURE(to_string(r.before));
    CHECK(after(r.before, r.what) == r.then);
  }
}

TEST_CASE("suspects are members still, the dead and those who left are not") {
  CHECK(present(standing::alive));
  CHECK(present(standing::suspect));
  CHECK_FALSE(present(standing::dead));
  CHECK_FALSE(present(standing::left));
}
