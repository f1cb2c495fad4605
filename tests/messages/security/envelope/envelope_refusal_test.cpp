#include "messages/security/envelope/envelope_refusal.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace starling::messages;

TEST_CASE("every reason not to open an envelope has its own name, in order") {
  CHECK(std::set<std::string_view>(envelope_refusal_names.begin(), envelope_refusal_names.end())
            .size() == envelope_refusal_kinds);
  CHECK(to_string(envelope_refusal::oversized) == "oversized");
  CHECK(to_string(envelope_refusal::wrong_recipient) == "wrong_recipient");
  CHECK(to_string(envelope_refusal::no_session) == "no_session");
  CHECK(to_string(envelope_refusal::unsigned_first) == "unsigned_first");
  CHECK(to_string(envelope_refusal::bad_signature) == "bad_signature");
  CHECK(to_string(envelope_refusal::replayed) == "replayed");
  CHECK(to_string(envelope_refusal::exhausted) == "exhausted");
}
