#include "messages/security/registration_refusal.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace starling::messages;

TEST_CASE("every reason not to register a peer has its own name, in order") {
  CHECK(std::set<std::string_view>(registration_refusal_names.begin(),
                                   registration_refusal_names.end())
            .size() == registration_refusal_kinds);
  CHECK(to_string(registration_refusal::malformed) == "malformed");
  CHECK(to_string(registration_refusal::weak_agreement_key) == "weak_agreement_key");
  CHECK(to_string(registration_refusal::no_capabilities) == "no_capabilities");
  CHECK(to_string(registration_refusal::zero_time) == "zero_time");
  CHECK(to_string(registration_refusal::bad_signature) == "bad_signature");
  CHECK(to_string(registration_refusal::changed_key) == "changed_key");
  CHECK(to_string(registration_refusal::banned) == "banned");
  CHECK(to_string(registration_refusal::registry_full) == "registry_full");
}
