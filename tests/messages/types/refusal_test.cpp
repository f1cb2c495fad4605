#include "messages/types/refusal.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

using starling::messages::refusal;
using starling::messages::refusal_kinds;
using starling::messages::refusal_names;

TEST_CASE("every refusal has its own name") {
  CHECK(std::set<std::string_view>(refusal_names.begin(), refusal_names.end()).size() ==
        refusal_kinds);
  CHECK(to_string(refusal::late) == "late");
  CHECK(to_string(refusal::duplicate) == "duplicate");
  CHECK(to_string(refusal::unknown_sender) == "unknown_sender");
  CHECK(to_string(refusal::wrong_shape) == "wrong_shape");
  CHECK(to_string(refusal::non_finite) == "non_finite");
  CHECK(to_string(refusal::too_stale) == "too_stale");
  CHECK(to_string(refusal::outvoted) == "outvoted");
  CHECK(to_string(refusal::clipped) == "clipped");
  CHECK(to_string(refusal::suspected) == "suspected");
  CHECK(to_string(refusal::quarantined) == "quarantined");
  CHECK(to_string(refusal::false_claim) == "false_claim");
}
