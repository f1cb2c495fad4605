#include "messages/vocabulary/vote_messages.hpp"

#include <doctest/doctest.h>

#include "messages/vocabulary/print.hpp"

using namespace starling::messages;

TEST_CASE("votes may cross CAF, and print as what they are") {
  static_assert(serialisable_by_caf<vote_message>);
  CHECK(to_text(candidacy{{3}, {2}, {{0xab}}, {1}}) == "candidacy(3, 2, ab000000, 1)");
  CHECK(to_text(vote_message{commit{{3}, {2}, {}}}) == "commit(3, 2, 00000000)");
}
