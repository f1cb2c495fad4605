#include "messages/vocabulary/print.hpp"

#include <doctest/doctest.h>

#include "messages/vocabulary/round_messages.hpp"

using namespace starling::messages;

TEST_CASE("a message prints as its name and its fields in order") {
  CHECK(to_text(heartbeat{{12}}) == "heartbeat(12)");
  CHECK(to_text(request_update{{3}}) == "request_update(3)");
  CHECK(to_text(start_round{{1}, {}}) == "start_round(1, tensor[0])");
  CHECK(to_text(model_snapshot{{9}, tensor(4)}) == "model_snapshot(9, tensor[4])");
  CHECK(to_text(hand_over{{9}, {1, 2}}) == "hand_over(9, bytes[2])");
  CHECK(to_text(model_update{{5}, {4}, {320}, 0.25, tensor(101'770)}) ==
        "model_update(5, 4, 320, 0.250000, tensor[101770])");
}

TEST_CASE("a letter prints what is in it") {
  CHECK(to_text(letter{{1}, {2}, heartbeat{{7}}}) == "letter(1, 2, heartbeat(7))");
  CHECK(to_text(letter{{0}, {10}, start_round{{2}, tensor(3)}}) ==
        "letter(0, 10, start_round(2, tensor[3]))");
}
